import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { allRows } from '../../faults/rows.js';
import { chanceFrom } from '../../faults/support/chance.js';
import { joined, nothing, percentile, summary, verdict } from '../../faults/support/outcome.js';

const row = {
  bars: [
    { of: 'lost', atMost: 0, words: 'chunks lost' },
    { of: 'lossMs', take: 'p95', atMost: 1_000, unit: 'ms', words: 'sound lost' },
    { of: 'kept', atLeast: 1, words: 'chunks looked at', engine: 'chromium' },
  ],
};
const piece = (measured: object, more = {}) => ({
  rounds: 2,
  measured,
  broke: [],
  seeds: [1],
  ...more,
});
const good = { lost: 0, lossMs: [10, 20], kept: 4 };

describe('the judgement of a row', () => {
  test('is of all pieces together', () => {
    const all = joined(joined(nothing(), piece(good)), piece({ lost: 1, lossMs: [30], kept: 2 }));
    expect(all).toEqual({
      rounds: 4,
      measured: { lost: 1, lossMs: [10, 20, 30], kept: 6 },
      broke: [],
      seeds: [1, 1],
    });
    expect(verdict(row, 'chromium', all).passed).toBe(false);
  });

  test.each([
    ['within its bars', piece(good), true],
    ['a count above its bar', piece({ ...good, lost: 1 }), false],
    ['a percentile above its bar', piece({ ...good, lossMs: [1, 1_001] }), false],
    ['too few', piece({ ...good, kept: 0 }), false],
    ['something never measured', piece({ lost: 0, kept: 1 }), false],
    ['an empty list', piece({ ...good, lossMs: [] }), false],
    ['a round that broke', piece(good, { broke: ['seed 1: no answer'] }), false],
    ['no rounds', piece(good, { rounds: 0 }), false],
  ])('%s', (_, outcome, passed) => {
    expect(verdict(row, 'chromium', outcome).passed).toBe(passed);
  });

  test('a bar of another engine does not count', () => {
    expect(verdict(row, 'webkit', piece({ ...good, kept: 0 })).passed).toBe(true);
  });
});

test('a percentile is the nearest rank', () => {
  const values = Array.from({ length: 200 }, (_, n) => 200 - n);
  expect(percentile(values, 0.95)).toBe(190);
  expect(percentile([7], 0.95)).toBe(7);
  expect(summary({ ms: values, lost: 0 })).toEqual({
    ms: { count: 200, min: 1, median: 100, p95: 190, max: 200 },
    lost: 0,
  });
});

test('chance follows from the seed', () => {
  const three = (seed: number) => Array.from({ length: 3 }, chanceFrom(seed));
  expect(three(5)).toEqual(three(5));
  expect(three(5)).not.toEqual(three(6));
});

test('every row says what it is, and stands among what is published', async () => {
  const published = readFileSync(new URL('../../faults/FAULTS.md', import.meta.url), 'utf8');
  for (const { id, fault, name, engines, bars, run } of await allRows()) {
    expect(typeof run, id).toBe('function');
    expect(name, id).toMatch(/\S/);
    if (fault) expect(fault, id).toMatch(/^F([1-9]|1\d|2[0-2])$/);
    expect(Object.keys(engines).length, id).toBeGreaterThan(0);
    expect(bars.length, id).toBeGreaterThan(0);
    expect(published, `${id} is not in FAULTS.md`).toContain(`\`${id}\``);
  }
});
