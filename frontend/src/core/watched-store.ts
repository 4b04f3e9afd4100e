/** The store, and who hears when it found the phone full, or itself wiped. */
import { StoreFull, StoreGone } from './ports';
import type { Store } from './ports';

export class WatchedStore implements Store {
  readonly #store: Store;
  readonly #happened: (what: 'full' | 'gone') => void;

  constructor(store: Store, happened: (what: 'full' | 'gone') => void) {
    this.#store = store;
    this.#happened = happened;
  }

  read: Store['read'] = (area, key) => this.#watch(this.#store.read(area, key));
  list: Store['list'] = (area, range) => this.#watch(this.#store.list(area, range));
  write: Store['write'] = (changes) => this.#watch(this.#store.write(changes));

  async #watch<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof StoreFull) this.#happened('full');
      if (error instanceof StoreGone) this.#happened('gone');
      throw error;
    }
  }
}
