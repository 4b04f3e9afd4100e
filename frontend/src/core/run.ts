import type { Recording, Take } from './ports';

/** How long nothing may arrive, in milliseconds: more than that, and no sound was taken. */
export const stalledAfter = (webkit: boolean): number => (webkit ? 4_500 : 3_000);

/** WebKit holds back the last fragment of a second until more comes, or the end. */
const heldBack = (webkit: boolean): number => (webkit ? 1_000 : 0);

/**
 * A chunk that holds most of its time was only late, as on a busy phone: how much
 * it holds is guessed from its bytes, so a quarter of the time is no gap yet.
 */
const worthAGap = (quiet: number): number => Math.max(1_000, quiet / 4);

/** A run of this many milliseconds tells its own rate; before, the asked one is taken. */
const ownRateAfter = 1_000;

/** What a chunk is: its number, and how far in the segment its sound reaches. */
export interface Reach {
  seq: number;
  ms: number;
  /** How long no sound was taken after it, when the chunk came too late to be whole. */
  missed: number;
}

/**
 * One run of the recorder, a segment of its own, and how much sound it holds.
 * All times are milliseconds of the recorder's clock, which sleep of the phone
 * counts in; while no chunks come no sound is believed.
 */
export class Run {
  readonly part: number;
  /** Sound of earlier segments, in milliseconds. */
  readonly before: number;
  take: Take = undefined as never;
  /** Nothing more of it may be kept: a chunk is missing. */
  cut = false;
  readonly #limit: number;
  readonly #lag: number;
  readonly #rate: number;
  readonly #slice: number;
  #seq = 0;
  #bytes = 0;
  /** Milliseconds of sound before the clock was last started. */
  #ms = 0;
  /** When the clock was started; undefined while paused and after the end. */
  #since: number | undefined;
  #fresh = true;
  /** How far the sound reached at the last chunk, and when that came. */
  #reached = 0;
  #chunkAt: number;
  #late = false;

  constructor(part: number, before: number, webkit: boolean, how: Recording, now: number) {
    this.part = part;
    this.before = before;
    this.#limit = stalledAfter(webkit);
    this.#lag = heldBack(webkit);
    this.#rate = how.bitsPerSecond / 8_000;
    this.#slice = how.timeslice;
    this.#since = this.#chunkAt = now;
  }

  /** The recorder itself says that it began. */
  began(now: number): void {
    if (this.#fresh && this.#since !== undefined) this.#since = this.#chunkAt = now;
    this.#fresh = false;
  }

  pause(now: number): void {
    this.#ms = this.at(now);
    this.#since = undefined;
    this.#fresh = false;
  }

  resume(now: number): void {
    this.#since = this.#chunkAt = now;
  }

  /** How long ago the last chunk came. */
  quiet(now: number): number {
    return now - this.#chunkAt;
  }

  /** How far the sound reaches now; no further than its last chunk when nothing comes any more. */
  at(now: number): number {
    if (this.#since === undefined) return this.#ms;
    return this.#stalled(now) ? this.#reached : this.#ms + now - this.#since;
  }

  /** Ends the clock; a last chunk may still come. */
  end(now: number): void {
    this.#late ||= this.#stalled(now);
    this.pause(now);
  }

  /** Takes the next numbers for a chunk of so many bytes in so many frames. */
  chunk(size: number, frames: number, now: number): Reach {
    const held = Math.min(this.#holds(size), this.quiet(now));
    const missed = this.quiet(now) - held;
    if (this.#stalled(now) && missed >= worthAGap(this.quiet(now))) this.end(now);
    if (this.#late) this.#ms = this.#reached + held;
    else this.#chunkAt = now;
    const running = this.#since !== undefined;
    this.#reached = running ? Math.max(0, this.at(now) - this.#lag) : this.#ms;
    this.#bytes += size;
    const seq = this.#seq;
    this.#seq += frames;
    return { seq, ms: Math.round(this.#reached), missed: this.#late ? missed : 0 };
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
