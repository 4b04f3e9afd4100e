import './testing/page';
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import * as language from '../ui/locale.svelte';
import { large, small } from './testing/versions';
import * as words from './words';

afterEach(() => language.setLocale('nl'));

/** Versions as the server composes them. */
const composed = ['version-24.json', 'version-5.json'].map(
  (name) =>
    JSON.parse(
      readFileSync(new URL(`../../../internal/study/testdata/${name}`, import.meta.url), 'utf8'),
    ) as typeof large,
);

test('what the server says about reading a version is said in English too', () => {
  for (const version of composed) {
    language.setLocale('nl');
    expect(words.reading(version).map(({ text }) => text)).toEqual(version.reading);
    language.setLocale('en');
    for (const { text, lang } of words.reading(version)) {
      expect(lang).toBe('en');
      expect(version.reading).not.toContain(text);
    }
    expect(words.fixedSentence(version)).toContain(
      `municipality of ${version.project.municipality}`,
    );
  }
});

test("a project's own sentence stays as it is written", () => {
  language.setLocale('en');
  expect(words.reading({ ...small, reading: ['Eigen zin.'] })).toEqual([
    { text: 'Eigen zin.', lang: 'nl' },
  ]);
});

test('a policy theme is called as the project calls it', () => {
  const version = { ...large, policyThemes: [{ id: 'speelruimte', label: 'Ruimte om te spelen' }] };
  expect(words.policyTheme('speelruimte', version)).toBe('Ruimte om te spelen');
  expect(words.policyTheme('verzuim-thuiszitten', version)).toBe('verzuim en thuiszitten');
  language.setLocale('en');
  expect(words.policyTheme('speelruimte', version)).toBe('Ruimte om te spelen');
  expect(words.policyTheme('jeugdhulp', version)).toBe('youth care');
});

test('a sentence ends once', () => {
  expect(words.ended('Doen we niet, want …')).toBe('Doen we niet, want …');
  expect(words.ended('Gedaan')).toBe('Gedaan.');
});
