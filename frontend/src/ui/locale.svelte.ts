import { ui_language } from '../messages/messages.js';
import {
  baseLocale,
  getTextDirection,
  isLocale,
  locales,
  overwriteGetLocale,
  type Locale,
} from '../messages/runtime.js';

const key = 'wijkstem.locale';

function first(): Locale {
  const stored = read();
  if (isLocale(stored)) return stored;
  const wanted = globalThis.navigator?.languages ?? [baseLocale]; // Node 20 has none
  // Another language than Dutch only for who reads nothing else.
  return (
    locales.find((one) => wanted.every((language) => language.split('-')[0] === one)) ?? baseLocale
  );
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

/** The other languages that the screens can speak, each by its own name. */
export function otherLanguages(): { locale: Locale; name: string }[] {
  return locales
    .filter((one) => one !== locale())
    .map((one) => ({ locale: one, name: ui_language({}, { locale: one }) }));
}

/** The language with the country, for dates and numbers as they are written here: "24 November". */
export function regional(): string {
  return `${locale()}-NL`;
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
