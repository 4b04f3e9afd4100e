import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Messages = Record<string, unknown>;

/** What a phone and the page to withdraw say; the screens of a desk are in Dutch and English. */
const spaces = ['ui', 'field', 'start'];
const languages = ['en', 'ar', 'tr', 'pl', 'uk'];

const read = (space: string, language: string): Messages => {
  const path = new URL(`../../messages/${space}/${language}.json`, import.meta.url);
  const messages = JSON.parse(readFileSync(path, 'utf8')) as Messages;
  delete messages['$schema'];
  return messages;
};

/** The names in braces, in any order; those of plural forms stand in what is matched. */
const placeholders = (message: unknown): string[] => {
  const texts = typeof message === 'string' ? message : JSON.stringify(message);
  return [...new Set([...texts.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))].sort();
};

/** What a language lacks beside the Dutch, or says with other names. */
function wrongWith(space: string, language: string): string[] {
  const [dutch, other] = [read(space, 'nl'), read(space, language)];
  const missing = Object.keys(dutch).filter((key) => !other[key]);
  const extra = Object.keys(other).filter((key) => !(key in dutch));
  const changed = Object.keys(dutch).filter(
    (key) => other[key] && `${placeholders(dutch[key])}` !== `${placeholders(other[key])}`,
  );
  return [
    ...missing.map((key) => `${key} is missing`),
    ...extra.map((key) => `${key} is not in Dutch`),
    ...changed.map((key) => `${key} has other placeholders`),
  ];
}

test.each(spaces.flatMap((space) => languages.map((language) => [space, language] as const)))(
  'all of "%s" is said in %s, with the same placeholders',
  (space, language) => expect(wrongWith(space, language)).toEqual([]),
);
