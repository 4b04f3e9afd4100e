import fc from 'fast-check';
import { expect, test } from 'vitest';
import { between, length, pointOf, unitOf, wholeWords } from './points';

test('an emoji is one code point and two units', () => {
  expect(length('a😀b')).toBe(3);
  expect(unitOf('a😀b', 2)).toBe(3);
  expect(pointOf('a😀b', 3)).toBe(2);
  expect(between('a😀b', 1, 2)).toBe('😀');
});

test('a code point and its unit find each other in any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), fc.nat(), (text, seed) => {
      const point = seed % (length(text) + 1);
      expect(pointOf(text, unitOf(text, point))).toBe(point);
      expect(between(text, 0, point) + between(text, point, length(text))).toBe(text);
    }),
  );
});

test.each([
  ['Wij wonen hier', 5, 12, 'wonen hier'],
  ['Wij wonen hier', 4, 9, 'wonen'],
  ["'s avonds", 0, 2, "'s"],
  ['één 😀 ding', 1, 7, 'één 😀 ding'],
  ['niks', 0, 4, 'niks'],
])('in "%s" a selection from %i to %i takes whole words', (text, from, to, words) => {
  expect(between(text, ...wholeWords(text, from, to))).toBe(words);
});
