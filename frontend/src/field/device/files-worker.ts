/// <reference lib="webworker" />
/** Writes files in place, one act after another, and answers when the disk has them. */
import type { Files } from '../../core';
import type { Answered, Asked } from './files';

declare const self: DedicatedWorkerGlobalScope;

/** At once random: what is all zeros a disk may keep in less room. */
const block = 1 << 16;
const tries = 5;

class Full extends Error {}

const folder = () => navigator.storage.getDirectory();

const acts: Files = {
  async list(beginning) {
    const names: string[] = [];
    for await (const name of namesIn(await folder())) {
      if (name.startsWith(beginning)) names.push(name);
    }
    return names.sort();
  },

  async read(name, offset, length) {
    const handle = await found(name);
    const file = await handle?.getFile();
    return file && new Uint8Array(await file.slice(offset, offset + length).arrayBuffer());
  },

  append: (name, bytes) =>
    inPlace(name, (file) => {
      const before = file.getSize();
      try {
        put(file, bytes, before);
      } catch (error) {
        file.truncate(before);
        throw error;
      }
    }),

  write: (name, bytes) =>
    inPlace(name, (file) => {
      put(file, bytes, 0);
      file.truncate(bytes.length);
    }),

  /** Given back by cutting: on a full disk the folder itself can be damaged by a file that goes. */
  fill: (name, bytes) =>
    inPlace(name, (file) => {
      const before = file.getSize();
      try {
        for (let at = before; at < bytes; at += block)
          put(file, crypto.getRandomValues(new Uint8Array(Math.min(block, bytes - at))), at);
        file.flush();
      } catch (error) {
        file.truncate(before);
        throw error;
      }
    }),

  cut: (name, bytes) => inPlace(name, (file) => file.truncate(bytes)),

  async remove(name) {
    if (!(await found(name))) return false;
    await patiently(async () => (await folder()).removeEntry(name));
    return true;
  },
};

/** TypeScript does not know the names of a folder in a worker. */
const namesIn = (place: FileSystemDirectoryHandle): AsyncIterable<string> =>
  (place as unknown as { keys(): AsyncIterable<string> }).keys();

async function found(name: string): Promise<FileSystemFileHandle | undefined> {
  try {
    return await (await folder()).getFileHandle(name);
  } catch (error) {
    if ((error as Error).name === 'NotFoundError') return undefined;
    throw error;
  }
}

/** Works on the file and closes it again, so that another tab can have it. */
async function inPlace(
  name: string,
  work: (file: FileSystemSyncAccessHandle) => void,
): Promise<void> {
  const handle = await (await folder()).getFileHandle(name, { create: true });
  const file = await patiently(() => handle.createSyncAccessHandle());
  try {
    work(file);
    file.flush();
  } finally {
    file.close();
  }
}

function put(file: FileSystemSyncAccessHandle, bytes: Uint8Array<ArrayBuffer>, at: number): void {
  if (file.write(bytes, { at }) < bytes.length) throw new Full();
}

/** Another tab may have the file for a moment. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let trial = 1; ; trial++) {
    try {
      return await work();
    } catch (error) {
      const taken = (error as Error).name === 'NoModificationAllowedError';
      if (!taken || trial === tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const isFull = (error: unknown): boolean =>
  error instanceof Full || (error as Error).name === 'QuotaExceededError';

async function answer({ number, act, how }: Asked): Promise<void> {
  let answered: Answered;
  try {
    const value = await (acts[act] as (...how: unknown[]) => Promise<unknown>)(...how);
    answered = { number, value };
  } catch (error) {
    answered = { number, failed: isFull(error) ? 'full' : 'otherwise' };
  }
  self.postMessage(answered);
}

let turn = Promise.resolve();
self.onmessage = ({ data }: MessageEvent<Asked>) => void (turn = turn.then(() => answer(data)));
