/** Since when a phone holds a talk that nobody finished. */

const day = 86_400_000;

/** Whole days that the oldest talk on a phone is open; 0 when there is none. */
export const daysOpen = ({ oldestOpen }: { oldestOpen?: string }, now = Date.now()): number =>
  oldestOpen ? Math.max(0, Math.floor((now - Date.parse(oldestOpen)) / day)) : 0;
