/** The guide's words for a screen: in the participant's language, or in that of the screens. */
import type { Text } from '../../core';
import * as m from '../../messages/messages.js';
import { isLocale } from '../../messages/runtime.js';
import { locale } from '../../ui/locale.svelte';
import { theField } from '../session.svelte';
import type { Talk } from '../talk.svelte';

const organisation = (): string => theField()?.organisation.name ?? '';

/** For the participant. */
export const said = (talk: Talk, text: Text): string => talk.say(text, organisation());

/** For the interviewer. */
export const told = (talk: Talk, text: Text): string => talk.say(text, organisation(), locale());

/** "Ja" and "Nee" as the participant reads them. */
export function yesOf(talk: Talk): string {
  return m.field_yes({}, inLanguage(talk));
}

export function noOf(talk: Talk): string {
  return m.field_no({}, inLanguage(talk));
}

const inLanguage = ({ language }: Talk) => (isLocale(language) ? { locale: language } : {});
