/** The seven choices of consent, in the order in which they are asked. */
export const choices = [
  'participate',
  'recording',
  'quote',
  'keep',
  'hearBack',
  'health',
  'others',
] as const;

/** One of the seven choices; each "no" does something, none has a default. */
export type Choice = (typeof choices)[number];

export type YesNo = 'yes' | 'no';

/** What was answered so far. */
export type Consent = Partial<Record<Choice, YesNo>>;

/** One answer as it was given; later ones about the same choice replace it. */
export interface ConsentAnswer {
  choice: Choice;
  answer: YesNo;
  /** RFC 3339, UTC. */
  at: string;
}

/** The first choice without an answer; undefined when all seven were answered. */
export const nextChoice = (consent: Consent): Choice | undefined =>
  choices.find((choice) => consent[choice] === undefined);
