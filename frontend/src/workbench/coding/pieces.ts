import type { Schemas } from '../../api/client';
import { between, length } from './points';

export type Utterance = Schemas['Utterance'];
export type Coding = Schemas['Coding'];
export type Position = Schemas['Position'];
/** From one position up to, and without, another. */
export type Stretch = { from: Position; to: Position };

/** A stretch of an utterance over which the same codings lie. */
export type Piece = {
  /** Code point at which it begins. */
  at: number;
  text: string;
  /** The codings over it, the longest first. */
  codings: Coding[];
  /** Codings that begin here: their shapes stand before the words. */
  starts: Coding[];
};

/** The place of each utterance in the text. */
export const orderOf = (utterances: readonly Utterance[]): Map<string, number> =>
  new Map(utterances.map(({ id }, index) => [id, index]));

/** The words a coding stands on, null for one on sound or whose words are gone. */
export function stretchOf(coding: Coding): Stretch | null {
  const { from, to } = coding.anchor;
  return from && to && !coding.lost ? { from, to } : null;
}

/**
 * A stretch without an end that holds no words: the begin of an utterance is the
 * end of the one before it, and the other way round. Null when no words remain.
 */
export function trimmed(
  { from, to }: Stretch,
  utterances: readonly Utterance[],
  order: Map<string, number>,
): Stretch | null {
  let first = order.get(from.utterance) ?? 0;
  let last = order.get(to.utterance) ?? 0;
  const end = (index: number) => length(utterances[index]?.text ?? '');
  while (first < last && from.offset >= end(first))
    from = { utterance: utterances[++first]!.id, offset: 0 };
  while (first < last && to.offset === 0)
    to = { utterance: utterances[--last]!.id, offset: end(last) };
  return first === last && from.offset >= to.offset ? null : { from, to };
}

/** The part of a stretch that lies in an utterance, in code points. */
export function within(
  stretch: Stretch,
  index: number,
  utterance: Utterance,
  order: Map<string, number>,
): [from: number, to: number] | null {
  const first = order.get(stretch.from.utterance) ?? -1;
  const last = order.get(stretch.to.utterance) ?? -1;
  if (first < 0 || last < 0 || index < first || index > last) return null;
  const from = index === first ? stretch.from.offset : 0;
  const to = index === last ? stretch.to.offset : length(utterance.text);
  return from < to ? [from, to] : null;
}

/** A coding in an utterance; `begins` when its first word stands there. */
type Span = { coding: Coding; from: number; to: number; begins: boolean };

/** Cuts an utterance at every begin and end of a coding. */
export function cut(utterance: Utterance, spans: readonly Span[]): Piece[] {
  const end = length(utterance.text);
  const edges = [...new Set([0, end, ...spans.flatMap(({ from, to }) => [from, to])])]
    .filter((edge) => edge <= end)
    .sort((a, b) => a - b);
  const longest = spans.toSorted((a, b) => b.to - b.from - (a.to - a.from));
  return edges.slice(0, -1).map((at, index) => {
    const to = edges[index + 1]!;
    const over = longest.filter((span) => span.from <= at && span.to >= to);
    return {
      at,
      text: between(utterance.text, at, to),
      codings: over.map(({ coding }) => coding),
      starts: over.filter((span) => span.begins && span.from === at).map(({ coding }) => coding),
    };
  });
}

/** The codings that touch each utterance, by its place in the text. */
export function spansByUtterance(
  utterances: readonly Utterance[],
  order: Map<string, number>,
  codings: readonly Coding[],
): Map<number, Span[]> {
  const spans = new Map<number, Span[]>();
  for (const coding of codings) {
    const stretch = stretchOf(coding);
    if (!stretch) continue;
    const first = order.get(stretch.from.utterance) ?? 0;
    const last = order.get(stretch.to.utterance) ?? -1;
    for (let index = first; index <= last; index++) {
      const found = within(stretch, index, utterances[index]!, order);
      if (!found) continue;
      const list = spans.get(index) ?? [];
      list.push({ coding, from: found[0], to: found[1], begins: index === first });
      spans.set(index, list);
    }
  }
  return spans;
}

/** The pieces of one utterance, for showing a text somewhere else. */
export function utterancePieces(
  utterance: Utterance,
  all: readonly Utterance[],
  codings: readonly Coding[],
): Piece[] {
  const order = orderOf(all);
  const spans = spansByUtterance(all, order, codings);
  return cut(utterance, spans.get(order.get(utterance.id) ?? -1) ?? []);
}
