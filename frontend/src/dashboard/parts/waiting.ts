/** Findings that wait for an answer, for the first pages. */
import type { Study } from '../study.svelte';
import { leading, linesOf, stands, type Line, type Version } from '../version';
import { lateSteps } from '../words';

export interface Waiting {
  title: string;
  line: Line;
}

const order = ['late', 'waiting', 'looking-into'];

/** How pressing a line is: late at any level comes first; -1 when it waits for nothing. */
export const rank = (line: Line): number =>
  lateSteps(line).length ? 0 : order.indexOf(line.state);

/** Whether the reader may answer; then only what waits for the reader is listed. */
export const answers = (study: Study): boolean => study.owners.length > 0;

/** What waits, the most pressing first. */
export function waiting(study: Study, version: Version): Waiting[] {
  const lineOf = (of: readonly Line[]) =>
    answers(study) ? of.find((line) => study.owners.includes(line.owner)) : leading(of);
  return version.findings
    .filter(stands)
    .map(({ id, title }) => ({ title, line: lineOf(linesOf(study.answers, id)) }))
    .filter((row): row is Waiting => !!row.line && rank(row.line) >= 0)
    .sort((a, b) => rank(a.line) - rank(b.line));
}

/** The first date before which one of them must be answered; undefined when none is to come. */
export const firstDue = (lines: readonly Waiting[]): string | undefined =>
  lines
    .filter(({ line }) => line.state === 'waiting' && line.dueDate)
    .map(({ line }) => line.dueDate!)
    .sort()[0];
