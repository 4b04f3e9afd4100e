import { expect, it } from 'vitest';
import { alphabetical, moved, type Finding } from './order';

const finding = (id: string, kind: Finding['kind'], order: number) =>
  ({ id, kind, order }) as unknown as Finding;
const places = (findings: readonly Finding[]) => findings.map(({ id, order }) => `${id}${order}`);

it('gives every finding a place when the first one moves', () => {
  const all = [finding('a', 'good', 0), finding('b', 'good', 0), finding('c', 'lead', 0)];
  expect(places(moved(all, all[0]!, 1))).toEqual(['b1', 'a2', 'c3']);
});

it('changes two places when all have one', () => {
  const all = [finding('a', 'good', 1), finding('b', 'good', 2), finding('c', 'good', 3)];
  expect(places(moved(all, all[2]!, -1))).toEqual(['c2', 'b3']);
});

it('does not move a finding into another column', () => {
  const all = [finding('a', 'good', 1), finding('b', 'lead', 2)];
  expect(moved(all, all[0]!, 1)).toEqual([]);
});

it('takes away only places that were given', () => {
  expect(places(alphabetical([finding('a', 'good', 2), finding('b', 'good', 0)]))).toEqual(['a0']);
});
