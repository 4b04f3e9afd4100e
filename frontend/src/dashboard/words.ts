import * as m from '../messages/messages.js';
import { locale, regional } from '../ui/locale.svelte';
import { stateName } from '../ui/state';
import type { Answer, Line, Owner, Point, Quote, Shown, Step, Version } from './version';

const figureWords: Record<NonNullable<Shown['word']>, () => string> = {
  'genoemd door weinigen': m.in_w_few,
  'in vrijwel alle gesprekken': m.in_w_nearly,
  'in vrijwel alle gesprekken waarin het gevraagd is': m.in_w_nearly_asked,
  enkele: m.in_few,
  'vrijwel alle': m.in_nearly,
  'uit zichzelf genoemd': m.in_w_unasked,
  'vooral goed': m.in_w_good,
  'vooral kan beter': m.in_w_better,
  'vooral ideeën': m.in_w_leads,
  verdeeld: m.in_w_divided,
};

/** A phrase that stands where a number may not, in the language of the screen. */
export function figureWord(word: NonNullable<Shown['word']>): string {
  return figureWords[word]();
}

/** A figure as words: its number, or its phrase. */
export function shown(figure: Shown): string {
  if (figure.number !== undefined) return String(figure.number);
  return figure.word ? figureWord(figure.word) : '';
}

/** How widely something was said in the small mode. */
export function strength(word: NonNullable<Point['strength']>): string {
  return word === 'ook genoemd' ? m.in_also() : m.in_most();
}

/** All that is said about who spoke. */
export function speaker(quote: Quote): string {
  return quote.label === 'een jongere' ? m.in_young() : m.in_parent();
}

/** Marks of a quote that was not taken over as it was said. */
export function marks(quote: Quote): string[] {
  return [
    ...(quote.form === 'paraphrase' ? [m.in_own_words()] : []),
    ...(quote.translated ? [m.in_translated()] : []),
  ];
}

const owners: Record<Owner, () => string> = {
  municipality: m.in_o_municipality,
  'school-board': m.in_o_school,
  partnership: m.in_o_partnership,
  'youth-care': m.in_o_care,
};

/** Who can act on a finding. */
export function ownerName(owner: Owner): string {
  return owners[owner]();
}

/** "gemeente, jeugdhulp". */
export function ownerNames(list: readonly Owner[]): string {
  return list.map(ownerName).join(', ');
}

const theOwners: Record<Owner, () => string> = {
  municipality: m.in_the_municipality,
  'school-board': m.in_the_school,
  partnership: m.in_the_partnership,
  'youth-care': m.in_the_care,
};

/** Owners inside a sentence: "de gemeente en het schoolbestuur". */
export function asked(lines: readonly Line[]): string {
  return listed(lines.map((line) => theOwners[line.owner]()));
}

const tendencies: Partial<Record<NonNullable<Shown['word']>, () => string>> = {
  'vooral goed': m.in_mostly_good,
  'vooral kan beter': m.in_mostly_better,
  'vooral ideeën': m.in_mostly_leads,
  verdeeld: m.in_mostly_divided,
};

/** What those who named a theme mostly said, as a sentence. */
export function tendency(word: NonNullable<Shown['word']>): string {
  return tendencies[word]?.() ?? figureWord(word);
}

/** A day such as "11 december 2026"; it never breaks. */
export function day(date: string): string {
  return written(date, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** A day for a narrow column: "11 dec". */
export function shortDay(date: string): string {
  return written(date, { day: 'numeric', month: 'short' }).replace('.', '');
}

function written(date: string, options: Intl.DateTimeFormatOptions): string {
  const format = new Intl.DateTimeFormat(regional(), { ...options, timeZone: 'UTC' });
  return format.format(new Date(`${date}T00:00:00Z`)).replaceAll(' ', '\u00a0');
}

/** The day on this device, as 2026-11-24. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** "Vaste versie van 11 december 2026". */
export function versionOf(version: { date: string }): string {
  return m.in_version_of({ date: day(version.date) });
}

/** The hash for people. */
export function mark(version: { words: readonly string[] }): string {
  return m.in_mark({ words: version.words.join('–') });
}

/** The sentence that stands below every page, print and copy. */
export function fixedSentence(version: Version): string {
  if (locale() === 'nl') return version.fixedSentence;
  const place = version.project.municipality;
  return place ? m.in_fixed({ n: version.n, place }) : m.in_fixed_nowhere({ n: version.n });
}

type ReachPart = NonNullable<Version['reach']>['parts'][number];

/** A line of "Wie spraken we?"; null for a label that no wording is known of. */
export function reachLine(part: ReachPart): string {
  const n = shown(part.shown);
  switch (part.label) {
    case 'ouders':
      return m.in_parents({ n });
    case 'jongeren':
      return m.in_youngs({ n });
    case 'in een andere taal':
      return m.in_reach_language({ n });
    case 'met een tolk':
      return m.in_reach_interpreter({ n });
    case 'wilde geen opname':
      return m.in_reach_recording({ n });
    default:
      return `${n} ${part.label}`;
  }
}

/** "58 gesprekken: 33 ouders en 25 jongeren". */
export function whoLine(version: Version): string {
  const groups = version.reach?.parts.filter((part) => part.attribute === 'group') ?? [];
  const n = version.n;
  if (!groups.length) return m.in_n_interviews({ n });
  return m.in_n_interviews_of({ n, who: groups.map(reachLine).join(` ${m.in_and()} `) });
}

/** In how many interviews a theme was asked about. */
export function askedLine(asked: Shown | undefined): string | undefined {
  if (!asked) return undefined;
  if (asked.number !== undefined) return m.in_theme_asked({ n: asked.number });
  if (asked.word === 'uit zichzelf genoemd') return m.in_theme_unasked();
  if (asked.word === 'genoemd door weinigen' || asked.word === 'enkele')
    return m.in_theme_asked_few();
  return m.in_theme_asked_nearly();
}

const steps: Record<'waiting' | 'late', Record<Step['level'], (of: { date: string }) => string>> = {
  waiting: { official: m.in_open_official, governing: m.in_open_governing },
  late: { official: m.in_late_official, governing: m.in_late_governing },
};

/** By when each level is still asked to answer, in words; empty when nobody is. */
export function openSteps(line: Line): string[] {
  return line.steps.flatMap(({ level, state, dueDate }) =>
    state === 'given' ? [] : [steps[state][level]({ date: day(dueDate) })],
  );
}

/** The levels that did not answer in time, in words. */
export function lateSteps(line: Line): string[] {
  return openSteps({ ...line, steps: line.steps.filter((step) => step.state === 'late') });
}

/** A sentence with its stop. */
export function ended(text: string): string {
  return /[.…!?]$/.test(text) ? text : `${text}.`;
}

/** An answer that was replaced, in one sentence. */
export function earlier(answer: Answer): string {
  const when = m.in_earlier_was({ date: day(answer.date), state: ended(stateName(answer.state)) });
  return [when, answer.reason].filter(Boolean).join(' ');
}

/** Who within an organisation answered. */
export function levelName(level: Step['level']): string {
  return level === 'official' ? m.in_level_official() : m.in_level_governing();
}

const policyThemes: Record<string, () => string> = {
  'onderwijsachterstanden-vve': m.in_p_onderwijsachterstanden_vve,
  'kansengelijkheid-segregatie': m.in_p_kansengelijkheid_segregatie,
  'inschrijving-toelating': m.in_p_inschrijving_toelating,
  'zorg-ondersteuning-school': m.in_p_zorg_ondersteuning_school,
  'doorgaande-lijn': m.in_p_doorgaande_lijn,
  'verzuim-thuiszitten': m.in_p_verzuim_thuiszitten,
  'nieuwkomers-taal': m.in_p_nieuwkomers_taal,
  ouders: m.in_p_ouders,
  leerlingenvervoer: m.in_p_leerlingenvervoer,
  'arbeidsmarkt-dagbesteding': m.in_p_arbeidsmarkt_dagbesteding,
  opvoedsteun: m.in_p_opvoedsteun,
  jeugdhulp: m.in_p_jeugdhulp,
};

/** The policy theme a finding belongs to: as the project calls it, else as we know it. */
export function policyTheme(id: string, version: Version): string {
  const own = version.policyThemes?.find((theme) => theme.id === id)?.label;
  const known = policyThemes[id]?.();
  return (locale() === 'nl' ? (own ?? known) : (known ?? own)) ?? id.replaceAll('-', ' ');
}

/** Sentences of "Zo leest u dit" that stand there when a project wrote none itself. */
const fixedReading = [
  m.in_read_rows,
  m.in_read_parts,
  m.in_read_words,
  m.in_read_alphabet,
  m.in_read_chosen,
  m.in_read_strength,
  m.in_read_paraphrase,
  m.in_read_sentences,
];

/** A line in the language that it is in. */
export type Spoken = { text: string; lang: string };

/** How to read a version: fixed sentences in the language of the screen, a project's own as written. */
export function reading(version: Version): Spoken[] {
  return version.reading.map((written) => {
    const fixed = fixedReading.find((sentence) => sentence({}, { locale: 'nl' }) === written);
    return fixed ? { text: fixed(), lang: locale() } : { text: written, lang: 'nl' };
  });
}

/** A label inside a sentence starts small, unless it is an abbreviation. */
export function inside(label: string): string {
  return /^\p{Lu}\p{Ll}/u.test(label) ? label[0]!.toLowerCase() + label.slice(1) : label;
}

/** "a", "a en b". */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${m.in_and()} ${words.at(-1)}`;
}
