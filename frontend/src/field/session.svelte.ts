/** The phone as the screens see it: what they read here follows every change of the core. */
import { tick } from 'svelte';
import type { Device, Field, InterviewLine, LieStill, Phone } from '../core';
import { mayLock, whenAway } from './away';
import { codeFromDoor } from '../ui/demo-phone';
import { system } from './install';
import { badge } from './open-talks';
import type { Talk } from './talk.svelte';
import { keepLater } from './update';

/** The capture core is a file of its own: the first screen is drawn while it loads. */
const capture = () => Promise.all([import('../core'), import('./device')]);

let device: Device | undefined;

let phone: Phone | undefined = $state.raw();
let changes = $state(0);
let lines: InterviewLine[] = $state.raw([]);
let untold = $state(0);
let talk: Talk | undefined = $state.raw();
let failed = $state(false);
let lasting = $state(false);

/** Opens the store; called once when the app starts. */
export async function openPhone(): Promise<void> {
  try {
    const [core, { browserDevice, isLasting }] = await capture();
    device = browserDevice();
    const opened = await core.Phone.open(device);
    const code = codeFromDoor(location.hash);
    if (code) await (await import('./door')).comeIn(opened, code, systemName());
    opened.subscribe(() => {
      changes++;
      void readLines();
    });
    void isLasting(device.store, opened.state !== 'unpaired').then(
      (sure) => (lasting = sure),
      () => undefined, // nobody can tell
    );
    phone = opened;
  } catch {
    failed = true;
  }
  addEventListener('online', () => phone?.delivery.nudge());
  whenAway(document, { now: Date.now, after: later }, () => void lock());
}

const later = (milliseconds: number, call: () => void) => {
  const timer = setTimeout(call, milliseconds);
  return () => clearTimeout(timer);
};

const heldNow = ({ recorder, view }: Talk) => ({
  recorder: recorder.phase,
  attaching: view.attaching !== undefined,
});

/** Asks for the PIN again; after it one is where one was. */
async function lock(): Promise<void> {
  if (phone?.state !== 'ready' || !mayLock(talk && heldNow(talk), location.pathname)) return;
  phone.lock();
  await tick();
  await leaveTalk();
}

const systems = { ios: 'iPhone', android: 'Android', other: 'Wijkstem' };

/** What the phone is called in the project's list of phones. */
export const systemName = (): string => systems[system()];

/** Whether this browser gives no store: a private window, or a full phone. */
export const cannotKeep = (): boolean => failed;

/** Whether what is kept here will still be there tomorrow, as far as anybody can tell. */
export const lasts = (): boolean => lasting;

/** The phone; undefined while its store is being opened. */
export function thePhone(): Phone | undefined {
  void changes;
  return phone;
}

/** The device that the phone works with; there once the phone is. */
export const theDevice = (): Device => device!;

/** What the lie-still test found here; undefined before it was done. */
export const lieStillOf = async (): Promise<LieStill | undefined> =>
  (await device!.store.read('setting', ['lie-still'])) as LieStill | undefined;

/** What the project told this phone; undefined until it was fetched for the first time. */
export const theField = (): Field | undefined => thePhone()?.field;

/** Interviews on this phone, the youngest first. */
export const theLines = (): readonly InterviewLine[] => lines;

/** Interviews that are not safe on the server yet. */
export const onPhone = (): InterviewLine[] =>
  lines.filter(({ state }) => ['open', 'waiting', 'refused'].includes(state));

/** Choices that changed afterwards and that the server does not know yet. */
export const untoldChoices = (): number => untold;

/** The interview whose screens are open. */
export const theTalk = (): Talk | undefined => talk;

/** After unlocking: delivers what waits and fetches what is new. */
export async function wake(): Promise<void> {
  const [, { persistStore }] = await capture();
  void persistStore();
  phone?.delivery.start();
  await readLines();
  await refresh();
}

/** Fetches what is new; false when there is no network, and then the kept copy stays. */
export async function refresh(): Promise<boolean> {
  try {
    await phone?.refresh();
    const guides = phone?.field?.guides ?? [];
    void keepLater(guides.flatMap(({ languages }) => languages));
    return true;
  } catch {
    return false;
  }
}

async function readLines(): Promise<void> {
  if (phone?.state !== 'ready') return;
  lines = await phone.interviews();
  void badge(lines, navigator);
  untold = await phone.untoldChoices();
}

/** The screens of this interview are shown from now on; lists of talks show it too. */
export function enterTalk(opened: Talk): Talk {
  void readLines();
  return (talk = opened);
}

/** Leaves the interview screens for good; what is recorded stays. */
export async function leaveTalk(): Promise<void> {
  if (!talk) return;
  await talk.leave();
  talk = undefined;
  phone!.leave();
  await readLines();
}

/** Why the server did not do what was asked. */
export async function whyNot(
  error: unknown,
): Promise<'offline' | 'portal' | 'refused' | 'too-often' | 'wrong'> {
  const [core] = await capture();
  if (error instanceof core.Unreachable) return 'offline';
  if (error instanceof core.NotOurServer) return 'portal';
  if (!(error instanceof core.Refused)) return 'wrong';
  return error.status === 429 ? 'too-often' : 'refused';
}
