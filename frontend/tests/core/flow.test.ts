import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { choices, type Draft, type Guide, type Stage } from '../../src/core';
import { flow, meaningTopics, resumeAt, stageOf, stepAfter } from '../../src/core/flow';

const kinds = (number: number) =>
  ['good', 'better', 'lead'].slice(0, number).map((kind) => ({ kind, prompt: {} }));

const guide = {
  background: [{ id: 'wie' }, { id: 'talen' }],
  warmingUp: [{}, {}],
  topics: [
    { id: 'school', statementKinds: kinds(3) },
    { id: 'hulp', statementKinds: kinds(3) },
    { id: 'wat-gaat-goed', statementKinds: kinds(1) },
  ],
} as unknown as Guide;

const note = { id: 'n', text: 'U gaat naar de juf.', at: '' };

function draft(about: { stage?: Stage; consent?: Draft['consent']; capture?: string } = {}): Draft {
  const topics = guide.topics.map(({ id }) => ({
    topic: id,
    state: 'open',
    notes: [],
    probes: [],
  }));
  return {
    stage: 'age',
    consent: {},
    capture: 'audio',
    topic: 'school',
    answers: { topics, background: {} },
    ...about,
  } as unknown as Draft;
}

const all = (answer: 'yes' | 'no') =>
  Object.fromEntries(choices.map((choice) => [choice, answer])) as Draft['consent'];

test('a talk begins with the age and ends with closing it', () => {
  const steps = flow(guide, draft());
  expect(steps[0]).toBe('leeftijd');
  expect(steps.at(-1)).toBe('klaar');
});

test('every step belongs to a stage, and stages never go back', () => {
  const talked = draft({ consent: all('yes') });
  talked.answers.topics[0]!.state = 'discussed';
  talked.answers.topics[0]!.notes = [note];
  const order: Stage[] = [];
  for (const stage of flow(guide, talked).map(stageOf))
    if (order.at(-1) !== stage) order.push(stage);
  expect(new Set(order).size).toBe(order.length);
});

test('each no of the choices shortens the way', () => {
  const yes = flow(guide, draft({ consent: all('yes') }));
  const no = flow(guide, draft({ consent: all('no') }));
  expect(yes).toContain('contact');
  expect(yes).toContain('opnemen');
  expect(no).not.toContain('contact');
  expect(no).not.toContain('opnemen');
  expect(no).toContain('vastleggen');
});

test('a summary is only asked of who chose it', () => {
  expect(flow(guide, draft({ capture: 'summary' }))).toContain('samenvatting');
  expect(flow(guide, draft({ capture: 'notes' }))).not.toContain('samenvatting');
});

test('meaning is asked of topics that were discussed and are not about one kind', () => {
  const talked = draft();
  talked.answers.topics[0]!.state = 'discussed';
  talked.answers.topics[1]!.state = 'refused';
  talked.answers.topics[2]!.state = 'discussed';
  expect(meaningTopics(guide, talked)).toEqual(['school']);
});

test('what is read back is what was written down', () => {
  const talked = draft();
  expect(flow(guide, talked)).not.toContain('voorlezen');
  talked.answers.topics[1]!.notes = [note];
  const steps = flow(guide, talked);
  expect(steps.slice(steps.indexOf('voorlezen'), steps.indexOf('afronden'))).toEqual([
    'voorlezen',
    'voorlezen/hulp',
  ]);
});

test('after a step that fits no longer comes the next that does', () => {
  expect(stepAfter(guide, draft(), 'voorlezen/weg')).toBe('afronden');
  expect(stepAfter(guide, draft(), 'contact')).toBe('vastleggen');
  expect(stepAfter(guide, draft(), 'klaar')).toBeUndefined();
});

test.each([
  ['before the choices', draft({ stage: 'consent' }), 'kennen'],
  [
    'among the choices',
    draft({ stage: 'consent', consent: { participate: 'yes' } }),
    'keuze/recording',
  ],
  ['after the choices', draft({ stage: 'reference', consent: all('yes') }), 'woorden'],
  ['at the background', draft({ stage: 'background' }), 'achtergrond/wie'],
  ['at a topic', draft({ stage: 'topics' }), 'vraag/school'],
  ['with nothing to weigh', draft({ stage: 'meaning' }), 'afronden'],
  ['at the closing', draft({ stage: 'closing' }), 'afronden'],
  ['at the end', draft({ stage: 'done' }), 'klaar'],
])('a talk that was left %s goes on there', (_, left, step) => {
  expect(resumeAt(guide, left)).toBe(step);
});

test('background questions that were answered are not asked again', () => {
  const left = draft({ stage: 'background' });
  left.answers.background = { wie: 'moeder' };
  expect(resumeAt(guide, left)).toBe('achtergrond/talen');
  left.answers.background = { wie: 'moeder', talen: ['nl'] };
  expect(resumeAt(guide, left)).toBe('opwarmen/1');
});

test('every message exists in both languages with the same gaps', () => {
  const read = (language: string) =>
    JSON.parse(readFileSync(`messages/field/${language}.json`, 'utf8')) as Record<string, string>;
  const [nl, en] = [read('nl'), read('en')];
  const gaps = (text = '') => (text.match(/\{\w+\}/g) ?? []).sort();
  expect(Object.keys(nl)).toEqual(Object.keys(en));
  for (const [key, text] of Object.entries(nl)) expect(gaps(en[key]), key).toEqual(gaps(text));
});
