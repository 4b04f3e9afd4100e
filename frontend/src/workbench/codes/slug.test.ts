import { expect, test } from 'vitest';
import { slugOf } from './slug';

test.each([
  ['Vertrouwde persoon', [], 'vertrouwde-persoon'],
  ['Eén vast gezicht!', ['een-vast-gezicht'], 'een-vast-gezicht-2'],
  ['…', [], 'code'],
  [`${'a'.repeat(55)} b`, [], 'a'.repeat(55)],
])('the id of %s', (label, taken, id) => {
  expect(slugOf(label, taken)).toBe(id);
});
