/** The core's store on IndexedDB: strict durability, and a lost connection is opened again. */
import { openDB, type IDBPDatabase, type IDBPTransaction } from 'idb';
import {
  areas,
  StoreFull,
  StoreGone,
  type Area,
  type Change,
  type Entry,
  type Files,
  type Key,
  type Range,
  type Store,
} from '../../core';

const tries = 4;

/** Counts up with every new area; those that a phone has stay as they are. */
const layout = 3;

function addAreas(opened: IDBPDatabase): void {
  const missing = areas.filter((area) => !opened.objectStoreNames.contains(area));
  for (const area of missing) opened.createObjectStore(area);
}

/** How a store waits, in milliseconds, and whether the disk takes more; tests have their own. */
export interface Patience {
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly room: () => Promise<boolean>;
}

/**
 * Opens the store with the name. A browser on a full disk loses the connection, and an attempt to
 * open it anew can begin the whole store anew, empty. So it is opened again only when there is
 * room: until then a write is refused as on a full phone, and a read waits.
 */
export function openStore(name: string, patience: Patience = patienceWith(undefined)): Store {
  const { wait, room } = patience;
  let database: Promise<IDBPDatabase> | undefined;
  let had = false;
  let lost = false;
  /** It was wiped since: an empty one in its place is never taken for it. */
  let gone = false;
  let asking: Promise<boolean> | undefined;
  /** One look at the disk for all who ask at once: they would take each other's file for a full disk. */
  const hasRoom = () => (asking ??= room().finally(() => (asking = undefined)));
  /** Only of the connection that is in use: another may have been opened since. */
  const lose = (gone: Promise<IDBPDatabase> | undefined) => {
    if (gone !== database) return;
    database = undefined;
    lost = had; // a browser that never gave one is not waited for
  };
  const open = (): Promise<IDBPDatabase> => {
    const opened: Promise<IDBPDatabase> = (database ??= openDB(name, layout, {
      upgrade: (fresh, before, _now, whole) => {
        gone ||= had && before === 0;
        if (!gone) return addAreas(fresh);
        whole.done.catch(() => undefined);
        whole.abort();
      },
      blocking: (_now, _next, event) => (event.target as IDBDatabase).close(),
      terminated: () => lose(opened),
    }));
    opened.then(
      () => (had = true),
      () => lose(opened),
    );
    return opened;
  };
  const roomToOpen = async (writing: boolean): Promise<void> => {
    while (lost && !(await hasRoom())) {
      if (writing) throw new StoreFull(true);
      await wait(1000);
    }
    lost = false;
  };
  /** WebKit loses connections now and then: the work is done again on a new one. */
  const persistently = async <T>(
    work: (opened: IDBPDatabase) => Promise<T>,
    writing = false,
  ): Promise<T> => {
    for (let trial = 1; ; trial++) {
      if (gone) throw new StoreGone();
      let used: Promise<IDBPDatabase> | undefined;
      try {
        await roomToOpen(writing);
        used = open();
        return await work(await used);
      } catch (error) {
        if (gone) throw new StoreGone();
        if (isFull(error)) throw new StoreFull();
        if (trial === tries || !isLost(error)) throw error;
        lose(used);
        await wait(100 * 4 ** (trial - 1));
      }
    }
  };
  return {
    read: (area, key) => persistently((opened) => opened.get(area, asKey(key))),
    list: (area, range) => persistently((opened) => list(opened, area, range)),
    write: (changes) => persistently((opened) => write(opened, changes), true),
  };
}

/** Waits as a browser has to; tries the room in a file where there are files. */
export const patienceWith = (files: Files | undefined): Patience => ({
  wait: pause,
  room: () => hasLastingRoom(files),
});

/** So many bytes must fit before the store is opened anew. */
const probe = 1 << 20;

/** How long room has to last before the store is opened anew, in milliseconds. */
const lasting = 500;

/**
 * Whether the disk takes a mebibyte more, and still does a moment later: what was just let go on a
 * full phone something else may take. What the browser says of its room is not about the disk.
 */
async function hasLastingRoom(files: Files | undefined): Promise<boolean> {
  if (!(await takesMore(files))) return false;
  await pause(lasting);
  return takesMore(files);
}

async function takesMore(files: Files | undefined): Promise<boolean> {
  const bytes = new Uint8Array(probe);
  try {
    if (files) return await writeInPlace(files);
    return await (canWriteFiles() ? writeFile(bytes) : writeAnswer(bytes));
  } catch {
    return false;
  }
}

/** In a file that stays: making and taking away files on a full disk damages what lists them. */
async function writeInPlace(files: Files): Promise<boolean> {
  await files.cut('room', 0);
  await files.fill('room', probe);
  await files.cut('room', 0);
  return true;
}

const canWriteFiles = (): boolean =>
  typeof FileSystemFileHandle === 'function' && 'createWritable' in FileSystemFileHandle.prototype;

async function writeFile(bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const folder = await navigator.storage.getDirectory();
  const name = `room-${crypto.randomUUID()}`; // another tab may look as well
  const file = await folder.getFileHandle(name, { create: true });
  const writing = await file.createWritable();
  await writing.write(bytes);
  await writing.close();
  await folder.removeEntry(name);
  return true;
}

async function writeAnswer(bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  if (typeof caches === 'undefined') return true;
  const place = await caches.open('room');
  await place.put('/room', new Response(bytes));
  return caches.delete('room');
}

async function list(opened: IDBPDatabase, area: Area, range: Range): Promise<Entry[]> {
  const wanted = within(range.prefix, range.from);
  const read = opened.transaction(area);
  if (range.backwards) return fromTheEnd(await read.store.openCursor(wanted, 'prev'), range);
  const [keys, values] = await Promise.all([
    read.store.getAllKeys(wanted, range.limit),
    read.store.getAll(wanted, range.limit),
  ]);
  return keys.map((key, at) => ({ key: key as Key, value: values[at] as unknown }));
}

async function fromTheEnd(begun: Walking | null, { limit = Infinity }: Range): Promise<Entry[]> {
  const found: Entry[] = [];
  for (let at = begun; at && found.length < limit; at = await at.continue())
    found.push({ key: at.key as Key, value: at.value as unknown });
  return found;
}

/** What walking needs of a cursor. */
interface Walking {
  readonly key: unknown;
  readonly value: unknown;
  continue(): Promise<Walking | null>;
}

async function write(opened: IDBPDatabase, changes: readonly Change[]): Promise<void> {
  const touched = [...new Set(changes.map((change) => change.area))];
  if (touched.length === 0) return;
  const all = opened.transaction(touched, 'readwrite', { durability: 'strict' });
  const done: Promise<unknown>[] = [all.done];
  try {
    for (const change of changes) done.push(apply(all, change));
  } catch (error) {
    all.abort();
    await Promise.allSettled(done);
    throw error;
  }
  try {
    await Promise.all(done);
  } catch (error) {
    await Promise.allSettled(done);
    throw all.error ?? error;
  }
}

type Writing = IDBPTransaction<unknown, Area[], 'readwrite'>;

function apply(all: Writing, change: Change): Promise<unknown> {
  const store = all.objectStore(change.area);
  return 'gone' in change
    ? store.delete(within(change.gone))
    : store.put(change.value, asKey(change.key));
}

/** Keys that begin with the prefix: an empty array sorts after every number and text. */
const within = (prefix: Key, from?: number): IDBKeyRange =>
  IDBKeyRange.bound(from === undefined ? [...prefix] : [...prefix, from], [...prefix, []]);

const asKey = (key: Key): IDBValidKey => [...key];

const nameOf = (error: unknown): string =>
  error instanceof Error || error instanceof DOMException ? error.name : '';

const isFull = (error: unknown): boolean => nameOf(error) === 'QuotaExceededError';

const isLost = (error: unknown): boolean =>
  ['InvalidStateError', 'UnknownError', 'AbortError', 'TransactionInactiveError'].includes(
    nameOf(error),
  );

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
