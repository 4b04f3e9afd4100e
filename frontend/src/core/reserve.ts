/**
 * The store with a ballast beside it: a file that is let go when the phone is
 * full, so that what was written at that moment, notes, a few minutes of sound
 * and the end of the talk still fit. A talk is not begun without it.
 */
import { StoreFull, StoreGone } from './ports';
import type { Change, Files, Store } from './ports';
import type { StoredChunk } from './stored';

const name = 'ballast';
const size = 8 << 20;

/** After the ballast, so many bytes of sound: the rest is for notes and for ending the talk. */
const soundLeft = 1 << 20;

/** "none": this browser has no files to keep one in. */
export type Ballast = 'held' | 'none' | 'no-room';

export class Reserve implements Store {
  readonly #store: Store;
  readonly #files: Files | undefined;
  readonly #happened: (what: 'low' | 'gone') => void;
  #letting: Promise<boolean> | undefined;
  #low = false;
  #sound = 0;

  constructor(store: Store, files: Files | undefined, happened: (what: 'low' | 'gone') => void) {
    this.#store = store;
    this.#files = files;
    this.#happened = happened;
  }

  /** The phone is full and the ballast was let go: the talk has to end. */
  get low(): boolean {
    return this.#low;
  }

  /** Puts the ballast there. It also fits when it was there already. */
  async hold(): Promise<Ballast> {
    if (!this.#files) return 'none';
    try {
      await this.#files.fill(name, size);
    } catch (error) {
      return error instanceof StoreFull ? 'no-room' : 'none';
    }
    this.#letting = undefined;
    this.#low = false;
    this.#sound = 0;
    return 'held';
  }

  /** The phone has nothing to keep any more. */
  async remove(): Promise<void> {
    await this.#files?.remove(name);
  }

  read: Store['read'] = (area, key) => this.#noticing(this.#store.read(area, key));
  list: Store['list'] = (area, range) => this.#noticing(this.#store.list(area, range));

  async write(changes: readonly Change[]): Promise<void> {
    const sound = soundIn(changes);
    if (this.#low && sound > 0 && this.#sound + sound > soundLeft) throw new StoreFull();
    await this.#noticing(this.#write(changes));
    if (this.#low) this.#sound += sound;
  }

  async #write(changes: readonly Change[]): Promise<void> {
    const low = this.#low;
    try {
      await this.#store.write(changes);
    } catch (error) {
      if (!(error instanceof StoreFull) || error.closed || low) throw error;
      if (!(await this.#letGo())) throw error;
      await this.#store.write(changes);
    }
  }

  /** Once, for all who found the phone full before it was done. */
  #letGo(): Promise<boolean> {
    return (this.#letting ??= this.#remove());
  }

  async #remove(): Promise<boolean> {
    this.#low = await this.#empty().catch(() => false);
    if (this.#low) this.#happened('low');
    return this.#low;
  }

  /** Cut and not taken away: on a full disk the folder is better not written to. */
  async #empty(): Promise<boolean> {
    const end = await this.#files?.read(name, size - 1, 1);
    if (end?.length !== 1) return false;
    await this.#files!.cut(name, 0);
    return true;
  }

  async #noticing<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof StoreGone) this.#happened('gone');
      throw error;
    }
  }
}

const soundIn = (changes: readonly Change[]): number =>
  changes.reduce((sum, change) => {
    const put = change.area === 'chunks' && 'value' in change;
    return put ? sum + (change.value as StoredChunk).frame.byteLength : sum;
  }, 0);
