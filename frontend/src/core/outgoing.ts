/** Turns an interview into what is delivered: the stored frames as they are, measured and summed. */
import { sha256 as incremental } from '@noble/hashes/sha2.js';
import { hex, joined, sha256, utf8, type Bytes } from './bytes';
import type { Draft } from './draft';
import { manifestOf, type Measured } from './manifest';
import type { Change, Clock, Store } from './ports';
import { framesOf, sealPart } from './sealed';
import type { InterviewRecord, Outgoing, OutgoingPart, StoredChunk } from './stored';

const markEvery = 64;

/**
 * The changes that move an interview to the outbox in one go and with it
 * destroy this phone's keys. Without the draft (the PIN was forgotten, or the
 * phone was revoked) the last kept manifest goes along as it is.
 */
export async function finalising(
  store: Store,
  clock: Clock,
  record: InterviewRecord,
  readable?: { draft: Draft; rest: CryptoKey },
): Promise<Change[]> {
  const parts = await measure(store, record);
  const manifest = readable
    ? await finalManifest(record, readable.draft, readable.rest, parts, clock)
    : record.manifest;
  const { id, project, keys, line } = record;
  const gone = record.early?.parts.filter((number) => parts.every((one) => one.number !== number));
  const outgoing: Outgoing = {
    id,
    project,
    keys,
    manifest,
    parts: parts.map(({ ms: _, ...part }) => part),
    ...(gone && gone.length > 0 && { gone }),
    line,
    state: 'waiting',
    finalAt: clock.now(),
    uploads: {},
  };
  return [
    { area: 'outbox', key: [id], value: outgoing },
    { area: 'interviews', gone: [id] },
    ...(record.half === undefined ? [] : [{ area: 'chunks' as const, gone: [id, record.half] }]),
  ];
}

async function finalManifest(
  record: InterviewRecord,
  draft: Draft,
  rest: CryptoKey,
  parts: Measured[],
  clock: Clock,
): Promise<ArrayBuffer> {
  const manifest = manifestOf(draft, new Date(clock.now()).toISOString(), parts);
  const plain = utf8(JSON.stringify(manifest));
  return (await sealPart(rest, { interview: record.id, number: 0 }, plain)).buffer;
}

async function measure(store: Store, record: InterviewRecord): Promise<Measured[]> {
  const parts: Measured[] = [await wholePart(1, 'answers', record.answers)];
  const { contact } = record;
  if (contact) parts.push(await wholePart(contact.number, 'contact', contact.bytes));
  for (const number of record.sound) {
    const part = await soundPart(store, record.id, number);
    if (part.frames > 0) parts.push(part);
  }
  return parts;
}

async function wholePart(
  number: number,
  kind: OutgoingPart['kind'],
  whole: ArrayBuffer,
): Promise<Measured> {
  const bytes = new Uint8Array(whole);
  const sum = hex(await sha256(bytes));
  return { number, kind, bytes: bytes.length, sha256: sum, frames: framesOf(bytes).length, whole };
}

/** An hour of sound does not fit in the memory of every phone: it is read in steps. */
async function soundPart(store: Store, interview: string, number: number): Promise<Measured> {
  const sum = incremental.create();
  let ms = 0;
  const part = { number, kind: 'sound' as const, bytes: 0, frames: 0, marks: [] };
  await measureOn(store, interview, part, (chunk) => {
    sum.update(new Uint8Array(chunk.frame));
    ({ ms } = chunk);
  });
  return { ...part, sha256: hex(sum.digest() as Bytes), ms };
}

/** Adds to a sound part the frames that came since, in steps; `see` is called with each. */
export async function measureOn(
  store: Store,
  interview: string,
  part: Pick<OutgoingPart, 'number' | 'bytes' | 'frames'> & { marks: number[] },
  see?: (chunk: StoredChunk) => void,
): Promise<void> {
  const prefix = [interview, part.number];
  for (;;) {
    const limit = markEvery - (part.frames % markEvery);
    const step = await store.list('chunks', { prefix, from: part.frames, limit });
    if (step.length === 0) return;
    if (limit === markEvery) part.marks.push(part.bytes);
    for (const { value } of step) {
      const chunk = value as StoredChunk;
      see?.(chunk);
      part.bytes += chunk.frame.byteLength;
    }
    part.frames += step.length;
  }
}

/** Bytes of a part from an offset on; fewer than asked only at its end. */
export async function readPart(
  store: Store,
  interview: string,
  part: OutgoingPart,
  offset: number,
  length: number,
): Promise<Bytes> {
  const end = Math.min(offset + length, part.bytes);
  if (part.whole) return new Uint8Array(part.whole.slice(offset, end));
  const marks = part.marks ?? [];
  const first = marks.findLastIndex((mark) => mark <= offset);
  const after = marks.findIndex((mark) => mark >= end);
  const from = first * markEvery;
  const limit = (after < 0 ? part.frames : after * markEvery) - from;
  const entries = await store.list('chunks', { prefix: [interview, part.number], from, limit });
  const frames = entries.map((entry) => new Uint8Array((entry.value as StoredChunk).frame));
  const start = marks[first] ?? 0;
  return joined(frames).slice(offset - start, end - start);
}
