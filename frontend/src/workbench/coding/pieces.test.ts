import { expect, test } from 'vitest';
import {
  cut,
  orderOf,
  spansByUtterance,
  trimmed,
  utterancePieces,
  type Coding,
  type Utterance,
} from './pieces';

const said = (id: string, text: string): Utterance => ({
  id,
  speaker: 'participant',
  text,
  sentences: [],
});
const coding = (id: string, from: [string, number], to: [string, number]): Coding =>
  ({
    id,
    code: 'juf',
    kind: 'good',
    anchor: {
      from: { utterance: from[0], offset: from[1] },
      to: { utterance: to[0], offset: to[1] },
    },
  }) as Coding;
const shown = (text: Utterance[], index: number, codings: Coding[]) =>
  utterancePieces(text[index]!, text, codings).map((piece) => [
    piece.text,
    piece.codings.map(({ id }) => id).join(),
    piece.starts.map(({ id }) => id).join(),
  ]);

test('an utterance without codings is one piece', () => {
  expect(shown([said('1-1', 'Nee, wacht.')], 0, [])).toEqual([['Nee, wacht.', '', '']]);
});

test('overlapping codings cut where one begins or ends', () => {
  const text = [said('1-1', 'Eerst naar de juf.')];
  const codings = [coding('a', ['1-1', 0], ['1-1', 18]), coding('b', ['1-1', 6], ['1-1', 13])];
  expect(shown(text, 0, codings)).toEqual([
    ['Eerst ', 'a', 'a'],
    ['naar de', 'a,b', 'b'],
    [' juf.', 'a', ''],
  ]);
});

test('a coding over three utterances covers the middle one whole', () => {
  const text = [said('1-1', 'Een 😀 twee'), said('1-2', 'drie'), said('1-3', 'vier vijf')];
  const codings = [coding('a', ['1-1', 4], ['1-3', 4])];
  expect(shown(text, 0, codings)).toEqual([
    ['Een ', '', ''],
    ['😀 twee', 'a', 'a'],
  ]);
  expect(shown(text, 1, codings)).toEqual([['drie', 'a', '']]);
  expect(shown(text, 2, codings)[0]).toEqual(['vier', 'a', '']);
});

test('a coding whose words are gone is nowhere', () => {
  const text = [said('1-1', 'Weg.')];
  const lost = { ...coding('a', ['1-1', 0], ['1-1', 4]), lost: true };
  expect(spansByUtterance(text, orderOf(text), [lost]).size).toBe(0);
  expect(cut(text[0]!, [])).toHaveLength(1);
});

test('the edge of an utterance without words of it is the edge of its neighbour', () => {
  const text = [said('1-1', 'Hoe is het?'), said('1-2', 'Goed.'), said('1-3', 'Mooi.')];
  const order = orderOf(text);
  const at = (utterance: string, offset: number) => ({ utterance, offset });
  const trim = (from: [string, number], to: [string, number]) =>
    trimmed({ from: at(...from), to: at(...to) }, text, order);
  expect(trim(['1-1', 4], ['1-2', 0])).toEqual({ from: at('1-1', 4), to: at('1-1', 11) });
  expect(trim(['1-1', 11], ['1-3', 0])).toEqual({ from: at('1-2', 0), to: at('1-2', 5) });
  expect(trim(['1-1', 11], ['1-2', 0])).toBeNull();
  expect(trim(['1-1', 4], ['1-3', 2])).toEqual({ from: at('1-1', 4), to: at('1-3', 2) });
});
