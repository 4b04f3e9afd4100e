import { expect, test } from 'vitest';
import { daysOpen } from './open';

const now = Date.parse('2026-11-24T12:00:00Z');

test.each([
  [undefined, 0],
  ['2026-11-22T12:00:01Z', 1],
  ['2026-11-22T12:00:00Z', 2],
  ['2026-11-17T08:00:00Z', 7],
  ['2026-11-25T12:00:00Z', 0],
])('open since %s', (oldestOpen, days) => {
  expect(daysOpen(oldestOpen === undefined ? {} : { oldestOpen }, now)).toBe(days);
});
