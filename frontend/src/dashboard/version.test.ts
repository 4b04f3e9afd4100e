import { expect, test } from 'vitest';
import { large, small, smallAnswers } from './testing/versions';
import { byState, leading, linesOf, mostNamed, parentOf, standing, topLevel } from './version';

test('an answer goes before what is late', () => {
  const lines = linesOf(smallAnswers, small.findings[1]!.id);
  expect(leading(lines)?.state).toBe('will-not');
});

test('findings stand once, in the group of their state', () => {
  const groups = byState(small.findings, smallAnswers);
  expect(groups.map((group) => group.state)).toEqual(['will-not', 'waiting']);
  expect(groups.flatMap((group) => group.findings)).toHaveLength(2);
});

test('children stand below their group and nowhere else', () => {
  expect(topLevel(large.themes!).map((theme) => theme.code)).toEqual(['samen', 'wonen']);
  expect(parentOf(large.themes!, 'weinig')?.code).toBe('samen');
  expect(mostNamed(large.themes!).map((theme) => theme.code)).toEqual(['samen', 'wonen']);
});

test('a quote stands once, and a removed one not at all', () => {
  const { quotes } = small.columns!.good[0]!;
  expect(standing(quotes, quotes).map((quote) => quote.n)).toEqual([3]);
});
