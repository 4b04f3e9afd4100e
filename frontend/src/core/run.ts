import type { Microphone, Recording, Take } from './ports';
import { WebmSound } from './webm';

/** How to record: what the browser can, mp4 first on WebKit; undefined when nothing fits. */
export function recordingFor(microphone: Microphone): Recording | undefined {
  const formats = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];
  const wanted = microphone.webkit ? ['audio/mp4', ...formats] : formats;
  const mime = wanted.find((one) => microphone.supports(one));
  if (mime === undefined) return undefined;
  return { mime, bitsPerSecond: 24_000, timeslice: microphone.webkit ? 2_000 : 500 };
}

/** How long nothing may arrive, in milliseconds: more than that, and no sound was taken. */
export const stalledAfter = (webkit: boolean): number => (webkit ? 4_500 : 3_000);

/** WebKit holds back the last fragment of a second until more comes, or the end. */
const heldBack = (webkit: boolean): number => (webkit ? 1_000 : 0);

/** A late chunk that holds nearly all of its time was only late, as on a busy phone. */
const leastGap = 1_000;

/** Where how much a chunk holds is guessed from its bytes, a quarter of the time is no gap yet. */
const leastGuessedGap = (quiet: number): number => Math.max(leastGap, quiet / 4);

/** A run of this many milliseconds tells its own rate; before, the asked one is taken. */
const ownRateAfter = 1_000;

/** Of so many chunks the one that came soonest after its sound tells where the sound is. */
const chunksCompared = 4;

/** A chunk that was announced. */
export interface Announced {
  /** Its number. */
  seq: number;
  /** Known when the bytes are there. */
  reach: Promise<Reach>;
}

export interface Reach {
  /** How far in the segment the sound reaches. */
  ms: number;
  /** For how long no sound had been taken when it came, when it came too late to be whole. */
  missed: number;
}

/** What is known of a chunk before its bytes are there. */
interface Arrival {
  size: number;
  now: number;
  clock: number;
  running: boolean;
}

/**
 * One run of the recorder, a segment of its own, and how much sound it holds: told
 * by the sound itself where it can be read, else by the clock. All times are
 * milliseconds of the recorder's clock, which sleep of the phone counts in; while
 * no chunks come no sound is believed.
 */
export class Run {
  readonly part: number;
  /** Sound of earlier segments, in milliseconds. */
  readonly before: number;
  take: Take = undefined as never;
  /** Nothing more of it may be kept: a chunk is missing. */
  cut = false;
  readonly #limit: number;
  readonly #heldBack: number;
  readonly #rate: number;
  readonly #slice: number;
  /** Undefined where it is no WebM, or not such as can be read. */
  #webm: WebmSound | undefined;
  #reading: Promise<unknown> = Promise.resolve();
  #seq = 0;
  #bytes = 0;
  /** What the clock had counted before it was last started. */
  #counted = 0;
  /** When the clock was started; undefined while paused and after the end. */
  #since: number | undefined;
  #fresh = true;
  /** How far the sound reached at the last chunk that was read. */
  #reached = 0;
  /** How far the sound was behind the clock at the last chunks. */
  #behind = [0];
  /** When something was last heard of the recorder. */
  #heardAt: number;
  /** When the last chunk came that was read and on time. */
  #chunkAt: number;
  /** Chunks that came late and are not read yet. */
  #waking = 0;
  #endedAt: number | undefined;
  /** Ended since no sound was taken: it ends where its chunks end. */
  #late = false;
  #finished = false;

  constructor(part: number, before: number, webkit: boolean, how: Recording, now: number) {
    this.part = part;
    this.before = before;
    this.#limit = stalledAfter(webkit);
    this.#heldBack = heldBack(webkit);
    this.#rate = how.bitsPerSecond / 8_000;
    this.#slice = how.timeslice;
    this.#webm = how.mime.startsWith('audio/webm') ? new WebmSound() : undefined;
    this.#since = this.#chunkAt = this.#heardAt = now;
  }

  /** The recorder itself says that it began. */
  began(now: number): void {
    if (this.#fresh && this.#since !== undefined) this.resume(now);
    this.#fresh = false;
  }

  pause(now: number): void {
    if (this.#stalled(now)) this.#behind = [this.#clock(now) - this.#reached];
    this.#counted = this.#clock(now);
    this.#since = undefined;
    this.#fresh = false;
  }

  resume(now: number): void {
    this.#since = this.#chunkAt = this.#heardAt = now;
  }

  /** How long ago the last chunk came. */
  quiet(now: number): number {
    return now - this.#heardAt;
  }

  /** How far the sound reaches now; no further than its last chunk when nothing comes any more. */
  at(now: number): number {
    const told = this.#late || (this.#finished && this.#webm !== undefined);
    if (told || this.#waking > 0 || this.#stalled(now)) return this.#reached;
    return Math.max(this.#reached, this.#clock(now) - Math.min(...this.#behind));
  }

  /** Ends the clock; a last chunk may still come. */
  end(now: number): void {
    if (this.#endedAt !== undefined) return;
    this.#endedAt = now;
    this.#late = this.#stalled(now);
    this.#counted = this.#clock(now);
    this.#since = undefined;
  }

  /** Ends the recorder's work; fulfilled when all that it still had is read. Call `end` first. */
  async finish(): Promise<void> {
    await this.take.stop();
    await this.#reading;
    this.#finished = true;
  }

  /** When the sound of a run that ended was over: before its end, when the phone slept. */
  get soundEndedAt(): number {
    return this.#endedAt! - Math.max(0, this.#counted - this.at(this.#endedAt!));
  }

  /** Takes the next numbers for a chunk in so many frames, before its bytes are there. */
  announce(size: number, frames: number, bytes: Promise<ArrayBuffer>, now: number): Announced {
    const running = this.#since !== undefined;
    const arrival = { size, now, clock: this.#clock(now), running };
    const late = this.#stalled(now) ? 1 : 0;
    this.#waking += late;
    this.#heardAt = now;
    const seq = this.#seq;
    this.#seq += frames;
    const known = bytes.catch(() => undefined);
    const reach = this.#reading.then(async () => {
      const missed = this.#read(await known, arrival);
      this.#waking -= late;
      return { ms: Math.round(this.#reached), missed };
    });
    this.#reading = reach;
    return { seq, reach };
  }

  /** How long no sound had been taken; 0 when the chunk is as whole as it can be. */
  #read(bytes: ArrayBuffer | undefined, arrival: Arrival): number {
    const { now, clock, running } = arrival;
    const quiet = now - this.#chunkAt;
    const late = running && quiet >= this.#limit;
    const ms = this.#told(bytes);
    if (ms === undefined) return this.#guess(arrival, quiet, late);
    this.#reached = ms;
    this.#chunkAt = now;
    const behind = clock - ms;
    this.#behind = [...this.#behind, behind].slice(-chunksCompared);
    return late && behind >= leastGap ? this.#overslept(now, behind) : 0;
  }

  /** How much sound the chunks hold until now; undefined, from then on, where that cannot be read. */
  #told(bytes: ArrayBuffer | undefined): number | undefined {
    if (bytes) this.#webm?.read(new Uint8Array(bytes));
    if (!bytes || this.#webm?.ms === undefined) this.#webm = undefined;
    return this.#webm?.ms;
  }

  #guess({ size, now, clock, running }: Arrival, quiet: number, late: boolean): number {
    const held = Math.min(this.#holds(size), quiet);
    const missed = quiet - held;
    const gap = late && missed >= leastGuessedGap(quiet);
    if (gap) this.#overslept(now, missed);
    if (this.#late) this.#reached += held;
    else {
      this.#chunkAt = now;
      const ms = clock - Math.min(...this.#behind);
      this.#reached = running ? Math.max(0, ms - this.#heldBack) : ms;
    }
    this.#bytes += size;
    return gap ? missed : 0;
  }

  /** Ends with the chunk that came then. */
  #overslept(now: number, missed: number): number {
    this.end(now);
    this.#late = true;
    return missed;
  }

  #clock(now: number): number {
    return this.#counted + (this.#since === undefined ? 0 : now - this.#since);
  }

  #stalled(now: number): boolean {
    return this.#since !== undefined && this.quiet(now) >= this.#limit;
  }

  /**
   * How much sound so many bytes are, by what came before. Of less than a whole
   * chunk bytes say little, since a pause between words takes few: then the middle
   * of what it can be counts as much.
   */
  #holds(size: number): number {
    const known = this.#reached >= ownRateAfter ? this.#bytes / this.#reached : this.#rate;
    const held = size / known;
    return held >= this.#slice ? held : (held + this.#slice / 2) / 2;
  }
}
