import type { Clock } from '../../../src/core';

interface Alarm {
  due: number;
  every: number | undefined;
  call: () => void;
}

let working = 0;

/** Counts work that is under way, so that settle can wait for it. */
export async function tracked<T>(work: Promise<T>): Promise<T> {
  working++;
  try {
    return await work;
  } finally {
    working--;
  }
}

/** Makes settle wait for WebCrypto, which works on threads of its own. */
function trackCrypto(): void {
  const names = ['encrypt', 'decrypt', 'digest', 'importKey', 'deriveKey', 'deriveBits'] as const;
  for (const name of names) {
    const own = crypto.subtle[name].bind(crypto.subtle) as (...how: unknown[]) => Promise<never>;
    crypto.subtle[name] = (...how: unknown[]) => tracked(own(...how));
  }
}

trackCrypto();

/** Lets everything that can go on without waiting for the clock go on. */
export async function settle(): Promise<void> {
  for (let quiet = 0; quiet < 8; quiet = working === 0 ? quiet + 1 : 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Waits until the check holds, without a clock; fails when it never does. */
export async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 20_000; turn++) {
    if (await check()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it never came to pass');
}

/** A clock that stands still until a test moves it. */
export class TestClock implements Clock {
  #now = Date.parse('2026-11-24T10:00:00Z');
  #truth = this.#now;
  #monotonic = 1_000;
  #alarms = new Set<Alarm>();

  now = (): number => this.#now;
  monotonic = (): number => this.#monotonic;
  /** What the time really is, whatever the phone believes. */
  truth = (): number => this.#truth;

  every(milliseconds: number, call: () => void): () => void {
    return this.#set({ due: this.#monotonic + milliseconds, every: milliseconds, call });
  }

  after(milliseconds: number, call: () => void): () => void {
    return this.#set({ due: this.#monotonic + milliseconds, every: undefined, call });
  }

  #set(alarm: Alarm): () => void {
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** Sets the phone's own idea of the time, as people do. */
  set(now: string): void {
    this.#now = Date.parse(now);
  }

  /** Lets time go by without anything happening meanwhile, as a slow request does. */
  took(milliseconds: number): void {
    this.#moveTo(this.#monotonic + milliseconds);
  }

  /** The phone sleeps: the clock on the wall goes on, the other stands still. */
  sleep(milliseconds: number): void {
    this.#now += milliseconds;
    this.#truth += milliseconds;
  }

  /** Moves on step by step and lets work settle after each alarm. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#monotonic + milliseconds;
    for (;;) {
      const next = [...this.#alarms].sort((a, b) => a.due - b.due)[0];
      if (!next || next.due > end) break;
      this.#moveTo(Math.max(next.due, this.#monotonic));
      if (next.every === undefined) this.#alarms.delete(next);
      else next.due += next.every;
      next.call();
      await settle();
    }
    this.#moveTo(end);
    await settle();
  }

  #moveTo(monotonic: number): void {
    this.#now += monotonic - this.#monotonic;
    this.#truth += monotonic - this.#monotonic;
    this.#monotonic = monotonic;
  }
}
