import * as m from '../../messages/messages.js';
import { kindName } from '../../ui/kind';
import { stateName } from '../../ui/state';
import {
  byState,
  findingsOf,
  leading,
  linesOf,
  mostNamed,
  standing,
  stands,
  themeOf,
  topLevel,
  verdicts,
  type Finding,
  type Line,
  type Point,
  type Quote,
  type Theme,
  type Version,
} from '../version';
import * as words from '../words';
import { heading, line, list, type Block } from './document';

/** Every text begins with the title and which version it is from. */
function page(version: Version, title: string, blocks: readonly Block[]): Block[] {
  return [
    heading(1, title),
    line(`${version.project.name}. ${words.versionOf(version)}, ${words.mark(version)}.`),
    ...blocks,
    line(words.fixedSentence(version)),
  ];
}

/** In één oogopslag. */
export function glanceText(version: Version, answers: readonly Line[]): Block[] {
  const sentences = version.glance?.sentences ?? [];
  return page(version, version.question, [
    ...sentences.map((s) => line(s.parts.map((part) => part.text).join(''))),
    heading(2, m.in_reach()),
    ...reachBlocks(version),
    ...(version.themes?.length
      ? [heading(2, topTitle(version)), themeTable(version, topLevel(version.themes).slice(0, 5))]
      : []),
    ...findingBlocks(version, answers),
  ]);
}

/** The finding of the list of themes: what it was about most often. */
export function topTitle(version: Version): string {
  const labels = mostNamed(version.themes ?? []).map((theme) => words.inside(theme.label));
  const top = labels.length > 1 ? labels.map((label) => `‘${label}’`) : labels;
  return top.length ? m.in_top({ what: words.listed(top) }) : m.in_themes_none();
}

function reachBlocks(version: Version): Block[] {
  const others = version.reach?.parts.filter((part) => part.attribute !== 'group') ?? [];
  return [
    line(words.whoLine(version)),
    ...(others.length ? [list(others.map(words.reachLine))] : []),
    ...(version.notHeard.length ? [heading(3, m.in_not_heard()), list(version.notHeard)] : []),
  ];
}

function themeTable(version: Version, themes: readonly Theme[]): Block {
  const names = [kindName('good'), kindName('mixed'), kindName('better'), m.chart_only_lead()];
  return {
    is: 'table',
    head: [m.chart_theme(), m.chart_interviews(), ...names.map((n) => n.replaceAll('\u00ad', ''))],
    rows: themes.map((theme) => [theme.label, ...themeCells(theme, version.n)]),
  };
}

function themeCells(theme: Theme, of: number): string[] {
  if (theme.n.word) return [words.shown(theme.n)];
  const n = `${theme.n.number} ${m.chart_of({ of })}`;
  const { parts, pair } = theme;
  if (parts) return [n, ...[parts.good, parts.mixed, parts.better, parts.lead].map(words.shown)];
  if (pair) {
    return [n, m.chart_pair({ better: words.shown(pair.better), rest: words.shown(pair.rest) })];
  }
  return [n, theme.word ? words.figureWord(theme.word) : ''];
}

/** Thema's. */
export function themesText(version: Version): Block[] {
  const { themes = [] } = version;
  const important = version.important.filter(stands);
  return page(version, topTitle(version), [
    line(words.whoLine(version)),
    ...words.reading(version).map(({ text }) => line(text)),
    themeTable(version, themes),
    ...(important.length ? [heading(2, m.in_important())] : []),
    ...important.flatMap((i) => [line(`${i.title} ${i.sentence} ${i.reason}`)]),
  ]);
}

/** Themapagina. */
export function themeText(version: Version, theme: Theme, answers: readonly Line[]): Block[] {
  const findings = findingsOf(version, theme.code).filter(stands);
  return page(version, theme.label, [
    themeTable(version, [theme]),
    ...findings.flatMap((finding) => findingBlock(finding, answers)),
    ...quoteBlocks(standing(...findings.map((f) => f.quotes), theme.quotes)),
  ]);
}

/** The page of one finding. */
export function findingText(version: Version, finding: Finding, answers: readonly Line[]): Block[] {
  const theme = themeOf(version, finding);
  return page(version, finding.title, [
    line(finding.sentence),
    ...(theme ? [themeTable(version, [theme])] : []),
    ...quoteBlocks(standing(finding.quotes)),
    ...(finding.counterVoice ? [line(`${m.in_counter()}. ${finding.counterVoice}`)] : []),
    ...answerBlocks(linesOf(answers, finding.id)),
  ]);
}

function findingBlocks(version: Version, answers: readonly Line[]): Block[] {
  return version.findings.filter(stands).flatMap((finding) => findingBlock(finding, answers));
}

function findingBlock(finding: Finding, answers: readonly Line[]): Block[] {
  return [
    heading(2, finding.title),
    line(finding.sentence),
    ...(finding.counterVoice ? [line(`${m.in_counter()}. ${finding.counterVoice}`)] : []),
    ...answerBlocks(linesOf(answers, finding.id)),
  ];
}

function quoteBlocks(quotes: readonly Quote[]): Block[] {
  return quotes.length ? [heading(2, m.in_said()), list(quotes.map(quoteText))] : [];
}

/** A quote with its marks; a paraphrase stands without quotation marks. */
export function quoteText(quote: Quote): string {
  const said = quote.form === 'paraphrase' ? quote.text : `“${quote.text}”`;
  return `${said} (${[words.speaker(quote), ...words.marks(quote)].join(', ')})`;
}

function answerBlocks(lines: readonly Line[]): Block[] {
  const given = lines.filter((l) => l.answer);
  if (given.length) return given.flatMap(givenBlocks);
  const first = leading(lines);
  return first
    ? [line([m.in_no_answer(), ...words.openSteps(first)].map(words.ended).join(' '))]
    : [];
}

/** The answer, what is still asked, and what was answered before. */
function givenBlocks(given: Line): Block[] {
  const earlier = (given.earlier ?? []).map((answer) => words.earlier(answer));
  return [
    line([answerText(given), ...words.openSteps(given).map(words.ended)].join(' ')),
    ...(earlier.length ? [list(earlier)] : []),
  ];
}

/** An answer in one paragraph. */
export function answerText(given: Line): string {
  const { answer } = given;
  if (!answer) return '';
  const next = answer.nextStep;
  const step =
    next && `${m.in_next()} ${next.text}${next.date ? ` (${words.day(next.date)})` : ''}`;
  return [
    `${words.ownerName(given.owner)}: ${words.ended(stateName(given.state))}`,
    answer.reason,
    answer.doneOn && `${m.in_done_since({ date: words.day(answer.doneOn) })}.`,
    step,
    `(${answer.function}, ${words.day(answer.date)})`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** The three columns of the small mode: no number but n. */
export function columnsText(version: Version, answers: readonly Line[]): Block[] {
  return page(version, version.question, [
    heading(2, m.in_reach()),
    line(m.in_n_interviews({ n: version.n })),
    ...(version.notHeard.length ? [heading(2, m.in_not_heard()), list(version.notHeard)] : []),
    heading(2, m.in_reading()),
    ...words.reading(version).map(({ text }) => line(text)),
    ...verdicts.flatMap((kind) => [
      heading(2, kind === 'lead' ? m.in_leads() : kindName(kind)),
      ...(version.columns?.[kind] ?? []).filter(stands).flatMap((p) => pointBlocks(p, answers)),
    ]),
  ]);
}

function pointBlocks(point: Point, answers: readonly Line[]): Block[] {
  const quotes = standing(point.quotes);
  return [
    heading(3, point.title),
    line(point.sentence),
    ...(point.strength ? [line(`${words.strength(point.strength)}.`)] : []),
    ...(quotes.length ? [list(quotes.map(quoteText))] : []),
    ...(point.counterVoice ? [line(`${m.in_counter()}. ${point.counterVoice}`)] : []),
    ...(point.owners.length ? [line(`${m.in_can_do()} ${words.ownerNames(point.owners)}`)] : []),
    ...answerBlocks(linesOf(answers, point.finding)),
  ];
}

/** Sentences only, of three or four people. */
export function sentencesText(version: Version, answers: readonly Line[]): Block[] {
  return page(version, version.question, [
    line(m.in_n_interviews({ n: version.n })),
    ...findingBlocks(version, answers),
  ]);
}

/** Wat is ermee gedaan. */
export function answeredText(version: Version, answers: readonly Line[]): Block[] {
  const groups = byState(version.findings.filter(stands), answers);
  return page(version, m.in_answered(), [
    ...groups.flatMap((group) => [
      heading(2, stateName(group.state)),
      ...group.findings.flatMap((f) => [
        heading(3, f.title),
        ...answerBlocks(linesOf(answers, f.id)),
      ]),
    ]),
  ]);
}

/** Wie spraken we. */
export function reachText(version: Version): Block[] {
  return page(version, m.in_reach(), reachBlocks(version));
}

/** Zo is dit onderzocht. */
export function methodText(version: Version): Block[] {
  const talked = version.discussed;
  return page(version, m.in_method(), [
    line(version.question),
    ...words.reading(version).map(({ text }) => line(text)),
    heading(2, talked ? m.in_discussed() : m.in_discussed_not()),
    ...(talked
      ? [
          line(m.in_discussed_on({ date: words.day(talked.on), who: talked.withWhom })),
          line(talked.differently),
        ]
      : []),
  ]);
}
