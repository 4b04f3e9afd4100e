import type { Schemas } from '../api/client';
import type { State } from '../ui/state';

/** A fixed version: everything in it was counted or chosen by the server. */
export type Version = Schemas['Version'];
export type Finding = Schemas['VersionFinding'];
export type Theme = Schemas['VersionTheme'];
export type Quote = Schemas['VersionQuote'];
export type Point = Schemas['VersionPoint'];
export type Shown = Schemas['VersionFigure'];
export type Line = Schemas['AnswerLine'];
export type Answer = Schemas['Answer'];
export type Step = Schemas['AnswerStep'];
export type Owner = Schemas['Owner'];
export type Verdict = Finding['kind'];

/** The kinds of a statement in the order in which they always stand. */
export const verdicts: readonly Verdict[] = ['good', 'better', 'lead'];

/** The answers asked or given on a finding. */
export function linesOf(lines: readonly Line[], finding: string): Line[] {
  return lines.filter((line) => line.finding === finding);
}

/** What was done most comes first; without any answer, what is late. */
const order: readonly State[] = [
  'done',
  'will-do',
  'partly',
  'looking-into',
  'will-not',
  'late',
  'waiting',
];

/** The line that says where a finding stands when several owners can act on it. */
export function leading(lines: readonly Line[]): Line | undefined {
  return [...lines].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))[0];
}

/** The groups of "Wat is ermee gedaan?": a state with the findings that stand there, none empty. */
export function byState(
  findings: readonly Finding[],
  lines: readonly Line[],
): { state: State; findings: Finding[] }[] {
  return order
    .map((state) => ({
      state,
      findings: findings.filter((f) => leading(linesOf(lines, f.id))?.state === state),
    }))
    .filter((group) => group.findings.length > 0);
}

/** The rows of the first level; the others stand below the group that names them. */
export function topLevel(themes: readonly Theme[]): Theme[] {
  const children = new Set(themes.flatMap((theme) => theme.children ?? []));
  return themes.filter((theme) => !children.has(theme.code));
}

/** The row above a theme. */
export function parentOf(themes: readonly Theme[], code: string): Theme | undefined {
  return themes.find((theme) => theme.children?.includes(code));
}

/** The first themes of the list that show the same number or word: more than one when they are level. */
export function mostNamed(themes: readonly Theme[]): Theme[] {
  const tops = topLevel(themes);
  const first = tops[0];
  if (!first) return [];
  return tops.filter((t) => t.n.number === first.n.number && t.n.word === first.n.word);
}

/** The theme that a finding is read at: the first of its codes that has a row. */
export function themeOf(version: Version, finding: Finding): Theme | undefined {
  return version.themes?.find((theme) => finding.codes.includes(theme.code));
}

/** The findings that stand at a theme. */
export function findingsOf(version: Version, code: string): Finding[] {
  return version.findings.filter((finding) => finding.codes.includes(code));
}

/** Quotes without doubles, those of which the text was removed left out. */
export function standing(...lists: readonly (readonly Quote[] | undefined)[]): Quote[] {
  const seen = new Set<number>();
  return lists
    .flatMap((list) => list ?? [])
    .filter((quote) => quote.text && !seen.has(quote.n) && seen.add(quote.n));
}

/** A finding whose text was removed has nothing left to show. */
export function stands(finding: { title: string; sentence: string }): boolean {
  return finding.title !== '' || finding.sentence !== '';
}
