/**
 * Whoever is interviewed: alone, or as one of several who each make the seven
 * choices and each get an access code of their own. What an interview allows is
 * what all of them said yes to.
 */
import {
  choices,
  nextChoice,
  type Choice,
  type Consent,
  type ConsentAnswer,
  type YesNo,
} from './consent';
import { NotAllowed, answerConsent, type Draft } from './draft';
import type { Digest, Manifest } from './record';

/** An access code while the talk is on this phone; afterwards only its digest goes on. */
export interface KeptCode {
  words: string;
  digest: Digest;
}

/** One of several, with what they answered so far. */
export interface PersonSoFar {
  number: number;
  consent: Consent;
  consentLog: ConsentAnswer[];
  code?: KeptCode;
}

/** The one who still has choices to make; undefined when nobody has, or somebody sits there alone. */
export const asked = ({ persons }: Draft): PersonSoFar | undefined =>
  persons?.find(({ consent }) => nextChoice(consent) !== undefined);

/** The choices of a person; of whoever sits there alone those of the interview. */
export const consentOf = ({ persons, consent }: Draft, number?: number): Consent =>
  persons?.find((one) => one.number === number)?.consent ?? (persons ? {} : consent);

/** The code of a person, or of whoever sits there alone; undefined before the last choice. */
export const codeOf = ({ persons, code }: Draft, number?: number): KeptCode | undefined =>
  persons ? persons.find((one) => one.number === number)?.code : code;

/**
 * Whether a person's code may be on the screen: no more once the phone went on to a
 * later one who chooses, until all have chosen.
 */
export const mayShowCode = (draft: Draft, person: number, handedTo: number): boolean =>
  person >= handedTo || asked(draft) === undefined;

/** Notes an answer, of a person where there are several. */
export function answer(
  draft: Draft,
  choice: Choice,
  value: YesNo,
  at: string,
  number: number | undefined,
): void {
  if (!draft.persons) return answerConsent(draft, choice, value, at);
  const person = draft.persons.find((one) => one.number === number);
  if (!person) throw new NotAllowed('unknown-person');
  const own = { ...draft, consent: person.consent, consentLog: [] };
  answerConsent(own, choice, value, at);
  person.consentLog.push({ choice, answer: value, at });
  draft.consentLog.push({ choice, answer: value, at });
  settle(draft);
}

/**
 * Somebody says no to taking part before anything is noted: the others go on
 * without them. False when nobody is left.
 */
export function stayOut(draft: Draft, number: number): boolean {
  const rest = draft.persons!.filter((one) => one.number !== number);
  const [first] = rest;
  if (!first) return false;
  draft.people = rest.length;
  draft.consentLog = rest
    .flatMap(({ consentLog }) => consentLog)
    .sort((a, b) => a.at.localeCompare(b.at));
  draft.persons = rest.map((person, at) => ({ ...person, number: at + 1 }));
  if (rest.length === 1) {
    delete draft.persons;
    draft.consent = first.consent;
    if (first.code) draft.code = first.code;
    draft.capture = first.consent.recording === 'yes' ? 'audio' : 'notes';
  }
  settle(draft);
  return true;
}

/** Once all answered, the interview allows what all of them said yes to. */
function settle(draft: Draft): void {
  const { persons } = draft;
  if (!persons || asked(draft)) return;
  const before = draft.consent.recording;
  for (const choice of choices)
    draft.consent[choice] = persons.every(({ consent }) => consent[choice] === 'yes')
      ? 'yes'
      : 'no';
  const now = draft.consent.recording;
  if (now !== before) draft.capture = now === 'yes' ? 'audio' : 'notes';
  if (draft.consent.hearBack === 'no') delete draft.contact;
}

/** Gives codes to those who made their choices and have none. */
export async function giveCodes(draft: Draft, make: () => Promise<KeptCode>): Promise<void> {
  const ready = (draft.persons ?? [draft]).filter(
    ({ consent, code }) => !code && nextChoice(consent) === undefined,
  );
  for (const one of ready) one.code = await make();
}

/** As a manifest says it: the digests, and of several what each chose. */
export function personsOf({ persons, code }: Draft): Pick<Manifest, 'code' | 'persons'> {
  if (!persons) return code ? { code: code.digest } : {};
  const ready = persons.flatMap(({ number, consent, consentLog, code }) =>
    code ? [{ number, consent: whole(consent), consentLog, code: code.digest }] : [],
  );
  return ready.length === persons.length ? { persons: ready } : {};
}

/** What was not answered counts as no. */
export const whole = (consent: Consent): Record<Choice, YesNo> =>
  Object.fromEntries(choices.map((choice) => [choice, consent[choice] ?? 'no'])) as Record<
    Choice,
    YesNo
  >;
