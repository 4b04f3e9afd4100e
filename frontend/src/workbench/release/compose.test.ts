import { expect, test } from 'vitest';
import { merged, withoutQuote, withoutRow } from './compose';

test('a row and a quote are left out once, and other choices stay', () => {
  const choices = { round: 2, leaveOut: ['regie'], notHeard: ['vaders'] };
  expect(withoutRow(withoutRow(choices, 'veiligheid'), 'regie')).toEqual({
    round: 2,
    leaveOut: ['regie', 'veiligheid'],
    notHeard: ['vaders'],
  });
  expect(withoutQuote(choices, 'q')).toEqual({ ...choices, leaveOutQuotes: ['q'] });
});

test('rows are merged with what they were merged with before', () => {
  const first = merged({ round: 1 }, 'regie', 'veiligheid', 'Samen');
  expect(first.merge).toEqual([{ codes: ['regie', 'veiligheid'], label: 'Samen' }]);
  const apart = merged(first, 'taal', 'welkom', 'Ook');
  expect(merged(apart, 'gehoord', 'regie', 'Alle drie').merge).toEqual([
    { codes: ['taal', 'welkom'], label: 'Ook' },
    { codes: ['gehoord', 'regie', 'veiligheid'], label: 'Alle drie' },
  ]);
});
