import type { Schemas } from '../../api/client';

export type Finding = Schemas['Finding'];

const kinds = ['good', 'better', 'lead'];

/** The findings as they stand on the screen: a column a kind. */
const onScreen = (findings: readonly Finding[]): Finding[] =>
  kinds.flatMap((kind) => findings.filter((finding) => finding.kind === kind));

/** The findings whose place changes when one moves a place up (-1) or down (1) in its column. */
export function moved(findings: readonly Finding[], finding: Finding, by: 1 | -1): Finding[] {
  const all = onScreen(findings);
  const from = all.findIndex(({ id }) => id === finding.id);
  const [other, mine] = [all[from + by], all[from]];
  if (!mine || other?.kind !== mine.kind) return [];
  all[from + by] = mine;
  all[from] = other;
  return all
    .map((one, index) => ({ ...one, order: index + 1 }))
    .filter((one) => findings.find(({ id }) => id === one.id)?.order !== one.order);
}

/** The findings that lose the place that somebody gave them: without one they stand by title. */
export const alphabetical = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ order }) => order).map((finding) => ({ ...finding, order: 0 }));
