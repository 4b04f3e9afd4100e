/** Files that do not answer are as good as none: nobody waits for them for ever. */
import type { Clock, Files } from './ports';

const patience = 10_000;

/** The same files, whose every act fails after ten seconds. */
export function patient(files: Files, clock: Clock): Files {
  const soon = <T>(work: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const stop = clock.after(patience, () => reject(new Error('files do not answer')));
      work.then(resolve, reject).finally(stop);
    });
  return {
    list: (beginning) => soon(files.list(beginning)),
    read: (name, offset, length) => soon(files.read(name, offset, length)),
    append: (name, bytes) => soon(files.append(name, bytes)),
    write: (name, bytes) => soon(files.write(name, bytes)),
    fill: (name, bytes) => soon(files.fill(name, bytes)),
    cut: (name, bytes) => soon(files.cut(name, bytes)),
    remove: (name) => soon(files.remove(name)),
  };
}
