import { tracked } from './clock';
import { StoreFull, StoreGone, type Change, type Store } from '../../../src/core';

const never = new Promise<never>(() => undefined);

/** A store that a test can kill, fill up or make forgetful. */
export class FaultyStore implements Store {
  readonly #store: Store;
  writes = 0;
  /** The process dies at this write, before it happened or after it. */
  killAt: { write: number; when: 'before' | 'after' } | undefined;
  dead = false;
  full = false;
  /** Whether the disk takes what is written now. */
  fits = () => true;
  /** Wiped under the app. */
  gone = false;
  /** So many next writes fail for an unknown reason. */
  failing = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  read: Store['read'] = (area, key) => this.#reading(() => this.#store.read(area, key));
  list: Store['list'] = (area, range) => this.#reading(() => this.#store.list(area, range));

  #reading<T>(read: () => Promise<T>): Promise<T> {
    if (this.dead) return never;
    return this.gone ? Promise.reject(new StoreGone()) : tracked(read());
  }

  async write(changes: readonly Change[]): Promise<void> {
    if (this.dead) return never;
    if (this.gone) throw new StoreGone();
    const mine = ++this.writes;
    const full = this.full || !this.fits();
    if (full && changes.some((change) => !('gone' in change))) throw new StoreFull();
    if (this.failing > 0) {
      this.failing--;
      throw new DOMException('', 'UnknownError');
    }
    const kill = this.killAt?.write === mine ? this.killAt.when : undefined;
    if (kill === 'before') return this.#die();
    await tracked(this.#store.write(changes));
    if (kill === 'after') return this.#die();
  }

  #die(): Promise<never> {
    this.dead = true;
    return never;
  }
}
