/** The guide's words for a screen: in the participant's language, or in that of the screens. */
import type { Text } from '../../core';
import * as m from '../../messages/messages.js';
import { isLocale } from '../../messages/runtime.js';
import { locale } from '../../ui/locale.svelte';
import { theField } from '../session.svelte';
import type { Talk } from '../talk.svelte';
import { shownNumber } from '../words';

const organisation = (): string => theField()?.organisation.name ?? '';

/** For the participant. */
export const said = (talk: Talk, text: Text): string => talk.say(text, organisation());

/** For the interviewer. */
export const told = (talk: Talk, text: Text): string => talk.say(text, organisation(), locale());

/** The number to call, as it is said after "bel"; "" when the project has none. */
export function numberSaid(talk: Talk): string {
  const phone = theField()?.participantPhone;
  if (!phone) return '';
  const number = shownNumber(phone.number);
  const { hours } = phone;
  return hours
    ? m.field_call_number_hours({ number, hours }, inLanguage(talk))
    : m.field_call_number({ number }, inLanguage(talk));
}

/** "Ja" and "Nee" as the participant reads them. */
export function yesOf(of: { language: string }): string {
  return m.field_yes({}, inLanguage(of));
}

export function noOf(of: { language: string }): string {
  return m.field_no({}, inLanguage(of));
}

/** The screens' own words for a participant: in their language where the screens have it. */
export const inLanguage = ({ language }: { language: string }) =>
  isLocale(language) ? { locale: language } : {};
