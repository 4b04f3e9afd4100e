import { expect, test } from 'vitest';
import { barsOf, bytesOf, waveform } from './waveform';

test('bytes are read of base64url', () => {
  expect([...bytesOf('AP-_')]).toEqual([0, 255, 191]);
  expect([...bytesOf('')]).toEqual([]);
});

test('each column is its loudest moment, and a part that was not measured is silent', () => {
  const parts = [
    { milliseconds: 2000, every: 500, values: Uint8Array.of(0, 64, 0, 0) },
    { milliseconds: 1000, every: 500, values: null },
    { milliseconds: 1000, every: 250, values: Uint8Array.of(255, 10, 16, 0) },
  ];
  expect(waveform(parts, 4)).toEqual(
    [0.5009794328681196, 0, 0, 1].map((n) => expect.closeTo(n, 6)),
  );
});

test('without any measure there is nothing to draw', () => {
  expect(waveform([{ milliseconds: 1000, every: 50, values: null }], 10)).toBeNull();
  expect(waveform([], 10)).toBeNull();
});

test('more columns than values leave no holes', () => {
  const heights = waveform([{ milliseconds: 1000, every: 500, values: Uint8Array.of(9, 9) }], 50);
  expect(heights).toEqual(new Array(50).fill(1));
});

test('values beyond the end of their part do not reach into the next', () => {
  const parts = [
    { milliseconds: 1000, every: 500, values: Uint8Array.of(1, 1, 200, 200) },
    { milliseconds: 1000, every: 500, values: Uint8Array.of(100, 100) },
  ];
  const heights = waveform(parts, 2)!;
  expect(heights[1]).toBe(1);
  expect(heights[0]).toBeCloseTo(0.1, 6);
});

test('bars stand around the middle', () => {
  expect(barsOf([1, 0])).toBe('M0.15 0h.7v100h-.7zM1.15 48h.7v4h-.7z');
});
