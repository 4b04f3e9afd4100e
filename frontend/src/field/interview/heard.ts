/** What is heard of the guide: with the voice that was recorded for a text, where there is one. */
import { untrack } from 'svelte';
import { textsById, type Guide, type Text } from '../../core';
import type { Heard } from '../../ui/speech';
import { thePhone } from '../session.svelte';
import type { Talk } from '../talk.svelte';
import { said } from './said';
import type { Voice } from './voice';

const known = new WeakMap<Guide, Map<Text, string>>();

/** The way to each text of the guide. */
function waysOf(guide: Guide): Map<Text, string> {
  const found = known.get(guide) ?? new Map([...textsById(guide)].map(([id, text]) => [text, id]));
  known.set(guide, found);
  return found;
}

/** Texts of the guide, and words of the screens themselves, as a participant hears them. */
export const heard = (talk: Talk, ...parts: readonly (Text | string)[]): Heard[] =>
  parts
    .filter((part) => part !== '')
    .map((part) =>
      typeof part === 'string'
        ? { words: part }
        : heardIn(talk.guide, talk.language, part, said(talk, part)),
    );

/** How the participant of a talk hears the guide. */
export const voiceOf = (talk: Talk): Voice => ({
  language: talk.language,
  direction: talk.direction,
  say: (text) => said(talk, text),
  heard: (...texts) => heard(talk, ...texts),
});

/** A text of a guide in a language; Dutch words in the place of a translation stay Dutch. */
export function heardIn(guide: Guide, language: string, text: Text, words: string): Heard {
  const spoken = text[language] === undefined ? 'nl' : language;
  const id = waysOf(guide).get(text);
  const voices = untrack(() => thePhone()?.voices);
  const { slug, version } = guide;
  const at = { slug, version, language: spoken, text: id ?? '' };
  const other = spoken === language ? {} : { language: spoken };
  if (id === undefined || !voices?.has(at)) return { words, ...other };
  const sound = async () => {
    const kept = await voices.sound(at);
    return kept && new Blob([kept.sound], { type: kept.mime });
  };
  return { words, ...other, sound };
}
