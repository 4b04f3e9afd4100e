import * as m from '../../messages/messages.js';
import type { OpenProject } from '../project.svelte';

const names: Record<string, () => string> = {
  people: m.wb_check_people,
  'one-count': m.wb_check_one_count,
  audit: m.wb_check_audit,
  unexpected: m.wb_check_unexpected,
  numbers: m.wb_check_numbers,
  diagnosis: m.wb_check_diagnosis,
  'quotes-person': m.wb_check_quotes_person,
  'single-voice': m.wb_check_single_voice,
  quotes: m.wb_check_quotes,
  checked: m.wb_check_checked,
  'talk-first': m.wb_check_talk_first,
  important: m.wb_check_important,
  discussed: m.wb_check_discussed,
  'on-phones': m.wb_check_on_phones,
  'second-reader': m.wb_check_second_reader,
};

/** What a rule of a release is about, in a few words. */
export const ruleName = (rule: string): string => (names[rule] ?? m.wb_check_other)();

const pages: Record<string, string> = {
  unexpected: 'codes/onverwacht',
  checked: 'gesprekken?toon=nakijken',
  'talk-first': 'zorgen',
  'second-reader': 'leden',
  people: 'gesprekken',
  'on-phones': 'apparaten',
};

/** The page where what a rule asks can be done: the findings with their quotes, but for these. */
export const rulePage = (project: OpenProject, rule: string): string | null =>
  rule === 'audit' || rule === 'one-count' ? null : project.path(pages[rule] ?? 'bevindingen');
