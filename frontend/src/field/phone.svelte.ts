import type { InterviewLine, Phone } from '../core';

/** The capture core is a file of its own: the app draws its first screen while it loads. */
const capture = () => Promise.all([import('../core'), import('./device')]);

let phone: Phone | undefined;
let turn = $state(0);
let lines = $state.raw<InterviewLine[]>([]);

/** Opens what this phone keeps; from then on every change of it is shown. */
export async function openPhone(): Promise<void> {
  const [core, device] = await capture();
  phone = await core.Phone.open(device.browserDevice());
  phone.subscribe(changed);
  addEventListener('online', () => phone?.delivery.nudge());
  changed();
}

function changed() {
  turn++;
  if (phone?.state === 'ready') void phone.interviews().then((all) => (lines = all));
}

/** The phone as it is now; reading it in a screen makes that screen follow its changes. */
export function thePhone(): Phone {
  void turn;
  if (!phone) throw new Error('the phone is not open yet');
  return phone;
}

/** The interviews on this phone, the youngest first. */
export function interviewLines(): InterviewLine[] {
  return lines;
}

/** Begins delivering and fetches what is new; false when there is no network now. */
export async function wake(): Promise<boolean> {
  const awake = thePhone();
  const [core, device] = await capture();
  void device.persistStore();
  awake.delivery.start();
  try {
    await awake.refresh();
    return true;
  } catch (error) {
    if (error instanceof core.Unreachable) return false;
    throw error;
  }
}

/** Why the server did not do what was asked: "offline", "portal" (a wifi that wants a login), "unknown" or its own words. */
export async function whyNot(error: unknown): Promise<string> {
  const [core] = await capture();
  if (error instanceof core.Unreachable) return 'offline';
  if (error instanceof core.NotOurServer) return 'portal';
  if (!(error instanceof core.Refused)) throw error;
  return error.status === 404 ? 'unknown' : (error.problem.detail ?? error.message);
}
