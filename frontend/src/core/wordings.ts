/** What speakers of a language made of a guide, laid over the version that never changes. */
import type { Guide, Text } from './guide';

/** A text of a guide as a speaker of the language left it. */
export interface Wording {
  /** The way to the text, with dots: "topics.wat-helpt.question.text". */
  text: string;
  words: string;
  approved: boolean;
  /** How a voice says it, when somebody recorded that. */
  spoken?: { hash: string; bytes: number; approved: boolean };
}

/** Wordings on this phone, with the mark by which they were announced. */
export interface KeptWordings {
  mark: string;
  items: Wording[];
}

/** Every text of the guide by its id, as internal/guide/texts.go names them. */
export function textsById(guide: object): Map<string, Text> {
  const texts = new Map<string, Text>();
  walk(guide, '', texts);
  return texts;
}

function walk(value: unknown, path: string, texts: Map<string, Text>): void {
  if (typeof value !== 'object' || value === null) return;
  if (isText(value)) return void texts.set(path, value);
  const items: [string, unknown][] = Array.isArray(value)
    ? value.map((item: unknown, index) => [nameOf(item, index), item])
    : Object.entries(value);
  for (const [name, item] of items) walk(item, path ? `${path}.${name}` : name, texts);
}

const isText = (value: object): value is Text =>
  !Array.isArray(value) && typeof (value as { nl?: unknown }).nl === 'string';

/** What an item of a list calls itself, else its place from 1. */
function nameOf(item: unknown, index: number): string {
  const { id, choice, kind, version } = item as Record<string, unknown>;
  const name = [id, choice, kind, version].find((one) => typeof one === 'string' && one);
  return typeof name === 'string' ? name : String(index + 1);
}

/** Lays the wordings over the guide, whose texts change; what was approved is noted on it. */
export function layOver(guide: Guide, language: string, wordings: readonly Wording[]): void {
  const texts = textsById(guide);
  const approved = new Set<Text>();
  for (const { text, words, approved: right } of wordings) {
    const at = texts.get(text);
    if (!at) continue;
    if (words) at[language] = words;
    if (right) approved.add(at);
  }
  guide.approved = { ...guide.approved, [language]: approved };
}
