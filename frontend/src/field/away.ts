/** Tells when somebody else may have an app in hand: it was out of sight, or nobody touched it. */
import type { Clock, Phase } from '../core';
import { together } from './interview/together';

/** Milliseconds. */
const longOutOfSight = 5 * 60_000;
const longUntouched = 10 * 60_000;

interface Page extends EventTarget {
  readonly visibilityState: DocumentVisibilityState;
}

/** What a person does to a page. */
const touches = ['pointerdown', 'keydown', 'wheel', 'input'] as const;

type Watched = Pick<Clock, 'now' | 'after'>;

/**
 * Calls after five minutes out of sight, and after every ten in which nobody touched it;
 * a browser that slept calls when it is seen again.
 */
export function whenAway(page: Page, clock: Watched, call: () => void): void {
  whenOutOfSight(page, clock, call);
  whenUntouched(page, clock, call);
}

function whenOutOfSight(page: Page, clock: Watched, call: () => void): void {
  let since: number | undefined;
  let stop: (() => void) | undefined;
  page.addEventListener('visibilitychange', () => {
    stop?.();
    const away = since !== undefined && clock.now() - since >= longOutOfSight;
    const hidden = page.visibilityState === 'hidden';
    since = hidden ? (since ?? clock.now()) : undefined;
    stop = hidden ? clock.after(longOutOfSight, call) : undefined;
    if (!hidden && away) call();
  });
}

/** One timer that looks again, not one that begins anew with every touch. */
function whenUntouched(page: Page, clock: Watched, call: () => void): void {
  let touched = clock.now();
  const look = (after: number): void => {
    clock.after(after, () => {
      const left = touched + longUntouched - clock.now();
      if (left > 0 && left <= longUntouched) return look(left);
      touched = clock.now();
      call();
      look(longUntouched);
    });
  };
  const touch = () => {
    const slept = clock.now() - touched >= longUntouched;
    touched = clock.now();
    if (slept) call();
  };
  for (const one of touches) page.addEventListener(one, touch, { capture: true, passive: true });
  look(longUntouched);
}

/** The talk that is open: what its recorder does, and whether a file is being added. */
export interface Held {
  recorder: Phase;
  attaching: boolean;
}

/**
 * Whether the PIN may be asked for now: never while something is recorded, or while a
 * participant has the phone before them, who could not go on.
 */
export function mayLock(held: Held | undefined, path: string): boolean {
  if (!held) return true;
  const step = path.split('/')[4];
  const shared = path.startsWith('/app/gesprek/') && together.includes(step ?? '');
  return held.recorder === 'off' && !held.attaching && !shared;
}
