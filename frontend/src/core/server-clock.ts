import type { Clock, Store } from './ports';
import type { ClockAhead } from './record';

/** An answer that took longer says too little about when it was written. */
const slow = 5_000;
/** The header counts in whole seconds: on average it was half a second later. */
const rounded = 500;
const worthKeeping = 1_000;
const oldAfter = 3_600_000;

/** How far this phone's clock is ahead of the server's, by what the server last answered. */
export class ServerClock {
  readonly #store: Store;
  readonly #clock: Clock;
  #ahead: ClockAhead | undefined;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async load(): Promise<void> {
    this.#ahead = (await this.#store.read('cache', ['clock'])) as ClockAhead | undefined;
  }

  /** Undefined while the server never said. */
  get ahead(): ClockAhead | undefined {
    return this.#ahead;
  }

  /** Takes the date of an answer that came now; `took` is how long it was waited for. */
  heard(date: string | null, took: number): void {
    const server = Date.parse(date ?? '');
    if (Number.isNaN(server) || (took > slow && this.#ahead)) return;
    const now = this.#clock.now();
    const before = this.#ahead;
    this.#ahead = { aheadMs: now - server - rounded, at: new Date(now).toISOString() };
    if (!before || this.#changedSince(before)) void this.#keep();
  }

  #changedSince(before: ClockAhead): boolean {
    const { aheadMs, at } = this.#ahead!;
    const older = Math.abs(Date.parse(at) - Date.parse(before.at));
    return Math.abs(aheadMs - before.aheadMs) > worthKeeping || older > oldAfter;
  }

  /** What cannot be kept is measured again. */
  async #keep(): Promise<void> {
    const value = this.#ahead;
    await this.#store.write([{ area: 'cache', key: ['clock'], value }]).catch(() => undefined);
  }
}
