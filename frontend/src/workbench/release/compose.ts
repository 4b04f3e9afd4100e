import type { Schemas } from '../../api/client';

export type Input = Schemas['ReleaseInput'];

/** What this page composed, by release: composing again begins from the same choices. */
const choices = new Map<string, Input>();

/** Keeps the choices of a release until the page is left. */
export const rememberChoices = (release: string, input: Input): void => {
  choices.set(release, input);
};

/** The choices with which to compose a release again, as far as they are known. */
export function choicesOf(release: Schemas['Release']): Input {
  const known = choices.get(release.id);
  if (known) return known;
  const preview = release.preview;
  return {
    round: release.round,
    ...(preview?.discussed && { discussed: preview.discussed }),
    ...(preview?.notHeard.length && { notHeard: preview.notHeard }),
  };
}
