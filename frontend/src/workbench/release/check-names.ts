import * as m from '../../messages/messages.js';

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

/** What a check of a release is about, in a few words. */
export const checkName = (rule: string): string => (names[rule] ?? m.wb_check_other)();
