import { expect, test } from 'vitest';
import { between, heardOf, moved, overlaps, soundPlaces } from './heard';
import type { Coding } from './pieces';

const coding = (id: string, part: number, fromMs: number): Coding =>
  ({ id, anchor: { part, fromMs, toMs: fromMs + 1000 } }) as Coding;

test('a coding on words stands on no sound', () => {
  const at = { utterance: '1-1', offset: 0 };
  expect(heardOf({ anchor: { from: at, to: at } })).toBeNull();
  expect(heardOf(coding('a', 2, 500))).toEqual({ part: 2, fromMs: 500, toMs: 1500 });
});

test.each([
  ['marked forwards', 1000, 4000, { fromMs: 1000, toMs: 4000 }],
  ['marked backwards', 4000, 1000, { fromMs: 1000, toMs: 4000 }],
  ['marked twice at once', 2000, 2000, { fromMs: 2000, toMs: 2300 }],
  ['marked at the very end', 9999, 10_000, { fromMs: 9700, toMs: 10_000 }],
])('a stretch %s', (_, one, other, ends) => {
  expect(between(3, one, other, 10_000)).toEqual({ part: 3, ...ends });
});

test.each([
  ['from', -5000, { fromMs: 0, toMs: 4000 }],
  ['from', 5000, { fromMs: 3700, toMs: 4000 }],
  ['to', 9000, { fromMs: 1000, toMs: 10_000 }],
  ['to', -9000, { fromMs: 1000, toMs: 1300 }],
] as const)('an end (%s) moved by %i ms stays inside', (end, by, ends) => {
  const stretch = { part: 1, fromMs: 1000, toMs: 4000 };
  expect(moved(stretch, end, by, 10_000)).toEqual({ part: 1, ...ends });
});

test('stretches that only touch, or lie in other parts, share nothing', () => {
  const stretch = { part: 1, fromMs: 1000, toMs: 2000 };
  expect(overlaps(stretch, { part: 1, fromMs: 1999, toMs: 3000 })).toBe(true);
  expect(overlaps(stretch, { part: 1, fromMs: 2000, toMs: 3000 })).toBe(false);
  expect(overlaps(stretch, { part: 2, fromMs: 1000, toMs: 2000 })).toBe(false);
});

test('codings on sound stand after the words during which they are heard', () => {
  const codings = [coding('a', 1, 500), coding('b', 1, 5000), coding('c', 2, 0)];
  const startOf: Record<number, number> = { 1: 0 };
  const at = ({ part, fromMs }: { part: number; fromMs: number }) =>
    startOf[part] === undefined ? undefined : startOf[part] + fromMs;
  const places = soundPlaces([1000, undefined, 4000, 9000], codings, at);
  expect(places.first.map(({ id }) => id)).toEqual(['a']);
  expect([...places.after].map(([index, list]) => [index, list.map(({ id }) => id)])).toEqual([
    [2, ['b']],
  ]);
  expect(places.rest.map(({ id }) => id)).toEqual(['c']);
});
