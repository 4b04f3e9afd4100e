import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  digestOf,
  isWrong,
  newCode,
  readCode,
  wordsOf,
  type WrongCode,
} from '../../src/core/access';
import { nouns } from '../../src/core/nouns';

interface Vectors {
  nouns: string;
  codes: { numbers: number[]; words: string; digest: string; typed: string[] }[];
  wrong: { typed: string; words: number[]; count: boolean }[];
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../internal/keys/testdata/codes.json', import.meta.url), 'utf8'),
) as Vectors;

const compounds = nouns.flatMap((a) => nouns.filter((b) => b !== a).map((b) => a + b));
const rounds = Array.from({ length: 200 }, () => wordsOf(newCode()));

test('phone and server know the same words and codes', async () => {
  expect(nouns.join(' ')).toBe(vectors.nouns);
  for (const { numbers, words, digest, typed } of vectors.codes) {
    expect(wordsOf(numbers)).toBe(words);
    expect(await digestOf(numbers)).toBe(digest);
    for (const text of [words, ...typed]) expect(readCode(text)).toEqual(numbers);
  }
});

test('what is wrong with words is said as the server says it', () => {
  for (const { typed, words, count } of vectors.wrong)
    expect(readCode(typed)).toEqual({ words, count });
});

test('every code that is made reads back', () => {
  for (const words of rounds) {
    const read = readCode(words);
    expect(isWrong(read)).toBe(false);
    expect(wordsOf(read as number[])).toBe(words);
    expect(readCode(words.replaceAll(' ', ''))).toEqual(read);
  }
  expect(new Set(rounds).size).toBe(rounds.length);
});

test('one wrong word is always found', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...rounds),
      fc.nat(4),
      fc.nat(compounds.length - 1),
      (words, place, other) => {
        const said = words.split(' ');
        said[place] = compounds[other]!;
        return isWrong(readCode(said.join(' '))) || said.join(' ') === words;
      },
    ),
  );
});

test('a word that does not exist names itself', () => {
  fc.assert(
    fc.property(fc.constantFrom(...rounds), fc.nat(4), (words, place) => {
      const said = words.split(' ');
      said[place] += 'q';
      expect((readCode(said.join(' ')) as WrongCode).words).toEqual([place + 1]);
    }),
  );
});
