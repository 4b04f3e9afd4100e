/**
 * A film of nothing. While it plays the screen stays on, where a browser has no wake
 * lock. WebKit counts a film only when it can be heard and does not loop by itself
 * (HTMLMediaElement::shouldDisableSleep): so there it has a track of silence that is
 * not muted, and it is turned back by hand.
 */
export interface Film {
  /** Rejects where the system does not let it play. */
  play(): Promise<void>;
  stop(): void;
  /** Called when something else stopped it. */
  onStopped(call: () => void): void;
}

/** Seconds after which it is turned back; the film lasts 2. */
const turn = 1;

export function browserFilm(page: Document, webkit: boolean): Film {
  let video: HTMLVideoElement | undefined;
  let stopped: () => void = () => undefined;

  function made(): HTMLVideoElement {
    const film = page.createElement('video');
    film.className = 'awake';
    film.playsInline = true;
    film.muted = !webkit;
    film.ariaHidden = 'true';
    film.tabIndex = -1;
    for (const kind of ['webm', 'mp4']) {
      const source = page.createElement('source');
      Object.assign(source, { src: `/app/awake.${kind}`, type: `video/${kind}` });
      film.append(source);
    }
    film.addEventListener('timeupdate', () => {
      if (film.currentTime > turn) film.currentTime = 0;
    });
    film.addEventListener('pause', () => film === video && stopped());
    page.body.append(film);
    return film;
  }

  return {
    play: () => (video ??= made()).play(),
    stop: () => {
      const film = video;
      video = undefined;
      film?.pause();
      film?.remove();
    },
    onStopped: (call) => (stopped = call),
  };
}
