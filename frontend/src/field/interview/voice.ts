/** The guide's words as one participant hears them. */
import { textIn, type Text } from '../../core';
import type { Heard } from '../../ui/speech';

export interface Voice {
  language: string;
  direction: 'ltr' | 'rtl';
  say(text: Text): string;
  /** The texts as they are read aloud. */
  heard(...texts: readonly Text[]): Heard[];
}

/** The words in the language, with the names filled in. */
export const filled = (
  text: Text,
  language: string,
  organisation: string,
  reference: string,
): string =>
  textIn(text, language)
    .replaceAll('{organisatie}', organisation)
    .replaceAll('{woorden}', reference);
