import type { Clock } from './ports';

const mostDrift = 2_000;
const day = 86_400_000;

/**
 * How much time went by, sleep of the phone included. The clock that only goes
 * forward stands still while many phones sleep, and people set the other one: so
 * the wall clock counts where it ran ahead, since the last look, by more than
 * drift and by less than a day. Who sets it forward by hours cannot be told from
 * a phone that slept.
 */
export class Elapsed {
  readonly #clock: Pick<Clock, 'now' | 'monotonic'>;
  #wall: number;
  #monotonic: number;
  #ms = 0;

  constructor(clock: Pick<Clock, 'now' | 'monotonic'>) {
    this.#clock = clock;
    this.#wall = clock.now();
    this.#monotonic = clock.monotonic();
  }

  /** Milliseconds since it was made, never fewer than before. To be looked at often. */
  now(): number {
    const wall = this.#clock.now();
    const monotonic = this.#clock.monotonic();
    const awake = Math.max(0, monotonic - this.#monotonic);
    const ahead = wall - this.#wall - awake;
    this.#ms += ahead > mostDrift && ahead < day ? awake + ahead : awake;
    this.#wall = wall;
    this.#monotonic = monotonic;
    return this.#ms;
  }
}

/** The clock of one sitting: whoever sets the phone's clock meanwhile, moments stand as far apart as they were. */
export function steady(clock: Clock): Clock {
  const began = clock.now();
  const elapsed = new Elapsed(clock);
  return {
    now: () => began + elapsed.now(),
    monotonic: () => clock.monotonic(),
    every: (milliseconds, call) => clock.every(milliseconds, call),
    after: (milliseconds, call) => clock.after(milliseconds, call),
  };
}
