import { expect, test } from 'vitest';
import type { Code } from './desk.svelte';
import { findCodes } from './find-codes';

const code = (label: string, order: number, definition = '', group = 'g'): Code =>
  ({ id: label.toLowerCase(), label, definition, order, status: 'active', group }) as Code;
const codes = [
  code('Leerlingenvervoer', 1),
  code('Drempel, schaamte, vertrouwen', 2),
  code('Veiligheid', 3),
  code('Vertrouwde persoon', 4),
  code('Eén vast gezicht', 5, 'dezelfde persoon die veel weet'),
  code('Vereniging', 6, '', ''),
];
const labels = (typed: string) => findCodes(codes, typed).map((match) => match.code.label);

test('labels that begin with it come first, then words, then anywhere, then definitions', () => {
  expect(labels('ve')).toEqual([
    'Veiligheid',
    'Vertrouwde persoon',
    'Drempel, schaamte, vertrouwen',
    'Leerlingenvervoer',
    'Eén vast gezicht',
  ]);
});

test('accents and capitals do not matter, and nothing typed finds nothing', () => {
  expect(labels('EEN')).toEqual(['Eén vast gezicht']);
  expect(labels('  ')).toEqual([]);
});

test('the match says which letters fit', () => {
  const [first] = findCodes(codes, 'vertrouwd');
  expect(first?.code.label.slice(first.from, first.to)).toBe('Vertrouwd');
});
