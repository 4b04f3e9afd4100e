import { StoreFull, type Files } from '../../../src/core';
import { joined, type Bytes } from '../../../src/core/bytes';
import { tracked } from './clock';

/** Files in memory that outlive a restart of the app, and fail when a test says so. */
export class TestFiles implements Files {
  readonly all = new Map<string, Bytes>();
  /** Bytes that still fit. */
  room = Infinity;
  /** Every act fails, as in a browser that refuses. */
  broken = false;
  /** The disk is gone from under the app: nothing answers any more. */
  hanging = false;

  list = (beginning: string) =>
    this.#act(() => [...this.all.keys()].filter((name) => name.startsWith(beginning)).sort());

  read = (name: string, offset: number, length: number) =>
    this.#act(() => this.all.get(name)?.slice(offset, offset + length));

  append = (name: string, bytes: Bytes) => {
    const copy = bytes.slice();
    return this.#act(() => this.#put(name, joined([this.all.get(name) ?? new Uint8Array(), copy])));
  };

  write = (name: string, bytes: Bytes) => this.#act(() => this.#put(name, bytes.slice()));

  fill = (name: string, bytes: number) =>
    this.#act(() => {
      if (this.all.get(name)?.length !== bytes) this.#put(name, new Uint8Array(bytes));
    });

  cut = (name: string, bytes: number) =>
    this.#act(() => this.#put(name, (this.all.get(name) ?? new Uint8Array()).slice(0, bytes)));

  remove = (name: string) =>
    this.#act(() => {
      this.room += this.all.get(name)?.length ?? 0;
      return this.all.delete(name);
    });

  #put(name: string, bytes: Bytes): void {
    const more = bytes.length - (this.all.get(name)?.length ?? 0);
    if (more > this.room) throw new StoreFull();
    this.room -= more;
    this.all.set(name, bytes);
  }

  #act<T>(work: () => T): Promise<T> {
    if (this.hanging) return new Promise(() => undefined);
    if (this.broken) return Promise.reject(new Error('no files here'));
    return tracked(Promise.resolve().then(work));
  }
}
