import {
  getTextDirection,
  isLocale,
  overwriteGetLocale,
  type Locale,
} from '../messages/runtime.js';

const key = 'wijkstem.locale';

function first(): Locale {
  const stored = read();
  if (isLocale(stored)) return stored;
  const languages = globalThis.navigator?.languages ?? ['nl']; // Node 20 has none
  return languages.some((language) => language.startsWith('nl')) ||
    !languages.every((language) => language.startsWith('en'))
    ? 'nl'
    : 'en';
}

function read(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage is refused in some private windows; the language is then asked anew
  }
}

const initial = first();
let current = $state<Locale>(initial);
let borrowed = $state<Locale | undefined>();
overwriteGetLocale(locale);
tell(initial);

/** The language of the screens; messages follow when it changes, without a reload. */
export function locale(): Locale {
  return borrowed ?? current;
}

/** Speaks another language for as long as a screen is somebody else's; undefined ends that. */
export function borrowLocale(language: Locale | undefined): void {
  borrowed = language;
  tell(language ?? current);
}

/** Changes the language of the screens and keeps it on this device. */
export function setLocale(next: Locale): void {
  current = next;
  tell(next);
  try {
    localStorage.setItem(key, next);
  } catch {
    return; // as in read: works, but is not kept
  }
}

function tell(language: Locale) {
  if (!('document' in globalThis)) return; // logic that is tested without a page
  document.documentElement.lang = language;
  document.documentElement.dir = getTextDirection(language);
}
