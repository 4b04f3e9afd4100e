import type { Schemas } from '../../api/client';
import * as m from '../../messages/messages.js';

export type Settings = Schemas['ProjectSettings'];

/** The message for the input at a JSON pointer of the settings. */
export type Wrong = (pointer: string) => string | undefined;

/** Leaves out what was left empty: a date, a number or a name that nobody filled in. */
export function sendable(settings: Settings): Settings {
  const {
    sourceEndDate,
    municipality,
    phoneCopyDays,
    worryProtocol,
    participantPhone,
    targets,
    ...rest
  } = settings;
  const { secondContactAfterMinutes: minutes, ...protocol } = worryProtocol;
  return {
    ...rest,
    worryProtocol: { ...protocol, ...(minutes && { secondContactAfterMinutes: minutes }) },
    ...(participantPhone && filledIn(participantPhone)),
    targets: targets.map(({ label, ...target }) => ({ ...target, ...(label && { label }) })),
    ...(sourceEndDate && { sourceEndDate }),
    ...(municipality && { municipality }),
    ...(phoneCopyDays && { phoneCopyDays }),
  };
}

/** Hours without a number are sent, so that the form says that the number is missing. */
function filledIn({ number, hours }: NonNullable<Settings['participantPhone']>) {
  if (!number && !hours) return {};
  return { participantPhone: { number, ...(hours && { hours }) } };
}

const names: Partial<Record<keyof Settings, () => string>> = {
  question: m.wb_set_question,
  canChange: m.wb_set_can,
  cannotChange: m.wb_set_cannot,
  municipality: m.wb_set_municipality,
  interviewerWord: m.wb_set_word,
  sourceEndDate: m.wb_set_source,
  hostedByMunicipality: m.wb_set_hosted,
  answerBy: m.wb_set_answer,
  worryProtocol: m.wb_set_worry,
  participantPhone: m.wb_set_participant,
  splits: m.wb_set_splits,
  sensitiveCodes: m.wb_set_sensitive,
  target: m.wb_set_target,
  targets: m.wb_set_targets,
  guides: m.wb_set_guides,
  policyThemes: m.wb_set_themes,
  mode: m.wb_set_mode,
  phoneCopyDays: m.wb_set_copy_days,
};

/** What a setting is called on the screen. */
export const fieldName = (field: string): string =>
  (names[field as keyof Settings] ?? m.wb_nav_settings)();
