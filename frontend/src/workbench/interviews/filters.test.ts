import { expect, test } from 'vitest';
import { filtered, isFilter } from './filters';
import type { Line } from './lists';

const line = (reference: string, rest: Partial<Line> = {}): Line =>
  ({ reference, state: 'arrived', checked: false, codings: 0, ...rest }) as Line;
const lines = [
  line('lepel wolk'),
  line('lepel zon', { codings: 4 }),
  line('tulp ladder', { checked: true, codings: 2 }),
  line('kano brief', { state: 'arriving', review: 'invalid-part' }),
];
const found = (...[filter, typed = '']: [Parameters<typeof filtered>[1], string?]) =>
  filtered(lines, filter, typed).map(({ reference }) => reference);

test('each filter lets its own through', () => {
  expect(found('alle')).toHaveLength(4);
  expect(found('coderen')).toEqual(['lepel wolk']);
  expect(found('nakijken')).toEqual(['lepel wolk', 'lepel zon']);
  expect(found('onderweg')).toEqual(['kano brief']);
  expect(found('bekijken')).toEqual(['kano brief']);
});

test('both words may be typed, with a dot or hyphen between', () => {
  expect(found('alle', 'Lepel · zon')).toEqual(['lepel zon']);
  expect(found('alle', 'tulp-ladder')).toEqual(['tulp ladder']);
});

test('only names of filters are filters', () => {
  expect(isFilter('nakijken')).toBe(true);
  expect(isFilter('toString')).toBe(false);
  expect(isFilter(null)).toBe(false);
});
