import type { Heard } from './heard';
import { within, type Stretch, type Utterance } from './pieces';
import { between } from './points';

/** The words of a stretch, an utterance a line. */
export const wordsOf = (
  utterances: readonly Utterance[],
  order: Map<string, number>,
  stretch: Stretch,
): string =>
  utterances
    .flatMap((utterance, index) => {
      const part = within(stretch, index, utterance, order);
      return part ? [between(utterance.text, ...part)] : [];
    })
    .join('\n');

/** What is known of the recording as a whole. */
type Recording = {
  placeAt(ms: number): { part: number; ms: number } | null;
  lengthOf(part: number): number;
};

/**
 * The sound of the utterances of a stretch, in each part of the recording. Words
 * have no times of their own: the whole utterance goes. Nothing when an
 * utterance has no times.
 */
export function alongside(
  utterances: readonly Utterance[],
  order: Map<string, number>,
  stretch: Stretch,
  recording: Recording,
): Heard[] {
  const said = utterances.filter((utterance, index) => within(stretch, index, utterance, order));
  const sounds: Heard[] = [];
  for (const { from, to } of said) {
    if (from === undefined || to === undefined || to <= from) return [];
    sounds.push(...stretches(from, to, recording));
  }
  return sounds;
}

function stretches(from: number, to: number, recording: Recording): Heard[] {
  const sounds: Heard[] = [];
  while (from < to) {
    const place = recording.placeAt(from);
    if (!place) return sounds;
    const toMs = Math.min(place.ms + (to - from), recording.lengthOf(place.part));
    if (toMs <= place.ms) return sounds; // behind the last sound
    sounds.push({ part: place.part, fromMs: Math.floor(place.ms), toMs: Math.ceil(toMs) });
    from += toMs - place.ms;
  }
  return sounds;
}
