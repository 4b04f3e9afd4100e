/** Through the door of the demo's street a visitor is on the phone's first screen at once. */
import type { Phone } from '../core';
import { demoPin } from '../ui/demo-phone';

/**
 * Pairs the phone, or opens it with the demo's PIN. A real server is never
 * entered this way, whoever made the link; and where it does not work, the
 * phone is where it was: at the code, or at the PIN somebody chose.
 */
export async function comeIn(phone: Phone, code: string, label: string): Promise<void> {
  try {
    if (!(await isDemo())) return;
    if (['unpaired', 'lost'].includes(phone.state)) await phone.pair(code, label);
    if (phone.state === 'no-pin') await phone.choosePIN(demoPin);
    else if (phone.state === 'locked') await phone.unlock(demoPin);
    history.replaceState(null, '', '/app/');
  } catch {
    // The code stays in the address: the first screen shows it, and why it failed.
  }
}

async function isDemo(): Promise<boolean> {
  const answer = await fetch('/v1/settings');
  return answer.ok && ((await answer.json()) as { demo: boolean }).demo;
}
