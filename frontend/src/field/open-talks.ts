/** Talks that were held and not finished: only a finished one is on its way. */
import type { InterviewLine } from '../core';

const day = 86_400_000;

export interface Overdue {
  /** Oldest first. */
  lines: readonly InterviewLine[];
  /** Whole days that the oldest is open. */
  days: number;
}

/** Talks that are open for a day or longer; undefined when there are none. */
export function overdue(lines: readonly InterviewLine[], now: number): Overdue | undefined {
  const old = lines
    .filter(({ state, line }) => state === 'open' && line && now - begun(line) >= day)
    .sort((a, b) => begun(a.line!) - begun(b.line!));
  const [oldest] = old;
  return oldest && { lines: old, days: Math.floor((now - begun(oldest.line!)) / day) };
}

const begun = ({ startedAt }: { startedAt: string }): number => Date.parse(startedAt);

/** What browsers have that show a number on the icon of an app. */
export interface Badges {
  setAppBadge?(count: number): Promise<void>;
  clearAppBadge?(): Promise<void>;
}

/**
 * Shows on the app's icon how many talks are open. Those of today count too: once the
 * app is closed nothing can put the number there a day later.
 */
export async function badge(lines: readonly InterviewLine[], badges: Badges): Promise<void> {
  const open = lines.filter(({ state }) => state === 'open').length;
  try {
    await (open > 0 ? badges.setAppBadge?.(open) : badges.clearAppBadge?.());
  } catch {
    // the system allows no numbers: the card says it
  }
}
