import { expect, test } from 'vitest';
import { minutesInWords, minutesOf, safeInWords } from '../src/field/words';

const minute = 60_000;

test.each([
  [0, 'minder dan 1 minuut'],
  [3_000, 'minder dan 1 minuut'],
  [minute - 1, 'minder dan 1 minuut'],
  [minute, '1 minuut'],
  [2 * minute - 1, '1 minuut'],
  [2 * minute, '2 minuten'],
  [38.9 * minute, '38 minuten'],
])('%d ms of sound are said as %s, never as more', (milliseconds, words) => {
  expect(minutesInWords(minutesOf(milliseconds))).toBe(words);
  const line = words.charAt(0).toUpperCase() + words.slice(1);
  expect(safeInWords(milliseconds)).toBe(`${line} veilig bewaard`);
});
