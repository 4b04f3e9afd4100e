/** Tells when an app was out of sight for so long that somebody else may have it in hand. */
import type { Clock } from '../core';

/** Milliseconds. */
const longEnough = 5 * 60_000;

interface Page extends EventTarget {
  readonly visibilityState: DocumentVisibilityState;
}

/** Calls after five minutes out of sight; a browser that slept calls when it is seen again. */
export function whenAway(page: Page, clock: Pick<Clock, 'now' | 'after'>, call: () => void): void {
  let since: number | undefined;
  let stop: (() => void) | undefined;
  page.addEventListener('visibilitychange', () => {
    stop?.();
    const away = since !== undefined && clock.now() - since >= longEnough;
    const hidden = page.visibilityState === 'hidden';
    since = hidden ? (since ?? clock.now()) : undefined;
    stop = hidden ? clock.after(longEnough, call) : undefined;
    if (!hidden && away) call();
  });
}
