import type { Schemas } from '../../api/client';

export type Settings = Schemas['ProjectSettings'];

/** The message for the input at a JSON pointer of the settings. */
export type Wrong = (pointer: string) => string | undefined;

/** Leaves out what was left empty: a date, a number or a name that nobody filled in. */
export function sendable(settings: Settings): Settings {
  const { sourceEndDate, municipality, worryProtocol, targets, ...rest } = settings;
  const { secondContactAfterMinutes: minutes, ...protocol } = worryProtocol;
  return {
    ...rest,
    worryProtocol: { ...protocol, ...(minutes && { secondContactAfterMinutes: minutes }) },
    targets: targets.map(({ label, ...target }) => ({ ...target, ...(label && { label }) })),
    ...(sourceEndDate && { sourceEndDate }),
    ...(municipality && { municipality }),
  };
}
