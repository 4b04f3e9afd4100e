import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changes, merge } from './merge';

const base = { label: 'Regie', include: 'zelf kiezen', flags: [] as string[] };

test('what only the other changed is taken over', () => {
  const mine = { ...base, label: 'Zelf kiezen' };
  const changed = changes(base, mine, { ...base, flags: ['sensitive'] });
  expect(changed).toEqual([{ field: 'flags', mine: [], theirs: ['sensitive'], both: false }]);
  expect(merge(mine, changed, [])).toEqual({ ...mine, flags: ['sensitive'] });
});

test('where both changed, yours stays until theirs is taken', () => {
  const mine = { ...base, label: 'Zelf kiezen' };
  const changed = changes(base, mine, { ...base, label: 'Zelf beslissen' });
  expect(changed[0]?.both).toBe(true);
  expect(merge(mine, changed, []).label).toBe('Zelf kiezen');
  expect(merge(mine, changed, ['label']).label).toBe('Zelf beslissen');
});

test('what both changed alike is no change', () => {
  const mine = { ...base, label: 'Zelf kiezen' };
  expect(changes(base, mine, { ...mine })).toEqual([]);
});

test('a field that the other took away goes, when you left it alone', () => {
  const before = { ...base, short: 'regie' };
  expect(merge(before, changes(before, before, base), [])).toEqual(base);
});

test('nothing of either is lost for fields that only one changed', () => {
  const fields = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 2 }));
  fc.assert(
    fc.property(fields, fields, fields, (start, mine, theirs) => {
      const merged: Record<string, number> = merge(mine, changes(start, mine, theirs), []);
      for (const field of ['a', 'b', 'c', 'd']) {
        const [from, own, other] = [start[field], mine[field], theirs[field]];
        if (from === own) expect(merged[field]).toBe(other);
        else if (from === other || own !== other) expect(merged[field]).toBe(own);
      }
    }),
  );
});
