import { describe, expect, test } from 'vitest';
import { alongside, wordsOf } from './cutting';
import { orderOf, type Utterance } from './pieces';

const said = (id: string, text: string, times: { from?: number; to?: number } = {}): Utterance => ({
  id,
  speaker: 'participant',
  text,
  sentences: [[0, text.length]],
  ...times,
});

/** Two parts of ten seconds, the second numbered by the server. */
const recording = {
  placeAt: (ms: number) =>
    ms < 10_000 ? { part: 2, ms } : { part: 345_678, ms: Math.max(0, ms - 10_000) },
  lengthOf: () => 10_000,
};

const stretch = (first: string, from: number, last: string, to: number) => ({
  from: { utterance: first, offset: from },
  to: { utterance: last, offset: to },
});

describe('what is cut', () => {
  const text = [
    said('1-1', '👩‍🦰 Hij is ziek.', { from: 8_000, to: 12_500 }),
    said('1-2', 'Al jaren.', { from: 12_500, to: 14_000 }),
    said('1-3', 'Ja.', { from: 30_000, to: 31_000 }),
    said('1-4', 'Nee.'),
  ];
  const order = orderOf(text);

  test('the words, by code points, an utterance a line', () => {
    expect(wordsOf(text, order, stretch('1-1', 4, '1-2', 2))).toBe('Hij is ziek.\nAl');
  });

  test('the sound of whole utterances, in each part they were said in', () => {
    expect(alongside(text, order, stretch('1-1', 4, '1-2', 2), recording)).toEqual([
      { part: 2, fromMs: 8_000, toMs: 10_000 },
      { part: 345_678, fromMs: 0, toMs: 2_500 },
      { part: 345_678, fromMs: 2_500, toMs: 4_000 },
    ]);
  });

  test('no sound behind its end, nor for words without times', () => {
    expect(alongside(text, order, stretch('1-3', 0, '1-3', 3), recording)).toEqual([]);
    expect(alongside(text, order, stretch('1-2', 0, '1-4', 2), recording)).toEqual([]);
  });
});
