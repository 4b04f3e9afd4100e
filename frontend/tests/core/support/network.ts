import type { Network } from '../../../src/core';

/** A network of the kind that a test says. */
export class TestNetwork implements Network {
  #kind: ReturnType<Network['kind']> = 'unknown';
  #calls = new Set<() => void>();

  kind = (): ReturnType<Network['kind']> => this.#kind;

  onChange(call: () => void): () => void {
    this.#calls.add(call);
    return () => this.#calls.delete(call);
  }

  become(kind: ReturnType<Network['kind']>): void {
    this.#kind = kind;
    for (const call of this.#calls) call();
  }
}
