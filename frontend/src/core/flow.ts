/** The steps of an interview in their order; the screens have a path for each below /app/gesprek/<id>/. */
import { choices, nextChoice, type Choice } from './consent';
import { unpromised, type Draft, type Stage } from './draft';
import type { Guide } from './guide';
import { resumeMinor } from './minor';
import { asked, type PersonSoFar } from './person';

type Steps = (guide: Guide, draft: Draft) => string[];

/** A step with its stage, and how often it comes: once, never, or once for each of several. */
interface Row {
  name: string;
  stage: Stage;
  steps: Steps;
}

const once = (name: string, stage: Stage, fits?: (draft: Draft) => boolean): Row => ({
  name,
  stage,
  steps: (_guide, draft) => (fits === undefined || fits(draft) ? [name] : []),
});

const each = (
  name: string,
  stage: Stage,
  of: (guide: Guide, draft: Draft) => readonly (string | number)[],
): Row => ({
  name,
  stage,
  steps: (guide, draft) => of(guide, draft).map((one) => `${name}/${one}`),
});

/** Topics whose meaning is asked: talked about, and not itself a question about one kind. */
export const meaningTopics = (guide: Guide, draft: Draft): string[] =>
  guide.topics
    .filter((topic) => topic.statementKinds.length > 1 && stateOf(draft, topic.id) === 'discussed')
    .map((topic) => topic.id);

/** Topics with something written down. */
export const readBackTopics = (draft: Draft): string[] =>
  draft.answers.topics.filter(({ notes }) => notes.length > 0).map(({ topic }) => topic);

const stateOf = (draft: Draft, id: string) =>
  draft.answers.topics.find(({ topic }) => topic === id)?.state ?? 'open';

/** A choice as a step: of one of several with the number of the person. */
const choiceStep = (choice: Choice, person?: number): string =>
  person === undefined ? `keuze/${choice}` : `keuze/${choice}-${person}`;

/** The choice of a step, and whose it is. */
export function choiceOf(item: string): { choice: Choice; person?: number } {
  const [choice, person] = item.split('-') as [Choice, string?];
  return person === undefined ? { choice } : { choice, person: Number(person) };
}

/** One after another: the phone is handed over, seven choices are made, a code is given. */
const personSteps: Steps = (_guide, { persons = [] }) =>
  persons.flatMap(({ number }) => [
    `wie/${number}`,
    ...choices.map((choice) => choiceStep(choice, number)),
    `eigen-code/${number}`,
  ]);

const isRecorded = (draft: Draft) => draft.consent.recording === 'yes';

/** Everything that can come, in order. Who adds a step adds a row. */
const rows: readonly Row[] = [
  once('leeftijd', 'age'),
  once('tolk', 'age', ({ interpreter }) => interpreter),
  once('ouder', 'age', ({ minor }) => minor !== undefined),
  once('alleen', 'age', ({ minor }) => minor?.parent?.how === 'table'),
  once('zelf-ja', 'age', ({ minor }) => minor !== undefined),
  once('kennen', 'consent'),
  once('uitleg', 'consent'),
  once('terugvertellen', 'consent'),
  { name: 'wie', stage: 'consent', steps: personSteps },
  each('keuze', 'consent', (_guide, { persons }) => (persons ? [] : choices)),
  { name: 'eigen-code', stage: 'consent', steps: () => [] },
  once('woorden', 'reference'),
  once('code', 'reference', ({ code }) => code !== undefined),
  once('contact', 'reference', ({ consent }) => consent.hearBack === 'yes'),
  once('opnemen', 'reference', isRecorded),
  once('vastleggen', 'reference', (draft) => !isRecorded(draft)),
  each('achtergrond', 'background', (guide) => guide.background.map(({ id }) => id)),
  each('opwarmen', 'background', (guide) => guide.warmingUp.map((_, index) => index + 1)),
  each('vraag', 'topics', (guide) => guide.topics.map(({ id }) => id)),
  each('betekenis', 'meaning', meaningTopics),
  once('voorlezen', 'readBack', (draft) => readBackTopics(draft).length > 0),
  each('voorlezen', 'readBack', (_guide, draft) => readBackTopics(draft)),
  once('afronden', 'closing'),
  once('wens', 'closing'),
  once('bedankt', 'closing'),
  once('samenvatting', 'summary', ({ capture }) => capture === 'summary'),
  once('observatie', 'observation'),
  once('nabespreken', 'debrief'),
  once('klaar', 'done'),
];

const order = rows.map(({ name }) => name);

const nameOf = (step: string): string => step.split('/')[0]!;

/** The stage a step belongs to. */
export const stageOf = (step: string): Stage =>
  rows.find(({ name }) => name === nameOf(step))?.stage ?? 'age';

/** The steps of a guide for practising; the others are for real talks only. */
const practised = ['keuze', 'opnemen', 'vastleggen', 'vraag', 'klaar'];

/** All steps that fit the answers so far, in order. */
export const flow: Steps = (guide, draft) =>
  rows
    .filter(({ name }) => !guide.practice || practised.includes(name))
    .flatMap(({ steps }) => steps(guide, draft));

/** The step after this one; of a step that fits no longer, the next that does. */
export function stepAfter(guide: Guide, draft: Draft, step: string): string | undefined {
  const steps = flow(guide, draft);
  const at = steps.indexOf(step);
  if (at >= 0) return steps[at + 1];
  const place = order.indexOf(nameOf(step));
  return steps.find((one) => order.indexOf(nameOf(one)) > place);
}

/** Where an interview goes on that was left or killed. */
export function resumeAt(guide: Guide, draft: Draft): string {
  if (guide.practice) return resumePractice(guide, draft);
  switch (draft.stage) {
    case 'age':
      return unpromised(draft) && draft.minor ? 'tolk' : resumeMinor(draft);
    case 'consent':
      return resumeConsent(draft);
    case 'background':
      return resumeBackground(guide, draft);
    case 'topics':
      return `vraag/${draft.topic}`;
    case 'meaning':
      return firstOpen('betekenis', meaningTopics(guide, draft), ({ meaning }) => !meaning, draft);
    default:
      return flow(guide, draft).find((step) => stageOf(step) === draft.stage) ?? 'afronden';
  }
}

function resumePractice(guide: Guide, draft: Draft): string {
  const open = nextChoice(draft.consent);
  if (open) return choiceStep(open);
  if (draft.stage === 'topics') return `vraag/${draft.topic}`;
  return flow(guide, draft).find((step) => stageOf(step) === draft.stage) ?? 'klaar';
}

function resumeConsent(draft: Draft): string {
  const person = asked(draft);
  if (person) return resumePerson(draft, person);
  const open = choices.find((choice) => draft.consent[choice] === undefined);
  if (open === undefined) return 'woorden';
  if (open === choices[0] && unpromised(draft)) return 'tolk';
  return open === choices[0] ? 'kennen' : `keuze/${open}`;
}

function resumePerson(draft: Draft, { number, consent }: PersonSoFar): string {
  const open = nextChoice(consent);
  if (open !== choices[0]) return choiceStep(open!, number);
  if (number > 1) return `wie/${number}`;
  return unpromised(draft) ? 'tolk' : 'kennen';
}

function resumeBackground(guide: Guide, draft: Draft): string {
  const open = guide.background.find(({ id }) => draft.answers.background[id] === undefined);
  if (open) return `achtergrond/${open.id}`;
  return guide.warmingUp.length > 0 ? 'opwarmen/1' : `vraag/${draft.topic}`;
}

type TopicAnswers = Draft['answers']['topics'][number];

function firstOpen(
  name: string,
  topics: string[],
  open: (answers: TopicAnswers) => boolean,
  draft: Draft,
): string {
  const found = draft.answers.topics.find((one) => topics.includes(one.topic) && open(one));
  const topic = found?.topic ?? topics.at(-1);
  return topic === undefined ? 'afronden' : `${name}/${topic}`;
}
