/** What this phone is like now, for the question whether a talk can begin. */
import type { LieStill } from '../core';
import { battery } from './device/battery';
import { installed } from './install';
import type { Facts } from './ready';
import { insideAnotherApp, systemOf } from './systems';

/** Whether this browser can record at all. */
export const canRecord = (): boolean => 'MediaRecorder' in globalThis;

export async function facts(lasting: boolean, still?: LieStill): Promise<Facts> {
  const agent = navigator.userAgent;
  const charge = await battery();
  return {
    ...systemOf(agent),
    installed: installed(),
    insideAnotherApp: insideAnotherApp(agent),
    lasting,
    battery: charge?.level,
    charging: charge?.charging ?? false,
    records: canRecord(),
    awake: 'wakeLock' in navigator ? 'held' : 'video',
    lieStill: still && (still.passed ? 'passed' : 'failed'),
  };
}
