import { expect, test } from 'vitest';
import { bytesFrom, gigabytes } from './gigabytes';

test('gigabytes are read as people type them', () => {
  expect(['', ' 20 ', '1,5', '0.25', '0', 'veel', '-3', '1.000,5'].map(bytesFrom)).toEqual([
    0, 20e9, 1.5e9, 0.25e9, 0, -1, -1, -1,
  ]);
});

test('and shown with a comma, finer where there is little', () => {
  expect([0, 12_000_000, 1_540_000_000, 20e9].map(gigabytes)).toEqual(['0', '0,01', '1,5', '20']);
});
