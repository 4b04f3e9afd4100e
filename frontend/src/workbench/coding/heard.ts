import type { Coding } from './pieces';

/** A stretch of sound in a part of the recording, in milliseconds from the start of that part. */
export type Heard = { part: number; fromMs: number; toMs: number };

/** The shortest stretch that can be marked. */
const shortest = 300;

/** The stretch of sound a coding stands on; null for one on words. */
export function heardOf({ anchor }: Pick<Coding, 'anchor'>): Heard | null {
  const { part, fromMs, toMs } = anchor;
  return part === undefined ? null : { part, fromMs: fromMs ?? 0, toMs: toMs ?? 0 };
}

/** Whether two stretches share sound. */
export const overlaps = (a: Heard, b: Heard): boolean =>
  a.part === b.part && a.fromMs < b.toMs && b.fromMs < a.toMs;

/** A stretch with its ends moved, that stays within its part and keeps some length. */
export function moved(
  { part, fromMs, toMs }: Heard,
  end: 'from' | 'to',
  by: number,
  total: number,
): Heard {
  if (end === 'from') return { part, toMs, fromMs: within(fromMs + by, 0, toMs - shortest) };
  return { part, fromMs, toMs: within(toMs + by, fromMs + shortest, total) };
}

/** The stretch between two places of one part, whichever was marked first. */
export function between(part: number, one: number, other: number, total: number): Heard {
  const fromMs = Math.round(Math.min(one, other, Math.max(0, total - shortest)));
  return { part, fromMs, toMs: Math.round(Math.max(one, other, fromMs + shortest)) };
}

const within = (ms: number, low: number, high: number) =>
  Math.round(Math.max(low, Math.min(ms, Math.max(low, high))));

/** Where codings on sound belong among timed words. */
export type SoundPlaces = {
  /** Codings heard before any timed words. */
  first: Coding[];
  /** Codings by the place of the words during or after which they are heard. */
  after: Map<number, Coding[]>;
  /** Codings whose place among the words is not known. */
  rest: Coding[];
};

/** Puts codings on sound among the words by the time at which those were said. */
export function soundPlaces(
  starts: readonly (number | undefined)[],
  codings: readonly Coding[],
  at: (heard: Heard) => number | undefined,
): SoundPlaces {
  const places: SoundPlaces = { first: [], after: new Map(), rest: [] };
  const timed = starts.some((start) => start !== undefined);
  for (const coding of codings) {
    const heard = heardOf(coding);
    if (!heard) continue;
    const ms = at(heard);
    if (ms === undefined || !timed) places.rest.push(coding);
    else
      put(
        places,
        starts.findLastIndex((start) => (start ?? Infinity) <= ms),
        coding,
      );
  }
  return places;
}

function put({ first, after }: SoundPlaces, index: number, coding: Coding) {
  if (index < 0) first.push(coding);
  else after.set(index, [...(after.get(index) ?? []), coding]);
}
