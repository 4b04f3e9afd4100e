import type { Schemas } from '../../api/client';
import * as m from '../../messages/messages.js';
import { inLanguage, type Guide } from '../interviews/guide';
import type { Coding, Utterance } from './pieces';

type State = Schemas['AnswersTopic']['state'];

/** A question of the guide and what became of it in an interview. */
export type Topic = { id: string; number: number; title: string; question: string; state: State };

/** The questions in the order of the guide; those that only the interview knows come last. */
export function topicsOf(
  interview: Schemas['Interview'],
  guide: Guide | null,
  language: string,
): Topic[] {
  const asked = new Map((interview.topics ?? []).map((topic) => [topic.topic, topic]));
  const inGuide = (guide?.topics ?? []).map(({ id, title, question }) => ({
    id,
    title: inLanguage(title, language),
    question: inLanguage(question.text, language),
    state: asked.get(id)?.state ?? ('open' as State),
  }));
  const others = [...asked.values()]
    .filter(({ topic }) => !inGuide.some(({ id }) => id === topic))
    .map(({ topic, label, state }) => ({
      id: topic,
      title: label || topic,
      question: label || topic,
      state,
    }));
  return [...inGuide, ...others].map((topic, index) => ({ ...topic, number: index + 1 }));
}

/** The heading above the first utterance of each run about one question. */
export function topicHeads(
  utterances: readonly Utterance[],
  topics: readonly Topic[],
): Map<string, Topic> {
  const heads = new Map<string, Topic>();
  let last: string | undefined;
  for (const { id, topic } of utterances) {
    const found = topics.find((known) => known.id === topic);
    if (found && topic !== last) heads.set(id, found);
    last = topic;
  }
  return heads;
}

/** Something that happened in the interview, and where in the sound that is. */
type Moment = NonNullable<Schemas['Interview']['moments']>[number];

/**
 * When each question came up, in milliseconds from the start of the sound: when the phone showed
 * it first, else when its first words were said. `startOf` is when a part begins.
 */
export function topicPlaces(
  moments: readonly Moment[],
  utterances: readonly Utterance[],
  startOf: (part: number) => number | undefined,
): Map<string, number> {
  const places = new Map<string, number>();
  const place = (topic: string | undefined, ms: number | undefined) => {
    if (topic !== undefined && ms !== undefined && !places.has(topic)) places.set(topic, ms);
  };
  for (const { event, topic, part, ms } of moments) {
    const start = event === 'screen' && part !== undefined ? startOf(part) : undefined;
    place(topic, start === undefined || ms === undefined ? undefined : start + ms);
  }
  for (const { topic, from } of utterances) place(topic, from);
  return places;
}

/** The questions that came up in the sound and of which no words are written, as they came up. */
export function unwritten(
  topics: readonly Topic[],
  utterances: readonly Utterance[],
  places: ReadonlyMap<string, number>,
): { topic: Topic; from: number }[] {
  const written = new Set(utterances.map(({ topic }) => topic));
  return topics
    .flatMap((topic) => {
      const from = places.get(topic.id);
      return from === undefined || written.has(topic.id) ? [] : [{ topic, from }];
    })
    .toSorted((a, b) => a.from - b.from);
}

/** A question in the list beside the text. */
export type TopicLine = {
  topic: Topic;
  /** When it came up, in milliseconds from the start of the sound. */
  from: number | undefined;
  codings: number;
  note: string;
  /** The first utterance about it. */
  first: string | undefined;
};

/** The questions with how many codings lie on their words. */
export function topicLines(
  topics: readonly Topic[],
  utterances: readonly Utterance[],
  codings: readonly Coding[],
  places: ReadonlyMap<string, number>,
): TopicLine[] {
  const topicOf = new Map(utterances.map(({ id, topic }) => [id, topic]));
  const about = (coding: Coding) => topicOf.get(coding.anchor.from?.utterance ?? '');
  const notes: Record<State, string> = {
    refused: m.wb_question_refused(),
    skipped: m.wb_question_skipped(),
    discussed: '',
    open: '',
  };
  return topics.map((topic) => {
    const first = utterances.find((utterance) => utterance.topic === topic.id);
    return {
      topic,
      from: places.get(topic.id),
      first: first?.id,
      note: first ? '' : notes[topic.state],
      codings: codings.filter((coding) => about(coding) === topic.id).length,
    };
  });
}
