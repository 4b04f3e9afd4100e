/** The file of one interview in the mirror: what is in it, and how it is brought up to date. */
import { base64url, joined, type Bytes } from './bytes';
import { envelope } from './delivery';
import type { ID } from './id';
import { crc32, logLine, logRecord, readLog, readLogLine, type LogRecord } from './log';
import type { Files, Store } from './ports';
import type { Envelope, EnvelopePart } from './record';
import type { ChangedChoice, InterviewRecord, Outgoing, StoredChunk } from './stored';

/** What the store keeps of an interview. */
export interface Kept {
  project: ID;
  /** Undefined when only choices are left, which the server does not know yet. */
  envelope: Envelope | undefined;
  /** The parts that are whole: answers and contact. */
  wholes: { number: number; bytes: Bytes }[];
  choices: ChangedChoice[];
}

/** How far a file has come. */
export interface Copy {
  file: string;
  interview: ID;
  /** Where its last whole record ends. */
  size: number;
  envelope: Envelope | undefined;
  choices: Map<number, string>;
  /** Checksums of the whole parts, by number. */
  wholes: Map<number, number>;
  /** The next chunk of each sound part. */
  next: Map<number, number>;
}

const beginning = 'talk-';

/** The beginning of the names of an interview's files, or of all. */
export const filesOf = (interview?: ID): string =>
  interview === undefined ? beginning : `${beginning}${interview}.`;

/** The interview that a file is of. */
export const interviewOf = (file: string): ID => file.slice(beginning.length).split('.')[0]!;

/** A new file: the number says which was begun first. That one counts until it is taken away. */
export const newCopy = (interview: ID, number: number): Copy => ({
  file: `${filesOf(interview)}${number}`,
  interview,
  size: 0,
  envelope: undefined,
  choices: new Map(),
  wholes: new Map(),
  next: new Map(),
});

const numberOf = (file: string): number => Number(file.split('.')[1]);

/** Files of an interview, the one that counts first. */
export async function filesInOrder(files: Files, interview: ID): Promise<string[]> {
  const names = await files.list(filesOf(interview));
  return names.sort((a, b) => numberOf(a) - numberOf(b));
}

/** Reads what is in the file that counts; what was cut off at its end goes, and so do later files. */
export async function readCopy(files: Files, interview: ID): Promise<Copy> {
  const [file, ...later] = await filesInOrder(files, interview);
  for (const name of later) await files.remove(name);
  if (file === undefined) return newCopy(interview, 0);
  const copy = newCopy(interview, numberOf(file));
  const read = (offset: number, length: number) => files.read(file, offset, length);
  const line = await readLogLine(read);
  copy.size = line?.name.interview === interview ? line.end : 0;
  if (copy.size > 0) {
    for await (const { record, end } of readLog(read, copy.size)) {
      if (record) remember(copy, record);
      copy.size = end;
    }
  }
  await files.cut(file, copy.size);
  return copy;
}

function remember(copy: Copy, record: LogRecord): void {
  switch (record.kind) {
    case 'envelope':
      copy.envelope = JSON.parse(record.json) as Envelope;
      return;
    case 'choice':
      copy.choices.set((JSON.parse(record.json) as ChangedChoice).number, record.json);
      return;
    case 'part':
      copy.wholes.set(record.part, crc32(record.bytes));
      return;
    case 'frame':
      if (record.seq === (copy.next.get(record.part) ?? 0))
        copy.next.set(record.part, record.seq + 1);
  }
}

/** Nobody else wrote to it since. */
export async function isAsLeft(files: Files, copy: Copy): Promise<boolean> {
  if (copy.size === 0) return (await files.list(filesOf(copy.interview))).length === 0;
  const end = await files.read(copy.file, copy.size - 1, 2);
  return end?.length === 1;
}

/** The file holds what the store does not keep any more: a key, sound, or all but choices. */
export function holdsMore(copy: Copy, kept: Kept): boolean {
  if (!copy.envelope) return copy.next.size > 0;
  if (!kept.envelope) return true;
  const keys = Object.keys(copy.envelope.keys).some((purpose) => !(purpose in kept.envelope!.keys));
  const sound = new Set(soundIn(kept.envelope));
  return keys || [...copy.next.keys()].some((part) => !sound.has(part));
}

/** Numbers of the parts with sound; `gone`: of those that the server may know and that were erased. */
export const soundIn = ({ parts }: Envelope, gone = false): number[] =>
  parts
    .filter((part) => part.kind === 'sound' && (part.gone ?? false) === gone)
    .map(({ number }) => number);

/** Adds what is missing; stops at the first write that fails. */
export async function bringUpToDate(
  files: Files,
  store: Store,
  copy: Copy,
  kept: Kept,
): Promise<void> {
  const { interview } = copy;
  if (copy.size === 0) await add(files, copy, [], logLine({ project: kept.project, interview }));
  const records = missing(copy, kept);
  if (records.length > 0) await add(files, copy, records);
  for (const part of kept.envelope ? soundIn(kept.envelope) : [])
    await addSound(files, store, copy, part);
}

/** In one go, so that the manifest and the answers are always of one moment. */
function missing(copy: Copy, kept: Kept): LogRecord[] {
  const records: LogRecord[] = [];
  for (const { number, bytes } of kept.wholes) {
    if (copy.wholes.get(number) !== crc32(bytes))
      records.push({ kind: 'part', part: number, bytes });
  }
  const json = JSON.stringify(kept.envelope);
  if (json !== undefined && json !== JSON.stringify(copy.envelope))
    records.push({ kind: 'envelope', json });
  for (const choice of kept.choices) {
    const said = JSON.stringify(choice);
    if (copy.choices.get(choice.number) !== said) records.push({ kind: 'choice', json: said });
  }
  return records;
}

const step = 64;

async function addSound(files: Files, store: Store, copy: Copy, part: number): Promise<void> {
  for (;;) {
    const from = copy.next.get(part) ?? 0;
    const range = { prefix: [copy.interview, part], from, limit: step };
    const entries = await store.list('chunks', range);
    const records = entries.map(({ key, value }): LogRecord => {
      const bytes = new Uint8Array((value as StoredChunk).frame);
      return { kind: 'frame', part, seq: Number(key.at(-1)), bytes };
    });
    if (records.length > 0) await add(files, copy, records);
    if (records.length < step) return;
  }
}

async function add(files: Files, copy: Copy, records: LogRecord[], line?: Bytes): Promise<void> {
  const bytes = joined([...(line ? [line] : []), ...records.map(logRecord)]);
  await files.append(copy.file, bytes);
  copy.size += bytes.length;
  for (const record of records) remember(copy, record);
}

/** What the store keeps of it now; undefined when that is nothing. */
export async function keptOf(store: Store, interview: ID): Promise<Kept | undefined> {
  const entries = await store.list('choices', { prefix: [interview] });
  const choices = entries.map(({ value }) => value as ChangedChoice);
  const record = (await store.read('interviews', [interview])) as InterviewRecord | undefined;
  if (record) return record.practice ? undefined : { ...ofRecord(record), choices };
  const item = (await store.read('outbox', [interview])) as Outgoing | undefined;
  if (item) return { ...ofItem(item), choices };
  const untold = choices.find(({ told }) => !told);
  return untold && { project: untold.project, envelope: undefined, wholes: [], choices };
}

type Content = Omit<Kept, 'choices'>;

/** A talk that is being held: how long its sound is nobody knows yet. */
function ofRecord(record: InterviewRecord): Content {
  const { id, project, keys, manifest, answers, contact, sound, early } = record;
  const erased = (early?.parts ?? []).filter((number) => !sound.includes(number));
  const open = (number: number, kind: EnvelopePart['kind']): EnvelopePart => ({
    number,
    kind,
    bytes: 0,
    sha256: '',
    frames: 0,
  });
  const said: Envelope = {
    version: 1,
    interview: id,
    keys: keys as Envelope['keys'],
    sealed: base64url(new Uint8Array(manifest)),
    parts: [
      open(1, 'answers'),
      ...(contact ? [open(contact.number, 'contact')] : []),
      ...sound.map((number) => open(number, 'sound')),
      ...erased.map((number) => ({ ...open(number, 'sound'), gone: true })),
    ],
    final: false,
  };
  const wholes = [{ number: 1, bytes: new Uint8Array(answers) }];
  if (contact) wholes.push({ number: contact.number, bytes: new Uint8Array(contact.bytes) });
  return { project, envelope: said, wholes };
}

function ofItem(item: Outgoing): Content {
  const { parts, ...said } = envelope(item);
  const wholes = item.parts.flatMap(({ number, whole }) =>
    whole ? [{ number, bytes: new Uint8Array(whole) }] : [],
  );
  const named = parts.map(({ inline: _, ...part }) => part);
  return { project: item.project, envelope: { ...said, parts: named }, wholes };
}
