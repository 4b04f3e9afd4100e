/** The guide's words as one participant hears them. */
import { textIn, type Text } from '../../core';

export interface Voice {
  language: string;
  direction: 'ltr' | 'rtl';
  say(text: Text): string;
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
