import { ui_language } from '../messages/messages.js';
import { loadPack, names } from '../messages/packs.js';
import {
  baseLocale,
  getTextDirection,
  isLocale,
  locales,
  overwriteGetLocale,
  type Locale,
} from '../messages/runtime.js';

const key = 'wijkstem.locale';

/** The languages that every screen has; the others are loaded when somebody speaks them. */
const everywhere: readonly Locale[] = locales.filter((one) => !(one in names));

let offered = $state.raw<readonly Locale[]>(everywhere);
let current = $state<Locale>(baseLocale);
let borrowed = $state<Locale | undefined>();
/** Counts the packs that have come, so that what is on the screen is said again. */
let packs = $state(0);

overwriteGetLocale(locale);
begin();

function begin() {
  current = first();
  tell(current);
}

function first(): Locale {
  const stored = read();
  if (isLocale(stored) && offered.includes(stored)) return stored;
  const wanted = globalThis.navigator?.languages ?? [baseLocale]; // Node 20 has none
  // Another language than Dutch only for who reads nothing else.
  return (
    offered.find((one) => wanted.every((language) => language.split('-')[0] === one)) ?? baseLocale
  );
}

function read(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage is refused in some private windows; the language is then asked anew
  }
}

/** Offers every language there is: for screens whose words are in the packs. */
export async function offerAll(): Promise<void> {
  offered = locales;
  begin();
  await prepare(current);
}

/** Loads the words of a language. Without network, and never loaded before, Dutch stays. */
export async function prepare(language: string): Promise<void> {
  await loadPack(language).then(
    () => packs++,
    () => undefined,
  );
}

/** The language of the screens; messages follow when it changes, without a reload. */
export function locale(): Locale {
  void packs;
  return borrowed ?? current;
}

/** The other languages that the screens can speak, each by its own name. */
export function otherLanguages(): { locale: Locale; name: string }[] {
  return offered
    .filter((one) => one !== locale())
    .map((one) => ({ locale: one, name: names[one] ?? ui_language({}, { locale: one }) }));
}

/** Nobody who speaks it has read over the screens in this language, that of now when absent. */
export function drafted(language: string = locale()): boolean {
  return language in names;
}

/** The language with the country, for dates and numbers as they are written here: "24 November". */
export function regional(): string {
  return `${locale()}-NL-u-nu-latn`;
}

/** Speaks another language for as long as a screen is somebody else's; undefined ends that. */
export function borrowLocale(language: Locale | undefined): void {
  borrowed = language;
  tell(language ?? current);
  if (language) void prepare(language);
}

/** Changes the language of the screens and keeps it on this device. */
export function setLocale(next: Locale): void {
  current = next;
  tell(next);
  void prepare(next);
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
