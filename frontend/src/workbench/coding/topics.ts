import type { Schemas } from '../../api/client';
import * as m from '../../messages/messages.js';
import type { Coding, Utterance } from './pieces';

type Topic = Schemas['AnswersTopic'];

/** A question of the guide as it stands above its words. */
export type Head = { id: string; number: number; label: string };

/** The heading above the first utterance of each run about one question. */
export function topicHeads(utterances: readonly Utterance[], topics: readonly Topic[]): Map<string, Head> {
  const heads = new Map<string, Head>();
  let last: string | undefined;
  for (const { id, topic } of utterances) {
    const index = topics.findIndex((known) => known.topic === topic);
    if (topic && topic !== last && index >= 0)
      heads.set(id, { id: topic, number: index + 1, label: topics[index]!.label || topic });
    last = topic;
  }
  return heads;
}

/** A question in the list beside the text. */
export type TopicLine = {
  topic: string;
  label: string;
  /** Milliseconds at which its first words were said. */
  from: number | undefined;
  codings: number;
  note: string;
  first: string | undefined;
};

/** The questions of the guide with how many codings lie on their words. */
export function topicLines(
  topics: readonly Topic[],
  utterances: readonly Utterance[],
  codings: readonly Coding[],
): TopicLine[] {
  const topicOf = new Map(utterances.map(({ id, topic }) => [id, topic]));
  const notes: Record<Topic['state'], string> = {
    refused: m.wb_question_refused(),
    skipped: m.wb_question_skipped(),
    discussed: '',
    open: '',
  };
  return topics.map(({ topic, label, state }) => {
    const first = utterances.find((utterance) => utterance.topic === topic);
    return {
      topic,
      label: label || topic,
      from: first?.from,
      first: first?.id,
      note: notes[state],
      codings: codings.filter(({ anchor }) => topicOf.get(anchor.from?.utterance ?? '') === topic).length,
    };
  });
}
