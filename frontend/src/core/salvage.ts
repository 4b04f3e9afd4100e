/** Brings back what the mirror still holds after the store was wiped: as finalised, since this phone cannot read it any more. */
import { fromBase64url, type Bytes } from './bytes';
import { filesInOrder, filesOf, interviewOf, soundIn } from './copy';
import type { ID } from './id';
import { readLog, readLogLine, type LogName, type LogRecord, type Reading } from './log';
import { finalising } from './outgoing';
import type { Change, Clock, Files, Store } from './ports';
import type { Envelope } from './record';
import type { ChangedChoice, InterviewRecord } from './stored';

/** The interviews of a project that have a file. */
export async function found(files: Files, project: ID): Promise<ID[]> {
  const ids = new Set((await files.list(filesOf())).map(interviewOf));
  const ours: ID[] = [];
  for (const id of ids) {
    const opened = await openFile(files, id);
    if (opened?.name.project === project) ours.push(id);
  }
  return ours;
}

interface Opened {
  name: LogName;
  records: ReturnType<typeof readLog>;
}

async function openFile(files: Files, id: ID): Promise<Opened | undefined> {
  const [file] = await filesInOrder(files, id);
  if (file === undefined) return undefined;
  const read: Reading = (offset, length) => files.read(file, offset, length);
  const line = await readLogLine(read);
  if (line?.name.interview !== id) return undefined;
  return { name: line.name, records: readLog(read, line.end) };
}

/** Puts all of a project that the store does not have into the outbox; repeatable. */
export async function salvage(
  files: Files,
  store: Store,
  clock: Clock,
  project: ID,
): Promise<void> {
  for (const id of await found(files, project)) {
    const here =
      (await store.read('interviews', [id])) ?? (await store.read('outbox', [id])) ?? false;
    if (!here) await bringBack(files, store, clock, id);
  }
}

async function bringBack(files: Files, store: Store, clock: Clock, id: ID): Promise<void> {
  const { name, records } = (await openFile(files, id))!;
  const content = await contentOf(records, (part, from, frames) =>
    store.write(frames.map((frame, at) => chunk(id, part, from + at, frame))),
  );
  const { envelope, choices, parts } = content;
  const told = choices.map((value): Change => ({
    area: 'choices',
    key: [id, value.number],
    value,
  }));
  const record = envelope && recordOf(envelope, content.wholes, name);
  const final = record ? await finalising(store, clock, record) : [];
  const stray = parts.filter((part) => !record?.sound.includes(part));
  const gone = stray.map((part): Change => ({ area: 'chunks', gone: [id, part] }));
  await store.write([...final, ...told, ...gone]);
}

const chunk = (id: ID, part: number, seq: number, frame: Bytes): Change => ({
  area: 'chunks',
  key: [id, part, seq],
  value: { frame: frame.buffer, ms: 0 },
});

interface Content {
  envelope: Envelope | undefined;
  wholes: Map<number, Bytes>;
  choices: ChangedChoice[];
  /** Numbers of the parts of which there is sound. */
  parts: number[];
}

const step = 64;

/** Reads a file to its end; frames are kept as they come, as long as none is missing. */
async function contentOf(
  records: Opened['records'],
  keep: (part: number, from: number, frames: Bytes[]) => Promise<void>,
): Promise<Content> {
  const content: Content = { envelope: undefined, wholes: new Map(), choices: [], parts: [] };
  const sound = new Frames(keep);
  for await (const { record } of records) {
    if (record?.kind === 'frame') await sound.take(record);
    else if (record) collect(content, record);
  }
  await sound.flush();
  return { ...content, parts: sound.parts };
}

function collect(content: Content, record: Exclude<LogRecord, { kind: 'frame' }>): void {
  if (record.kind === 'part') content.wholes.set(record.part, record.bytes);
  else if (record.kind === 'envelope') content.envelope = JSON.parse(record.json) as Envelope;
  else content.choices.push(JSON.parse(record.json) as ChangedChoice);
}

/** Frames of one part after another, kept in steps. */
class Frames {
  readonly #keep: (part: number, from: number, frames: Bytes[]) => Promise<void>;
  #next = new Map<number, number>();
  #held: Bytes[] = [];
  #part = 0;

  constructor(keep: (part: number, from: number, frames: Bytes[]) => Promise<void>) {
    this.#keep = keep;
  }

  get parts(): number[] {
    return [...this.#next.keys()];
  }

  async take({ part, seq, bytes }: Extract<LogRecord, { kind: 'frame' }>): Promise<void> {
    if (seq !== (this.#next.get(part) ?? 0)) return;
    if (part !== this.#part || this.#held.length === step) await this.flush();
    this.#part = part;
    this.#held.push(bytes);
    this.#next.set(part, seq + 1);
  }

  async flush(): Promise<void> {
    const held = this.#held;
    if (held.length === 0) return;
    this.#held = [];
    await this.#keep(this.#part, this.#next.get(this.#part)! - held.length, held);
  }
}

const empty = new ArrayBuffer(0);

/** As it was kept, without what only this phone could read. Undefined when the file has no answers. */
function recordOf(
  envelope: Envelope,
  wholes: Map<number, Bytes>,
  { project, interview }: LogName,
): InterviewRecord | undefined {
  const numberOf = (kind: 'answers' | 'contact') =>
    envelope.parts.find((part) => part.kind === kind)?.number;
  const answers = wholes.get(numberOf('answers') ?? 0);
  if (!answers) return undefined;
  const number = numberOf('contact');
  const contact = number === undefined ? undefined : wholes.get(number);
  const erased = soundIn(envelope, true);
  return {
    id: interview,
    project,
    practice: false,
    keys: envelope.keys,
    device: empty,
    draft: empty,
    manifest: fromBase64url(envelope.sealed).buffer,
    answers: answers.buffer,
    ...(contact && { contact: { number: number!, bytes: contact.buffer } }),
    sound: soundIn(envelope),
    ...(erased.length > 0 && { early: { parts: erased, choices: 0 } }),
    line: empty,
  };
}
