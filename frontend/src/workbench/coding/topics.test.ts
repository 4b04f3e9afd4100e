import { expect, test } from 'vitest';
import type { Schemas } from '../../api/client';
import type { Guide } from '../interviews/guide';
import type { Coding, Utterance } from './pieces';
import { topicHeads, topicLines, topicPlaces, topicsOf, unwritten } from './topics';

const guide = {
  topics: [
    {
      id: 'school',
      title: { nl: 'School' },
      question: { text: { nl: 'Hoe gaat het op school?' } },
    },
    { id: 'hulp', title: { nl: 'Hulp' }, question: { text: { nl: 'Wie helpt?' } } },
  ],
} as unknown as Guide;
const interview = {
  topics: [
    { topic: 'hulp', state: 'refused', notes: [] },
    { topic: 'eigen', label: 'Eigen vraag', state: 'discussed', notes: [] },
    { topic: 'school', state: 'discussed', notes: [] },
  ],
} as unknown as Schemas['Interview'];
const said = (id: string, topic?: string): Utterance => ({
  id,
  speaker: 'participant',
  text: 'x',
  sentences: [],
  ...(topic && { topic }),
});

test('the guide gives the order and the words, the interview what became of it', () => {
  expect(
    topicsOf(interview, guide, 'nl').map(({ number, title, state }) => [number, title, state]),
  ).toEqual([
    [1, 'School', 'discussed'],
    [2, 'Hulp', 'refused'],
    [3, 'Eigen vraag', 'discussed'],
  ]);
});

test('a heading stands at the start of each run about a question', () => {
  const text = [said('1-1', 'school'), said('1-2', 'school'), said('1-3'), said('1-4', 'school')];
  expect([...topicHeads(text, topicsOf(interview, guide, 'nl')).keys()]).toEqual(['1-1', '1-4']);
});

test('codings count with the question of their first words', () => {
  const coding = { anchor: { from: { utterance: '1-1', offset: 0 } } } as Coding;
  const lines = topicLines(
    topicsOf(interview, guide, 'nl'),
    [said('1-1', 'school')],
    [coding],
    new Map([['hulp', 700]]),
  );
  expect(lines.map(({ codings, note }) => [codings, note !== ''])).toEqual([
    [1, false],
    [0, true],
    [0, false],
  ]);
});

test('a question is where the phone showed it first, else where its words are', () => {
  const moments = [
    { at: '', event: 'state' as const, topic: 'school', part: 2, ms: 1 },
    { at: '', event: 'screen' as const, topic: 'school', part: 9, ms: 50 },
    { at: '', event: 'screen' as const, topic: 'school' },
    { at: '', event: 'screen' as const, topic: 'school', part: 3, ms: 200 },
    { at: '', event: 'screen' as const, topic: 'school', part: 3, ms: 900 },
  ];
  const words = [
    { ...said('1-1', 'school'), from: 7000 },
    { ...said('1-2', 'hulp'), from: 8000 },
    said('1-3', 'eigen'),
  ];
  const startOf = (part: number) => ({ 2: 0, 3: 5000 })[part];
  expect([...topicPlaces(moments, words, startOf)]).toEqual([
    ['school', 5200],
    ['hulp', 8000],
  ]);
});

test('a question that was asked and of which no words are written is still heard', () => {
  const topics = topicsOf(interview, guide, 'nl');
  const places = new Map([
    ['eigen', 9000],
    ['hulp', 700],
    ['school', 100],
  ]);
  const found = unwritten(topics, [said('1-1', 'school')], places);
  expect(found.map(({ topic, from }) => [topic.id, from])).toEqual([
    ['hulp', 700],
    ['eigen', 9000],
  ]);
  expect(unwritten(topics, [], new Map())).toEqual([]);
});
