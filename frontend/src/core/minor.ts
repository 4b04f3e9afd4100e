/**
 * Young people of 12 to 15 years: a parent says yes first, by a letter that the
 * lead holds or at the table; then they say yes themselves, alone.
 */
import { NotAllowed, passAgeGate, unpromised, type Draft } from './draft';
import type { ID } from './id';
import type { Minor } from './record';

/** What is known so far: the yes of a parent, then their own. */
export type MinorSoFar = Pick<Minor, 'ages'> & Partial<Minor>;

/** Of 12 to 15: nothing goes on before a parent said yes. Only for a talk with one person. */
export function beginMinor(draft: Draft): void {
  const unasked = draft.consent.participate === undefined;
  if (!unasked) throw new NotAllowed('age-answered');
  if (draft.people > 1) throw new NotAllowed('not-alone');
  draft.minor = { ages: '12-15' };
  draft.oldEnough = false;
  draft.stage = 'age';
}

/** A parent said yes: in the letter, or at the table at this moment. */
export function parentSaidYes(draft: Draft, how: { letter: ID } | { at: string }): void {
  if (!draft.minor || draft.oldEnough) throw new NotAllowed('age-first');
  if (unpromised(draft)) throw new NotAllowed('promise-first');
  draft.minor.parent =
    'letter' in how ? { how: 'letter', letter: how.letter } : { how: 'table', at: how.at };
}

/** "Jij zegt zelf ook ja." */
export function assent(draft: Draft, at: string): void {
  if (!draft.minor?.parent) throw new NotAllowed('parent-first');
  draft.minor.assentAt = at;
  passAgeGate(draft);
}

/** Of 16 or older after all. */
export function notMinor(draft: Draft): void {
  if (draft.minor && draft.consent.participate !== undefined) throw new NotAllowed('age-answered');
  delete draft.minor;
}

/** As the manifest says it; undefined when it is nobody under 16. */
export function minorOf({ minor }: Draft): Minor | undefined {
  if (!minor?.parent || minor.assentAt === undefined) return undefined;
  return { ages: minor.ages, parent: minor.parent, assentAt: minor.assentAt };
}

/** Where a talk with somebody under 16 goes on before they said yes. */
export function resumeMinor({ minor }: Draft): string {
  if (!minor) return 'leeftijd';
  if (!minor.parent) return 'ouder';
  return minor.parent.how === 'table' ? 'alleen' : 'zelf-ja';
}
