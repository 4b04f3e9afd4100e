import type { Clock } from './ports';
import { StoreFull } from './ports';
import type { Reach, Run } from './run';

/** Frames are no larger than this many bytes. */
export const maxChunk = 1 << 20;

/** A chunk that the recorder gave and that is not on the disk yet. */
export interface Chunk {
  run: Run;
  seq: number;
  reach: Promise<Reach>;
  bytes: Promise<ArrayBuffer>;
  /** When it came, in milliseconds. */
  announced: number;
}

/** What is done with chunks. */
export interface Keeper {
  keep(part: number, seq: number, ms: number, bytes: ArrayBuffer): Promise<void>;
  /** It is on the disk now, and with it the segment until `ms`. */
  kept(run: Run, ms: number): void;
  /** It can never be kept: its bytes are gone, or the phone is full. */
  failed(run: Run, why: 'gone' | 'full'): void;
}

/** Keeps chunks strictly one after another: what is on the disk has no holes. */
export class Unkept {
  readonly #keeper: Keeper;
  readonly #clock: Pick<Clock, 'after'>;
  #chunks: Chunk[] = [];
  #keeping: Promise<void> = Promise.resolve();

  constructor(keeper: Keeper, clock: Pick<Clock, 'after'>) {
    this.#keeper = keeper;
    this.#clock = clock;
  }

  /** The chunk that has waited longest. */
  get oldest(): Chunk | undefined {
    return this.#chunks[0];
  }

  add(chunk: Chunk): void {
    this.#chunks.push(chunk);
    this.#keeping = this.#keeping.then(() => this.#keepNext());
  }

  /** Forgets what waits of a run. */
  drop(run: Run): void {
    this.#chunks = this.#chunks.filter((chunk) => chunk.run !== run);
  }

  /** Fulfilled when all that was added until now is kept, or never can be. */
  settled(): Promise<void> {
    return this.#keeping;
  }

  async #keepNext(): Promise<void> {
    const chunk = this.#chunks[0];
    if (!chunk) return;
    const bytes = await chunk.bytes.catch(() => undefined);
    if (!bytes) return this.#keeper.failed(chunk.run, 'gone');
    const { ms } = await chunk.reach;
    for (let tries = 0; ; tries++) {
      try {
        await this.#keep(chunk, ms, bytes);
        break;
      } catch (error) {
        if (error instanceof StoreFull) return this.#keeper.failed(chunk.run, 'full');
        await this.#wait(Math.min(250 * 2 ** tries, 4_000));
      }
    }
    this.#chunks.shift();
    this.#keeper.kept(chunk.run, ms);
  }

  async #keep({ run, seq }: Chunk, ms: number, bytes: ArrayBuffer): Promise<void> {
    const { part } = run;
    if (bytes.byteLength <= maxChunk) return this.#keeper.keep(part, seq, ms, bytes);
    for (let at = 0, next = seq; at < bytes.byteLength; at += maxChunk, next++)
      await this.#keeper.keep(part, next, ms, bytes.slice(at, at + maxChunk));
  }

  #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.#clock.after(milliseconds, resolve));
  }
}
