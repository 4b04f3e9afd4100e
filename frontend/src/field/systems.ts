/** The oldest systems on which a talk can be recorded. One table, for the screens and the README. */

export type System = 'ios' | 'android' | 'other';

/**
 * Why these: Web Locks and IndexedDB with strict durability in a worker-free page need
 * Safari 15.4, MediaRecorder with chunks that keep on coming from the start screen 16.4;
 * Android's browser is renewed apart from the system, so what counts is Chrome.
 */
export const oldest = {
  ios: { name: 'iOS', version: '16.4' },
  android: { name: 'Chrome', version: '109' },
} as const;

/** From this version on iOS keeps the screen awake for an app on the start screen. */
export const awakeFrom = { ios: '18.4' } as const;

/** What the browser says it is: the system and the version that counts there. */
export function systemOf(agent: string): { system: System; version: string } {
  const ios = /(?:iPhone|iPad|iPod).*? OS (\d+(?:_\d+)*)/.exec(agent);
  if (ios) return { system: 'ios', version: ios[1]!.replaceAll('_', '.') };
  const chrome = /Android.*? Chrome\/(\d+)/.exec(agent);
  if (chrome) return { system: 'android', version: chrome[1]! };
  return { system: /Android/.test(agent) ? 'android' : 'other', version: '' };
}

/** Browsers with a menu of their own; each has its drawings. */
export type Browser =
  'safari' | 'other-ios' | 'chrome' | 'samsung' | 'firefox' | 'another-app' | 'desk';

export function browserOf(agent: string): Browser {
  const { system } = systemOf(agent);
  if (insideAnotherApp(agent)) return 'another-app';
  if (system === 'ios') return /CriOS|FxiOS|EdgiOS|OPiOS/.test(agent) ? 'other-ios' : 'safari';
  if (system === 'other') return 'desk';
  if (/SamsungBrowser/.test(agent)) return 'samsung';
  return /Firefox/.test(agent) ? 'firefox' : 'chrome';
}

/** Whether a version is older than another; one that is not known is not. */
export function isOlder(version: string, than: string): boolean {
  if (version === '') return false;
  const ours = version.split('.').map(Number);
  const theirs = than.split('.').map(Number);
  const at = theirs.findIndex((number, index) => (ours[index] ?? 0) !== number);
  return at >= 0 && (ours[at] ?? 0) < theirs[at]!;
}

/** Browsers inside other apps: they keep nothing, and cannot be put on the start screen. */
export const insideAnotherApp = (agent: string): boolean =>
  /FBAN|FBAV|Instagram|WhatsApp|Line\/|; wv\)/.test(agent);
