/** Answers to findings, as the phone shows them. */
import type { Field, FieldAnswer } from '../core';
import * as m from '../messages/messages.js';

type Finding = Field['findings'][number];

/** Answers that were given; the governing level after the official one. */
export const answers = (finding: Finding): FieldAnswer[] =>
  finding.answers
    .filter(({ state }) => state !== 'waiting' && state !== 'late')
    .sort((a, b) => (a.date ?? '').localeCompare(b.date ?? ''));

/** Findings that somebody answered. */
export const answered = (field: Field | undefined): Finding[] =>
  (field?.findings ?? []).filter((finding) => answers(finding).length > 0);

const owners: Record<string, () => string> = {
  municipality: m.field_owner_municipality,
  'school-board': m.field_owner_school_board,
  partnership: m.field_owner_partnership,
  'youth-care': m.field_owner_youth_care,
};

/** "De gemeente antwoordt". */
export const ownerAnswers = (owner: string): string =>
  m.field_answers({ owner: owners[owner]?.() ?? owner });
