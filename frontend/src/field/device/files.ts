/** Files beside the store, in the browser's own file system. */
import { StoreFull, type Files } from '../../core';

type Act = keyof Files;

/** What the worker is asked; it does one thing after another. */
export interface Asked {
  number: number;
  act: Act;
  how: unknown[];
}

/** What it answers: a value, or why not. */
export interface Answered {
  number: number;
  value?: unknown;
  failed?: 'full' | 'otherwise';
}

/** Undefined where there are none. In a private window they may be refused only when they are asked for. */
export function browserFiles(): Files | undefined {
  if (!navigator.storage?.getDirectory || typeof Worker === 'undefined') return undefined;
  const asking = asker();
  return {
    list: (beginning) => asking('list', beginning),
    read: (name, offset, length) => asking('read', name, offset, length),
    append: (name, bytes) => asking('append', name, bytes),
    write: (name, bytes) => asking('write', name, bytes),
    fill: (name, bytes) => asking('fill', name, bytes),
    cut: (name, bytes) => asking('cut', name, bytes),
    remove: (name) => asking('remove', name),
  };
}

/** Only a worker may write in place, and knows when it is on the disk. It begins at the first question. */
function asker() {
  const waiting = new Map<number, (answer: Answered) => void>();
  let worker: Worker | undefined;
  let last = 0;
  const begin = (): Worker => {
    const begun = new Worker(new URL('./files-worker.ts', import.meta.url), { type: 'module' });
    begun.onmessage = ({ data }: MessageEvent<Answered>) => waiting.get(data.number)?.(data);
    begun.onerror = () => {
      for (const [number, answer] of waiting) answer({ number, failed: 'otherwise' });
    };
    return begun;
  };
  return <T>(act: Act, ...how: unknown[]): Promise<T> =>
    new Promise((resolve, reject) => {
      const number = ++last;
      waiting.set(number, ({ value, failed }) => {
        waiting.delete(number);
        if (!failed) return resolve(value as T);
        reject(failed === 'full' ? new StoreFull() : new Error(`${act} of a file failed`));
      });
      (worker ??= begin()).postMessage({ number, act, how } satisfies Asked);
    });
}
