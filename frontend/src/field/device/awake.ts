/**
 * Keeps the screen on by the browser's wake lock, and takes it again whenever it was
 * taken away. Where there is none, or it is refused, a film of nothing plays instead.
 */
import type { Awake, Clock, Wakefulness } from '../../core';
import type { Film } from './film';

/** The page, of which only this is needed. */
type Page = Pick<Document, 'addEventListener' | 'removeEventListener' | 'visibilityState'>;

/** Refused on a low battery: perhaps somebody plugs it in. */
const askAgainAfter = 30_000;

interface Means {
  page: Page;
  locks: Pick<WakeLock, 'request'> | undefined;
  film: Film;
  clock: Pick<Clock, 'after'>;
}

export const browserAwake = (means: Means): Awake => ({
  hold: (say) => {
    const holding = new Holding(means, say);
    return () => holding.end();
  },
});

class Holding {
  readonly #means: Means;
  readonly #say: (how: Wakefulness) => void;
  #lock: WakeLockSentinel | undefined;
  #playing = false;
  #asking = false;
  #over = false;
  #stopWaiting: () => void = () => undefined;

  constructor(means: Means, say: (how: Wakefulness) => void) {
    this.#means = means;
    this.#say = say;
    means.page.addEventListener('visibilitychange', this.#take);
    means.film.onStopped(this.#stopped);
    void this.#take();
  }

  end(): void {
    this.#over = true;
    this.#stopWaiting();
    this.#means.page.removeEventListener('visibilitychange', this.#take);
    this.#means.film.stop();
    void this.#lock?.release();
  }

  /** A page that is out of sight gets no lock; it asks when it is seen again. */
  #take = async (): Promise<void> => {
    const hidden = this.#means.page.visibilityState !== 'visible';
    if (this.#over || this.#asking || this.#lock || hidden) return;
    this.#asking = true;
    this.#stopWaiting();
    try {
      if (!(await this.#locked())) await this.#play();
    } finally {
      this.#asking = false;
    }
  };

  async #locked(): Promise<boolean> {
    const lock = await this.#means.locks?.request('screen').catch(() => undefined);
    if (!lock) return false;
    if (this.#over) return lock.release().then(() => true);
    this.#lock = lock;
    lock.addEventListener('release', this.#taken, { once: true });
    this.#playing = false;
    this.#means.film.stop();
    this.#say('held');
    return true;
  }

  async #play(): Promise<void> {
    const { film, locks, clock } = this.#means;
    const before = this.#playing;
    this.#playing = await film.play().then(
      () => true,
      () => false,
    );
    if (this.#over) return film.stop();
    const without = locks ? 'refused' : 'none';
    if (!before || !this.#playing) this.#say(this.#playing ? 'video' : without);
    if (locks || !this.#playing)
      this.#stopWaiting = clock.after(askAgainAfter, () => void this.#take());
  }

  #taken = (): void => {
    this.#lock = undefined;
    void this.#take();
  };

  /** A call, or another app with sound: it plays on as soon as it may. */
  #stopped = (): void => {
    this.#playing = false;
    void this.#take();
  };
}
