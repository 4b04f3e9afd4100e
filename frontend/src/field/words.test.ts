import { expect, test } from 'vitest';
import { shownNumber, telephone } from './words';

test('a number keeps its order between words that are read from the right', () => {
  expect(shownNumber('0800 2000')).toBe('\u20660800 2000\u2069');
});

test('what dials is digits only, however it is shown', () => {
  expect(telephone(shownNumber('+31 6 12 34'))).toBe('tel:+3161234');
});
