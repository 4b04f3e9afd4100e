import { api, data, type Schemas } from '../../api/client';
import { textsById } from '../../core/wordings';
import * as m from '../../messages/messages.js';
import { guideOf } from '../interviews/guide';
import { isHeard } from './voices';

export type Wordings = Schemas['Wordings'];
export type Wording = Schemas['Wording'];

type Text = Record<string, string>;
type Language = { code: string; direction: 'ltr' | 'rtl'; state: string };

/** A text of a guide, with what a speaker of the language made of it. */
export interface Line {
  text: string;
  /** Which part of the guide it is in, as a heading. */
  part: string;
  dutch: string;
  words: string;
  wording: Wording | undefined;
  /** The phone reads it aloud to a participant: a voice is worth recording. */
  heard: boolean;
}

export interface Sheet {
  language: Language;
  lines: Line[];
}

export interface Offered {
  /** "slug@version". */
  guide: string;
  title: string;
  languages: Language[];
}

/** The guides of the project that have another language than Dutch. */
export async function offeredIn(project: string, guides: readonly string[]): Promise<Offered[]> {
  const all = await Promise.all(
    guides.map(async (guide) => ({ guide, of: await bundle(project, guide) })),
  );
  return all.flatMap(({ guide, of }) =>
    of ? [{ guide, title: of.title['nl'] ?? guide, languages: of.languages }] : [],
  );
}

type Bundle = { title: Text; languages: Language[]; topics: { id: string; title: Text }[] };

const bundle = (project: string, guide: string) =>
  guideOf(project, guide) as unknown as Promise<Bundle | null>;

/** All that is said to people in a guide, beside the Dutch. */
export async function sheetOf(project: string, guide: string, code: string): Promise<Sheet> {
  const [of, wordings] = await Promise.all([bundle(project, guide), read(project, guide, code)]);
  if (!of) throw new RangeError('this guide is not there');
  const found = new Map(wordings.items.map((one) => [one.text, one]));
  const titles = new Map(of.topics.map(({ id, title }) => [id, title['nl'] ?? id]));
  const lines = [...textsById(of)]
    .filter(
      ([text, said]) => !makers.test(text) && (code !== 'nl' || isHeard(text, said['nl'] ?? '')),
    )
    .sort(([one], [other]) => placeOf(one) - placeOf(other))
    .map(([text, said]) => ({
      text,
      part: partOf(text, titles),
      dutch: said['nl'] ?? '',
      words: found.get(text)?.words || (said[code] ?? said['nl'] ?? ''),
      wording: found.get(text),
      heard: isHeard(text, said['nl'] ?? ''),
    }));
  return { language: of.languages.find((one) => one.code === code)!, lines };
}

/** Texts about the making of a guide stay in Dutch. */
const makers = /^(goal|researchQuestions|madeBy|testedWith|changes)\b/;

const parts: Record<string, () => string> = {
  title: m.wb_words_title_part,
  preparation: m.wb_words_preparation,
  ageGate: m.wb_words_age,
  acquaintance: m.wb_words_acquaintance,
  consent: m.wb_words_consent,
  reference: m.wb_words_reference,
  background: m.wb_words_background,
  warmingUp: m.wb_words_warming_up,
  topics: m.wb_words_topics,
  meaning: m.wb_words_meaning,
  readBack: m.wb_words_read_back,
  closing: m.wb_words_closing,
  aftercare: m.wb_words_aftercare,
  worry: m.wb_words_worry,
  observation: m.wb_words_observation,
  debrief: m.wb_words_debrief,
};

/** In the order of a talk. */
const placeOf = (text: string) => Object.keys(parts).indexOf(text.split('.')[0] ?? '');

function partOf(text: string, topics: Map<string, string>): string {
  const [first = '', second = ''] = text.split('.');
  return first === 'topics' ? (topics.get(second) ?? second) : (parts[first]?.() ?? first);
}

/** The lines of these texts under the headings of their parts, in the guide's order. */
export function partsOf(lines: readonly Line[], wanted: readonly string[]): [string, Line[]][] {
  const parts = new Map<string, Line[]>();
  for (const line of lines)
    if (wanted.includes(line.text)) parts.set(line.part, [...(parts.get(line.part) ?? []), line]);
  return [...parts];
}

export const pathOf = (project: string, guide: string, language: string) => {
  const [slug = '', version = ''] = guide.split('@');
  return { project, slug, version, language };
};

const read = (project: string, guide: string, language: string): Promise<Wordings> =>
  data(
    api.GET('/projects/{project}/guides/{slug}/versions/{version}/wordings/{language}', {
      params: { path: pathOf(project, guide, language) },
    }),
  );

/** Keeps how a text is said; what comes back is the text as it now stands. */
export async function writeWording(
  project: string,
  guide: string,
  language: string,
  line: Line,
  words: string,
  approved: boolean,
): Promise<Line> {
  const path = { ...pathOf(project, guide, language), text: line.text };
  const all = await data(
    api.PUT('/projects/{project}/guides/{slug}/versions/{version}/wordings/{language}/{text}', {
      params: { path },
      body: { words, approved },
    }),
  );
  return fresh({ ...line, words }, all);
}

/** The line as it now stands among all that was changed. */
export function fresh(line: Line, { items }: Wordings): Line {
  const wording = items.find(({ text }) => text === line.text);
  return { ...line, words: wording?.words || line.words, wording };
}
