/**
 * Whether what this browser keeps will still be there tomorrow. A private window
 * cannot be told from another by asking. But its store goes with its last window:
 * one that was opened again, while no window of ours was left, has kept its store.
 */
import type { Store } from '../../core';

const mark = 'wijkstem.window';
const alive = 'wijkstem/alive';
const kept = ['lasting'];

/** To be called once at the start: says whether the store lasts, and notes it when it was seen to. */
export async function isLasting(store: Store, paired: boolean): Promise<boolean> {
  const alone = await isFirstWindow();
  const promised = (await navigator.storage?.persisted?.().catch(() => false)) ?? false;
  if ((await store.read('setting', kept)) || promised) return true;
  if (!paired || !alone) return false;
  await store.write([{ area: 'setting', key: kept, value: true }]);
  return true;
}

/** Whether no window of ours was open; from now on this one is. */
async function isFirstWindow(): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  const others = held.some(({ name }) => name === alive);
  void navigator.locks.request(alive, { mode: 'shared' }, () => new Promise(() => undefined));
  const again = sessionStorage.getItem(mark) !== null;
  sessionStorage.setItem(mark, 'open');
  return !others && !again;
}
