import type { Schemas } from '../api/client';
import * as m from '../messages/messages.js';
import { regional } from '../ui/locale.svelte';

type Line = Schemas['InterviewLine'];

/** The two words of an interview as people say them: "lepel · wolk". */
export const referenceWords = (reference: string): string => reference.replace(' ', ' · ');

/** Two words however they were typed: "Lepel-Wolk" is "lepel wolk". */
export const typedWords = (typed: string): string =>
  typed
    .toLowerCase()
    .split(/[\s·.,-]+/)
    .filter(Boolean)
    .join(' ');

const roles: Record<Schemas['Role'], () => string> = {
  interviewer: m.wb_role_interviewer,
  coach: m.wb_role_coach,
  researcher: m.wb_role_researcher,
  lead: m.wb_role_lead,
  'second-reader': m.wb_role_second_reader,
  translator: m.wb_role_translator,
  'municipality-reader': m.wb_role_municipality_reader,
  'municipality-answers': m.wb_role_municipality_answers,
  'partner-reader': m.wb_role_partner_reader,
  'partner-answers': m.wb_role_partner_answers,
};

export const roleName = (role: Schemas['Role']): string => roles[role]();

const owners: Record<Schemas['Owner'], () => string> = {
  municipality: m.wb_owner_municipality,
  'school-board': m.wb_owner_school_board,
  partnership: m.wb_owner_partnership,
  'youth-care': m.wb_owner_youth_care,
};

export const ownerName = (owner: Schemas['Owner']): string => owners[owner]();

export const groupName = (group: Line['group']): string =>
  group === 'parent' ? m.wb_group_parent() : m.wb_group_young();

/** How an interview was captured, and whether an interpreter sat there. */
export function captureName(line: Pick<Line, 'capture' | 'interpreter'>): string {
  const names = {
    audio: m.wb_capture_audio,
    notes: m.wb_capture_notes,
    summary: m.wb_capture_summary,
  };
  const name = names[line.capture]();
  return line.interpreter ? `${name}, ${m.wb_with_interpreter()}` : name;
}

const reviews: Record<Schemas['Review'], () => string> = {
  'invalid-part': m.wb_review_invalid,
  'revoked-device': m.wb_review_revoked,
  'double-reference': m.wb_review_double,
  'words-given': m.wb_review_words,
  salvaged: m.wb_review_salvaged,
  'person-left': m.wb_review_left,
  'imported-by-hand': m.wb_review_imported,
  'no-parent-yes': m.wb_review_no_parent,
  'not-peers': m.wb_review_not_peers,
};

/** Why somebody must look at how an interview arrived. */
export const reviewName = (review: Schemas['Review']): string => reviews[review]();

export const interviews = (n: number): string =>
  n === 1 ? m.wb_one_interview() : m.wb_n_interviews({ n });

export const minutes = (n: number): string => (n === 1 ? m.wb_one_minute() : m.wb_n_minutes({ n }));

/** A day in words; without the year when it is this year. */
export function day(time: string, weekday = false): string {
  const date = new Date(time.length === 10 ? `${time}T12:00:00` : time);
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : 'numeric';
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', year };
  if (weekday) options.weekday = 'long';
  return new Intl.DateTimeFormat(regional(), options).format(date);
}

/** A day and the time of day. */
export const moment = (time: string): string =>
  `${day(time)} ${new Intl.DateTimeFormat(regional(), { hour: '2-digit', minute: '2-digit' }).format(new Date(time))}`;

/** Milliseconds as minutes and seconds: "05:24". */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

/** A length of sound in words, in whole seconds and at least one. */
export function seconds(ms: number): string {
  const n = Math.max(1, Math.round(ms / 1000));
  return n === 1 ? m.wb_one_second() : m.wb_n_seconds({ n });
}

/** Milliseconds as minutes, seconds and tenths: "05:24,5". */
export const fineClock = (ms: number): string => `${clock(ms)},${Math.floor((ms % 1000) / 100)}`;
