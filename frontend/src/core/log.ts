/**
 * One interview in one file, sealed as it is (decision 0010): a line that names
 * it, then records, each complete by itself. What is written later counts, so a
 * talk that goes on is only ever added to, and a file that was cut off is good
 * up to its last whole record.
 */
import { joined, text, utf8, type Bytes } from './bytes';
import { isID, type ID } from './id';

export type Kind = 'envelope' | 'part' | 'frame' | 'choice';

const kinds: readonly Kind[] = ['envelope', 'part', 'frame', 'choice'];

/** One record. An envelope or a choice is JSON; a part is whole, a frame is one chunk of sound. */
export type LogRecord =
  | { kind: 'envelope' | 'choice'; json: string }
  | { kind: 'part'; part: number; bytes: Bytes }
  | { kind: 'frame'; part: number; seq: number; bytes: Bytes };

/** Whose file it is. */
export interface LogName {
  project: ID;
  interview: ID;
}

const magic = 'wijkstem-log/1';
const longestLine = 128;
/** Length and checksum. */
const headLength = 8;
/** No record is longer than the largest frame and what names it, by far. */
const longestRecord = 1 << 26;

/** The first line. */
export const logLine = ({ project, interview }: LogName): Bytes =>
  utf8(`${magic} ${project} ${interview}\n`);

/** A record as it stands in the file. */
export function logRecord(record: LogRecord): Bytes {
  const body = joined([new Uint8Array([kinds.indexOf(record.kind) + 1]), ...payload(record)]);
  return joined([numbers(body.length, crc32(body)), body]);
}

function payload(record: LogRecord): Bytes[] {
  switch (record.kind) {
    case 'part':
      return [numbers(record.part), record.bytes];
    case 'frame':
      return [numbers(record.part, record.seq), record.bytes];
    default:
      return [utf8(record.json)];
  }
}

function numbers(...values: number[]): Bytes {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, at) => view.setUint32(4 * at, value));
  return new Uint8Array(view.buffer);
}

/** Reads bytes of a file from an offset on, fewer at its end. */
export type Reading = (offset: number, length: number) => Promise<Bytes | undefined>;

/** Whose file it is and where its records begin; undefined when it is no such file. */
export async function readLogLine(
  read: Reading,
): Promise<{ name: LogName; end: number } | undefined> {
  const bytes = (await read(0, longestLine)) ?? new Uint8Array();
  const end = bytes.indexOf(10) + 1;
  const line = String.fromCharCode(...bytes.subarray(0, Math.max(0, end - 1)));
  const [word, project = '', interview = '', ...more] = line.split(' ');
  if (word !== magic || !isID(project) || !isID(interview) || more.length > 0) return undefined;
  return { name: { project, interview }, end };
}

const step = 1 << 18;

/**
 * Whole records from an offset on, each with where it ends; it stops before the
 * first that is cut off or damaged. Records of a kind it does not know are left out.
 */
export async function* readLog(
  read: Reading,
  from: number,
): AsyncGenerator<{ record: LogRecord | undefined; end: number }> {
  let held: Bytes = new Uint8Array();
  let at = from;
  const hold = async (length: number): Promise<boolean> => {
    if (held.length >= length) return true;
    const wanted = Math.max(step, length) - held.length;
    held = joined([held, (await read(at + held.length, wanted)) ?? new Uint8Array()]);
    return held.length >= length;
  };
  for (;;) {
    if (!(await hold(headLength))) return;
    const head = new DataView(held.buffer, held.byteOffset);
    const length = head.getUint32(0);
    const sum = head.getUint32(4);
    if (length < 1 || length > longestRecord || !(await hold(headLength + length))) return;
    const body = held.subarray(headLength, headLength + length);
    if (crc32(body) !== sum) return;
    at += headLength + length;
    yield { record: opened(body), end: at };
    held = held.subarray(headLength + length);
  }
}

function opened(body: Bytes): LogRecord | undefined {
  const kind = kinds[body[0]! - 1];
  const view = new DataView(body.buffer, body.byteOffset + 1);
  switch (kind) {
    case 'envelope':
    case 'choice':
      return { kind, json: text(body.subarray(1)) };
    case 'part':
      return { kind, part: view.getUint32(0), bytes: body.slice(5) };
    case 'frame':
      return { kind, part: view.getUint32(0), seq: view.getUint32(4), bytes: body.slice(9) };
    default:
      return undefined;
  }
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum;
});

/** CRC-32 as in ISO-HDLC (zip, Ethernet). */
export function crc32(bytes: Bytes): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ table[(sum ^ byte) & 0xff]!;
  return (sum ^ 0xffffffff) >>> 0;
}
