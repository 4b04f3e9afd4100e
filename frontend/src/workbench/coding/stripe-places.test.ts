import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelTops, lanes } from './stripe-places';

const extent = fc
  .tuple(fc.nat(2000), fc.integer({ min: 5, max: 300 }))
  .map(([top, height]) => ({ top, bottom: top + height }));

test('two stripes in one lane never overlap', () => {
  fc.assert(
    fc.property(fc.array(extent), (extents) => {
      const given = lanes(extents);
      extents.forEach((a, i) =>
        extents.forEach((b, j) => {
          if (i >= j || given[i] !== given[j]) return;
          expect(a.bottom <= b.top + 1 || b.bottom <= a.top + 1).toBe(true);
        }),
      );
    }),
  );
});

test('labels never overlap and never stand above their stripe', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2000), fc.integer({ min: 10, max: 60 }))), (labels) => {
      const tops = labelTops(
        labels.map(([top]) => top),
        labels.map(([, height]) => height),
      );
      const sorted = tops
        .map((top, i) => [top, labels[i]![1]] as const)
        .sort((a, b) => a[0] - b[0]);
      sorted
        .slice(1)
        .forEach(([top], i) => expect(top).toBeGreaterThanOrEqual(sorted[i]![0] + sorted[i]![1]));
      tops.forEach((top, i) => expect(top).toBeGreaterThanOrEqual(labels[i]![0]));
    }),
  );
});
