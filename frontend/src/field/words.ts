/** Times and numbers in the words of the screens. */
import * as m from '../messages/messages.js';
import { regional } from '../ui/locale.svelte';

const format = (at: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(regional(), options).format(new Date(at));

/** As where a line begins. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** "Dinsdag" for what is near. */
export const dayOf = (at: string): string => capital(format(at, { weekday: 'long' }));

/** "10.00 uur". */
export const hourOf = (at: string): string =>
  m.field_hour({ time: format(at, { hour: 'numeric', minute: '2-digit' }).replace(':', '.') });

/** "Vandaag", "Gisteren", "12 november". */
export function dateOf(at: string, now = new Date()): string {
  const days = daysBetween(new Date(at), now);
  if (days === 0) return m.field_today();
  if (days === 1) return m.field_yesterday();
  return longDate(at);
}

/** "12 november". */
export const longDate = (at: string): string => format(at, { day: 'numeric', month: 'long' });

function daysBetween(from: Date, to: Date): number {
  const day = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return (day(to) - day(from)) / 86_400_000;
}

/** "12:34" of milliseconds; from an hour on "1:02:03". */
export function clockOf(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (number: number) => String(number).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${two(minutes)}:${rest}`;
}

/** Whole minutes; one that is not full does not count. */
export const minutesOf = (milliseconds: number): number => Math.floor(milliseconds / 60_000);

/** "1 minuut", "38 minuten", "minder dan 1 minuut": never more than there is. */
export function minutesInWords(minutes: number): string {
  if (minutes < 1) return m.field_less_than_a_minute();
  return minutes === 1 ? m.field_one_minute() : m.field_minutes({ minutes });
}

/** "38 minuten veilig bewaard", of milliseconds. */
export const safeInWords = (milliseconds: number): string =>
  capital(m.field_minutes_safe({ minutes: minutesInWords(minutesOf(milliseconds)) }));

/** "lepel · wolk". */
export const twoWords = (reference: string): string => reference.split(' ').join(' · ');

/** What a telephone dials. */
export const telephone = (number: string): string => `tel:${number.replace(/[^\d+]/g, '')}`;

/** A number as it is read: without this, one with spaces stands back to front between Arabic words. */
export const shownNumber = (number: string): string => `\u2066${number}\u2069`;
