import type { Draft } from './draft';
import { minorOf } from './minor';
import { personsOf, whole } from './person';
import type { Manifest, ManifestPart } from './record';
import type { OutgoingPart } from './stored';

/** Part 0 of an interview; before it is finalised sizes and sums are not known yet. */
export function manifestOf(draft: Draft, at: string, parts: readonly Measured[]): Manifest {
  const { id, project, guide, reference, startedAt, device, language, interpreter } = draft;
  const { people, household, capture, group, consentLog } = draft;
  const { interpreterPromise, clock } = draft;
  const minor = minorOf(draft);
  const known = parts.length > 0 ? parts : unmeasured(draft);
  return {
    interview: id,
    project,
    guide,
    reference,
    startedAt,
    endedAt: at,
    device,
    interviewer: { device },
    language,
    interpreter,
    people,
    ...(household !== undefined && { household }),
    capture,
    group,
    consent: whole(draft.consent),
    consentLog,
    parts: known.map((part) => manifestPart(draft, part)),
    ...(clock && { clock }),
    ...personsOf(draft),
    ...(minor && { minor }),
    ...(interpreterPromise && { interpreterPromise }),
  };
}

/** A part with its length of sound in milliseconds. */
export type Measured = OutgoingPart & { ms?: number };

function unmeasured(draft: Draft): Measured[] {
  const empty = { bytes: 0, sha256: '', frames: 0 };
  const sound = draft.segments.map(({ part }) => ({
    number: part,
    kind: 'sound' as const,
    ...empty,
  }));
  const contact = draft.contact === undefined ? [] : [draft.contact];
  return [
    { number: 1, kind: 'answers', ...empty },
    ...contact.map((number) => ({ number, kind: 'contact' as const, ...empty })),
    ...sound,
  ];
}

function manifestPart(draft: Draft, part: Measured): ManifestPart {
  const { number, kind, bytes, sha256, frames, ms } = part;
  const segment = draft.segments.find((one) => one.part === number);
  if (!segment) return { number, kind, bytes, sha256 };
  const { mime, startedAt, source } = segment;
  const about = { mime, startedAt, ms: ms ?? 0, chunks: frames, ...(source && { source }) };
  return { number, kind, bytes, sha256, ...about };
}
