/** The core's store on IndexedDB: strict durability, and a lost connection is opened again. */
import { openDB, type IDBPDatabase, type IDBPTransaction } from 'idb';
import {
  areas,
  StoreFull,
  type Area,
  type Change,
  type Entry,
  type Key,
  type Range,
  type Store,
} from '../../core';

const tries = 4;

/** Counts up with every new area; those that a phone has stay as they are. */
const layout = 2;

function addAreas(opened: IDBPDatabase): void {
  const missing = areas.filter((area) => !opened.objectStoreNames.contains(area));
  for (const area of missing) opened.createObjectStore(area);
}

/** Opens the store with the name; waiting is how a failed try is spaced, in milliseconds. */
export function openStore(
  name: string,
  wait: (milliseconds: number) => Promise<void> = pause,
): Store {
  let database: Promise<IDBPDatabase> | undefined;
  const connect = (): Promise<IDBPDatabase> => {
    const forget = () => (database = undefined);
    database ??= openDB(name, layout, {
      upgrade: addAreas,
      blocking: (_now, _next, event) => (event.target as IDBDatabase).close(),
      terminated: forget,
    });
    database.catch(forget);
    return database;
  };
  /** WebKit loses connections now and then: the work is done again on a new one. */
  const persistently = async <T>(work: (opened: IDBPDatabase) => Promise<T>): Promise<T> => {
    for (let trial = 1; ; trial++) {
      try {
        return await work(await connect());
      } catch (error) {
        if (isFull(error)) throw new StoreFull();
        if (trial === tries || !isLost(error)) throw error;
        database = undefined;
        await wait(100 * 4 ** (trial - 1));
      }
    }
  };
  return {
    read: (area, key) => persistently((opened) => opened.get(area, asKey(key))),
    list: (area, range) => persistently((opened) => list(opened, area, range)),
    write: (changes) => persistently((opened) => write(opened, changes)),
  };
}

async function list(opened: IDBPDatabase, area: Area, range: Range): Promise<Entry[]> {
  const wanted = within(range.prefix, range.from);
  const read = opened.transaction(area);
  const [keys, values] = await Promise.all([
    read.store.getAllKeys(wanted, range.limit),
    read.store.getAll(wanted, range.limit),
  ]);
  return keys.map((key, at) => ({ key: key as Key, value: values[at] as unknown }));
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
