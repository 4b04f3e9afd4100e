/** How an interview that is being held is sealed for the disk, and read again. */
import { text, utf8, type Bytes } from './bytes';
import type { Keys } from './datakeys';
import type { Draft } from './draft';
import type { ID } from './id';
import type { Keyring } from './keyring';
import { manifestOf } from './manifest';
import type { Store } from './ports';
import { open, openFrame, seal, sealPart } from './sealed';
import type { InterviewRecord, Line, StoredChunk } from './stored';

/** What is kept of an interview at one moment. */
export interface Kept {
  draft: Draft;
  keys: Keys;
  contact: InterviewRecord['contact'];
  /** RFC 3339, UTC. */
  at: string;
  /** Milliseconds of sound on the disk. */
  ms: number;
}

/** The interview as it goes to the disk: deliverable at any moment, readable by nobody else. */
export async function sealRecord(keyring: Keyring, kept: Kept): Promise<InterviewRecord> {
  const { draft, keys, contact, at } = kept;
  const { id, project, practice } = draft;
  const sealed = (number: number, value: unknown) =>
    sealPart(keys.rest, { interview: id, number }, utf8(JSON.stringify(value)));
  return {
    id,
    project,
    practice,
    begun: Date.parse(draft.startedAt) - (draft.clock?.aheadMs ?? 0),
    keys: keys.wrapped,
    device: await keyring.sealDataKeys(id, keys.raw),
    draft: (await seal(keys.rest, utf8(JSON.stringify(draft)), draftBinding(id))).buffer,
    manifest: (await sealed(0, manifestOf(draft, at, []))).buffer,
    answers: (await sealed(1, draft.answers)).buffer,
    ...(contact && { contact }),
    sound: draft.segments.map((segment) => segment.part),
    ...(draft.attaching !== undefined && { half: draft.attaching }),
    ...(draft.early && { early: { parts: draft.early, choices: draft.consentLog.length } }),
    line: await keyring.seal(lineOf(kept), `line/${id}`),
  };
}

function lineOf({ draft, ms }: Kept): Line {
  const { reference, startedAt, capture, language, consent, persons } = draft;
  const { slug, version } = draft.guide;
  const guide = { slug, version };
  const line = { reference, startedAt, capture, ms, language, consent, guide };
  return persons ? { ...line, several: true } : line;
}

const draftBinding = (interview: ID): string => `wijkstem/draft/v1/${interview}`;

export async function openDraft(record: InterviewRecord, key: CryptoKey): Promise<Draft> {
  const plain = await open(key, new Uint8Array(record.draft), draftBinding(record.id));
  return JSON.parse(text(plain)) as Draft;
}

/** The plain chunks of a segment that this phone may still read. */
export async function soundOf(
  store: Store,
  key: CryptoKey,
  interview: ID,
  part: number,
): Promise<Bytes[]> {
  const entries = await store.list('chunks', { prefix: [interview, part] });
  const frames = entries.map((entry) => new Uint8Array((entry.value as StoredChunk).frame));
  const plain: Bytes[] = [];
  for (const frame of frames) {
    plain.push(await openFrame(key, { interview, number: part }, plain.length, frame));
  }
  return plain;
}
