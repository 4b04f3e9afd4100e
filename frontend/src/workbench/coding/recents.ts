/** A project, as one person works in it. */
type Own = { id: string; account: { id: string } };

const key = ({ id, account }: Own) => `wijkstem.codes.${account.id}.${id}`;

/** The codes used last in a project on this device: at most nine, one for each digit. */
export function recentCodes(project: Own): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(project)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((code) => typeof code === 'string').slice(0, 9) : [];
  } catch {
    return [];
  }
}

/**
 * Puts a code among the recent ones. A code that is there keeps its digit, so
 * that fingers can learn it; a new one takes a free place or the last.
 */
export function remembered(codes: readonly string[], code: string): string[] {
  if (codes.includes(code)) return [...codes];
  return [...codes.slice(0, 8), code];
}

/** Keeps the recent codes of a project on this device. */
export function keepRecent(project: Own, codes: readonly string[]): void {
  try {
    localStorage.setItem(key(project), JSON.stringify(codes));
  } catch {
    return; // a private window: the list then lasts as long as the page
  }
}
