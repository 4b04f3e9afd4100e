import 'fake-indexeddb/auto';
import { deleteDB, openDB } from 'idb';
import { describe, expect, test, vi } from 'vitest';
import { StoreFull, StoreGone } from '../../src/core';
import { openStore } from '../../src/field/device/store';

const at = (seq: number) => ['interview', 2, seq];
const bytes = (value: number) => new Uint8Array([value]).buffer;
const soon = { wait: async () => undefined, room: async () => true };
const chunk = (seq: number) => ({ area: 'chunks' as const, key: at(seq), value: bytes(seq) });

describe('the store on IndexedDB', () => {
  test('lists in the order of numbers, from a number on, and only under the prefix', async () => {
    const store = openStore('order', soon);
    await store.write([
      chunk(10),
      chunk(9),
      chunk(100),
      { area: 'chunks', key: ['interview', 3, 0], value: 1 },
    ]);
    const seqs = async (from?: number, limit?: number) =>
      (await store.list('chunks', { prefix: ['interview', 2], from, limit })).map(
        (entry) => entry.key[2],
      );
    expect(await seqs()).toEqual([9, 10, 100]);
    expect(await seqs(10)).toEqual([10, 100]);
    expect(await seqs(0, 2)).toEqual([9, 10]);
    const fromTheEnd = { prefix: ['interview', 2], limit: 2, backwards: true };
    const last = await store.list('chunks', fromTheEnd);
    expect(last.map(({ key, value }) => [key[2], value])).toEqual([
      [100, bytes(100)],
      [10, bytes(10)],
    ]);
    await store.write([{ area: 'chunks', gone: ['interview', 2] }]);
    expect((await store.list('chunks', { prefix: [] })).length).toBe(1);
  });

  test('writes all changes or none', async () => {
    const store = openStore('all-or-none', soon);
    const bad = { area: 'outbox' as const, key: ['x'], value: () => 'a function cannot be stored' };
    await expect(store.write([chunk(1), bad])).rejects.toThrow();
    expect(await store.read('chunks', at(1))).toBeUndefined();
  });

  test('a phone of before keeps what it has, and gets the new room', async () => {
    const before = await openDB('older', 1, {
      upgrade: (opened) => ['outbox', 'chunks'].forEach((area) => opened.createObjectStore(area)),
    });
    await before.put('outbox', 'an interview', ['i']);
    before.close();
    const store = openStore('older', soon);
    await store.write([{ area: 'choices', key: ['i', 0], value: 'no' }]);
    expect(await store.read('outbox', ['i'])).toBe('an interview');
    expect(await store.read('choices', ['i', 0])).toBe('no');
  });

  test('asks for strict durability', async () => {
    const store = openStore('strict', soon);
    await store.read('cache', ['x']);
    const begin = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await store.write([chunk(1)]);
    expect(begin).toHaveBeenCalledWith(['chunks'], 'readwrite', { durability: 'strict' });
    begin.mockRestore();
  });

  test('a connection that was lost is opened again and the work done again', async () => {
    const store = openStore('lost', soon);
    await store.write([chunk(1)]);
    const begin = vi.spyOn(IDBDatabase.prototype, 'transaction');
    begin.mockImplementationOnce(() => {
      throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
    });
    await store.write([chunk(2)]);
    expect((await store.list('chunks', { prefix: [] })).length).toBe(2);
    begin.mockRestore();
  });

  test('a connection that was lost on a full disk is not opened again before there is room', async () => {
    let room = false;
    let waits = 0;
    const store = openStore('no-room', {
      wait: async () => void (room = ++waits > 3),
      room: async () => room,
    });
    await store.write([chunk(1)]);
    const opened = vi.spyOn(indexedDB, 'open');
    const begin = vi.spyOn(IDBDatabase.prototype, 'transaction');
    begin.mockImplementationOnce(() => {
      throw new DOMException('Internal error', 'UnknownError');
    });
    await expect(store.write([chunk(2)])).rejects.toThrow(StoreFull);
    await expect(store.write([chunk(2)])).rejects.toThrow(StoreFull);
    expect(opened).not.toHaveBeenCalled();
    expect(await store.read('chunks', at(1))).toEqual(bytes(1));
    expect(waits).toBeGreaterThan(3);
    await store.write([chunk(2)]);
    begin.mockRestore();
    opened.mockRestore();
  });

  test('a store that was wiped under the app is not begun anew', async () => {
    const store = openStore('wiped', soon);
    await store.write([chunk(1)]);
    await deleteDB('wiped');
    await expect(store.write([chunk(2)])).rejects.toThrow(StoreGone);
    await expect(store.read('chunks', at(1))).rejects.toThrow(StoreGone);
    const names = (await indexedDB.databases()).map(({ name }) => name);
    expect(names).not.toContain('wiped');
    const after = openStore('wiped', soon);
    expect(await after.read('chunks', at(2))).toBeUndefined();
  });

  test('a browser that gives no store says so, and is not waited for', async () => {
    const store = openStore('never', { wait: async () => undefined, room: async () => false });
    const open = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('', 'InvalidStateError');
    });
    await expect(store.read('cache', ['x'])).rejects.toThrow();
    open.mockRestore();
  });

  test('many who ask for a lost connection look at the disk once', async () => {
    let looks = 0;
    const store = openStore('looks', {
      wait: async () => undefined,
      room: async () => ++looks > 0,
    });
    await store.write([chunk(1)]);
    const begin = vi.spyOn(IDBDatabase.prototype, 'transaction');
    const fails = () => {
      throw new DOMException('Internal error', 'UnknownError');
    };
    for (let n = 0; n < 3; n++) begin.mockImplementationOnce(fails);
    await Promise.all([store.write([chunk(2)]), store.write([chunk(3)]), store.write([chunk(4)])]);
    expect(looks).toBe(1);
    expect((await store.list('chunks', { prefix: [] })).length).toBe(4);
    begin.mockRestore();
  });

  test('a full phone is said as such', async () => {
    const store = openStore('full', soon);
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('', 'QuotaExceededError');
    });
    await expect(store.write([chunk(1)])).rejects.toThrow(StoreFull);
    put.mockRestore();
  });
});
