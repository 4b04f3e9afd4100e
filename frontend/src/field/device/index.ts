/** The browser as a device for the capture core. */
import type { Clock, Device, Locks } from '../../core';
import { browserAwake } from './awake';
import { browserFiles } from './files';
import { browserFilm } from './film';
import { browserMicrophone, webkit } from './microphone';
import { browserNetwork } from './network';
import { browserPresence } from './presence';
import { openStore, patienceWith } from './store';

/** One device for the whole app. */
export const browserDevice = (): Device => {
  const files = browserFiles();
  return { ...parts(), store: openStore('wijkstem', patienceWith(files)), files };
};

const parts = (): Omit<Device, 'store' | 'files'> => ({
  clock,
  http: (path, init) => fetch(path, init),
  microphone: browserMicrophone(),
  presence: browserPresence(document),
  awake: browserAwake({
    page: document,
    locks: navigator.wakeLock,
    film: browserFilm(document, webkit()),
    clock,
  }),
  network: browserNetwork((navigator as { connection?: EventTarget }).connection),
  locks,
  chance: Math.random,
});

const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  every: (milliseconds, call) => {
    const timer = setInterval(call, milliseconds);
    return () => clearInterval(timer);
  },
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};

const locks: Locks = {
  hold: (name) =>
    new Promise((decided, failed) => {
      const work = (lock: Lock | null) =>
        lock ? new Promise<void>((release) => decided(release)) : decided(undefined);
      navigator.locks.request(name, { ifAvailable: true }, work).catch(failed);
    }),
};

/** Asks that the browser does not clear the store by itself; true when it promised. */
export const persistStore = async (): Promise<boolean> => {
  const { storage } = navigator;
  return (await storage?.persist?.()) ?? false;
};

export { isLasting } from './lasting';
