import type { Awake, Presence, Wakefulness } from '../../../src/core';

/** An app that a test puts behind another. */
export class TestPresence implements Presence {
  #visible = true;
  #calls = new Set<() => void>();

  visible = (): boolean => this.#visible;

  onChange(call: () => void): () => void {
    this.#calls.add(call);
    return () => this.#calls.delete(call);
  }

  become(state: 'hidden' | 'shown'): void {
    this.#visible = state === 'shown';
    for (const call of this.#calls) call();
  }
}

/** A screen that stays on as long as a test lets it. */
export class TestAwake implements Awake {
  how: Wakefulness = 'held';
  #says = new Set<(how: Wakefulness) => void>();

  hold(say: (how: Wakefulness) => void): () => void {
    this.#says.add(say);
    say(this.how);
    return () => this.#says.delete(say);
  }

  get held(): boolean {
    return this.#says.size > 0;
  }

  become(how: Wakefulness): void {
    this.how = how;
    for (const say of this.#says) say(how);
  }
}
