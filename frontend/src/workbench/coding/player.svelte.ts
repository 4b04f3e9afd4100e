import { api, data, type Schemas } from '../../api/client';
import { explain } from '../../ui/problem';
import type { Heard } from './heard';
import { bytesOf, waveform, type Loudness } from './waveform';

type Recording = Schemas['Recording'];

/** How many stretches the sound is drawn in. */
const columns = 240;

/** Plays the segments of an interview as one recording, by a cookie of five minutes for each. */
export class Player {
  /** Milliseconds from the start of the first segment. */
  at = $state(0);
  playing = $state(false);
  speed = $state(1);
  problem: string | null = $state(null);
  /** How loud the sound is, 0 to 1, in equal stretches from start to end; null while unknown. */
  heights: number[] | null = $state.raw(null);
  #audio = new Audio();
  #segment = -1;
  /** Whether the chosen part can be heard. */
  #ready = false;
  /** Until when each part may be listened to, by the clock that this page runs on. */
  #allowed: Record<number, number> = {};
  /** Where a stretch ends that is played alone, in milliseconds from the start of everything. */
  #until: number | null = null;
  /** Where the sound broke off last: it is tried anew once from there. */
  #brokeAt = -Infinity;

  readonly #segments: Recording[];
  readonly total: number;

  constructor(
    readonly project: string,
    readonly interview: string,
    recordings: readonly Recording[],
  ) {
    this.#segments = recordings.filter(({ state }) => state === 'present');
    this.total = this.#segments.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    this.#audio.preload = 'metadata';
    this.#audio.ontimeupdate = () => this.#moved();
    this.#audio.onended = () => void this.#next();
    this.#audio.onpause = () => (this.playing = false);
    this.#audio.onplay = () => (this.playing = true);
    this.#audio.onerror = () => this.#failed();
  }

  get silent(): boolean {
    return this.#segments.length === 0;
  }

  toggle(): void {
    if (this.playing) this.pause();
    else void this.play(this.at);
  }

  pause(): void {
    this.#audio.pause();
  }

  /** Which part is heard at a moment, and where in that part. */
  placeAt(ms: number): { part: number; ms: number } | null {
    const index = this.#segments.findLastIndex((_, number) => this.#start(number) <= ms);
    const segment = this.#segments[index];
    return segment ? { part: segment.part, ms: ms - this.#start(index) } : null;
  }

  /** When a part begins; undefined for one that is not there any more. */
  startOf(part: number): number | undefined {
    const index = this.#segments.findIndex((segment) => segment.part === part);
    return index < 0 ? undefined : this.#start(index);
  }

  /** How long a part is. */
  lengthOf(part: number): number {
    return this.#segments.find((segment) => segment.part === part)?.milliseconds ?? 0;
  }

  /** Asks how loud the sound is, to draw it. Sound plays just as well without. */
  async measure(): Promise<void> {
    const parts = await Promise.all(this.#segments.map((segment) => this.#loudness(segment)));
    this.heights = waveform(parts, columns);
  }

  async #loudness({ part, milliseconds }: Recording): Promise<Loudness> {
    const path = { project: this.project, interview: this.interview, part };
    const asked = api.GET('/projects/{project}/interviews/{interview}/recordings/{part}/peaks', {
      params: { path },
    });
    const peaks = await data(asked).catch(() => null);
    return { milliseconds, every: peaks?.everyMs ?? 0, values: peaks && bytesOf(peaks.values) };
  }

  /** Plays a stretch of a part, and stops at its end. */
  async playStretch({ part, fromMs, toMs }: Heard): Promise<void> {
    const start = this.startOf(part);
    if (start === undefined) return;
    await this.play(start + fromMs);
    this.#until = start + toMs;
  }

  skip(seconds: number): void {
    void this.seek(this.at + seconds * 1000);
  }

  setSpeed(speed: number): void {
    this.speed = speed;
    this.#audio.playbackRate = speed;
  }

  async play(ms: number): Promise<void> {
    this.#until = null;
    await this.seek(ms);
    if (this.problem === null) await this.#audio.play().catch(() => undefined);
  }

  async seek(ms: number): Promise<void> {
    if (this.silent) return;
    const at = Math.min(Math.max(0, ms), this.total - 1);
    const index = this.#segments.findLastIndex((_, number) => this.#start(number) <= at);
    this.problem = null;
    try {
      await this.#open(index).catch(() => this.#openAnew(index));
    } catch (error) {
      this.#forget();
      this.problem = explain(error);
      return;
    }
    this.#audio.currentTime = (at - this.#start(index)) / 1000;
    this.at = at;
  }

  stop(): void {
    this.#audio.pause();
    this.#audio.removeAttribute('src');
  }

  /** The permission may have run out, or the link was cut. */
  #openAnew(index: number): Promise<void> {
    this.#forget();
    return this.#open(index);
  }

  #forget() {
    this.#segment = -1;
    this.#allowed = {};
    this.playing = false;
  }

  /** The sound broke off while it was open. */
  #failed() {
    if (!this.#ready) return;
    const [going, until] = [this.playing, this.#until];
    const before = this.#brokeAt;
    this.#brokeAt = this.at;
    this.#forget();
    if (going && Math.abs(this.at - before) > 1000)
      void this.play(this.at).then(() => (this.#until = until));
    else this.problem = explain(null);
  }

  #moved() {
    if (this.#segment < 0) return;
    this.at = this.#start(this.#segment) + this.#audio.currentTime * 1000;
    if (this.#until === null || this.at < this.#until) return;
    this.at = this.#until;
    this.#until = null;
    this.#audio.pause();
  }

  #start(index: number): number {
    return this.#segments
      .slice(0, Math.max(0, index))
      .reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  }

  async #open(index: number): Promise<void> {
    const { part } = this.#segments[index]!;
    const path = { project: this.project, interview: this.interview, part };
    if ((this.#allowed[part] ?? 0) < performance.now()) {
      await data(
        api.POST('/projects/{project}/interviews/{interview}/recordings/{part}/listening', {
          params: { path },
        }),
      );
      this.#allowed[part] = performance.now() + 4 * 60_000;
    }
    if (this.#segment === index) return;
    this.#segment = index;
    this.#ready = false;
    const going = this.playing;
    this.#audio.src = `/v1/projects/${this.project}/interviews/${this.interview}/recordings/${part}/sound`;
    this.#audio.playbackRate = this.speed;
    await ready(this.#audio);
    this.#ready = true;
    if (going) void this.#audio.play();
  }

  async #next(): Promise<void> {
    if (this.#segment + 1 < this.#segments.length) await this.play(this.#start(this.#segment + 1));
  }
}

/** Waits until the length is known: only then can a place be chosen. Rejects when no sound comes. */
function ready(audio: HTMLAudioElement): Promise<void> {
  if (audio.readyState >= HTMLMediaElement.HAVE_METADATA) return Promise.resolve();
  return new Promise((resolve, reject) => {
    audio.addEventListener('loadedmetadata', () => resolve(), { once: true });
    audio.addEventListener('error', () => reject(new Error('no sound')), { once: true });
  });
}

/** The player of an interview, or null when there is no sound to play. */
export async function playerOf(project: string, interview: string): Promise<Player | null> {
  const path = { project, interview };
  const { items } = await data(
    api.GET('/projects/{project}/interviews/{interview}/recordings', { params: { path } }),
  );
  const player = new Player(project, interview, items);
  if (player.silent) return null;
  void player.measure();
  return player;
}
