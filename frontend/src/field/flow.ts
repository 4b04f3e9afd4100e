/** The steps of an interview in their order, each a path below /app/gesprek/<id>/. */
import { choices, type Draft, type Guide, type Stage } from '../core';

const stages: Record<string, Stage> = {
  leeftijd: 'age',
  kennen: 'consent',
  uitleg: 'consent',
  terugvertellen: 'consent',
  keuze: 'consent',
  woorden: 'reference',
  contact: 'reference',
  opnemen: 'reference',
  vastleggen: 'reference',
  achtergrond: 'background',
  opwarmen: 'background',
  vraag: 'topics',
  betekenis: 'meaning',
  voorlezen: 'readBack',
  afronden: 'closing',
  wens: 'closing',
  bedankt: 'closing',
  samenvatting: 'summary',
  observatie: 'observation',
  nabespreken: 'debrief',
  klaar: 'done',
};

/** The stage a step belongs to. */
export const stageOf = (step: string): Stage => stages[step.split('/')[0]!] ?? 'age';

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

/** All steps that fit the answers so far, in order. */
export function flow(guide: Guide, draft: Draft): string[] {
  const { consent } = draft;
  const back = readBackTopics(draft);
  return [
    'leeftijd',
    'kennen',
    'uitleg',
    'terugvertellen',
    ...choices.map((choice) => `keuze/${choice}`),
    'woorden',
    ...(consent.hearBack === 'yes' ? ['contact'] : []),
    consent.recording === 'yes' ? 'opnemen' : 'vastleggen',
    ...guide.background.map(({ id }) => `achtergrond/${id}`),
    ...guide.warmingUp.map((_, index) => `opwarmen/${index + 1}`),
    ...guide.topics.map(({ id }) => `vraag/${id}`),
    ...meaningTopics(guide, draft).map((id) => `betekenis/${id}`),
    ...(back.length > 0 ? ['voorlezen', ...back.map((id) => `voorlezen/${id}`)] : []),
    'afronden',
    'wens',
    'bedankt',
    ...(draft.capture === 'summary' ? ['samenvatting'] : []),
    'observatie',
    'nabespreken',
    'klaar',
  ];
}

/** The step after this one; of a step that fits no longer, the next that does. */
export function stepAfter(guide: Guide, draft: Draft, step: string): string | undefined {
  const steps = flow(guide, draft);
  const at = steps.indexOf(step);
  if (at >= 0) return steps[at + 1];
  const order = Object.keys(stages);
  const name = step.split('/')[0]!;
  return steps.find((one) => order.indexOf(one.split('/')[0]!) > order.indexOf(name));
}

/** Where an interview goes on that was left or killed. */
export function resumeAt(guide: Guide, draft: Draft): string {
  switch (draft.stage) {
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

function resumeConsent(draft: Draft): string {
  const open = choices.find((choice) => draft.consent[choice] === undefined);
  if (open === undefined) return 'woorden';
  return open === choices[0] ? 'kennen' : `keuze/${open}`;
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
