import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joined, utf8, type Bytes } from '../../src/core/bytes';
import { newID } from '../../src/core/id';
import {
  crc32,
  logLine,
  logRecord,
  readLog,
  readLogLine,
  type LogRecord,
} from '../../src/core/log';

const name = { project: newID(), interview: newID() };

const reading = (bytes: Bytes) => async (offset: number, length: number) =>
  bytes.slice(offset, offset + length);

async function read(bytes: Bytes): Promise<LogRecord[]> {
  const line = await readLogLine(reading(bytes));
  const found: LogRecord[] = [];
  if (!line) return found;
  for await (const { record } of readLog(reading(bytes), line.end)) if (record) found.push(record);
  return found;
}

const number = fc.nat(0xffffffff);
const some = fc.uint8Array({ maxLength: 300 }).map((bytes) => bytes.slice() as Bytes);
const records = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constantFrom('envelope' as const, 'choice'), json: fc.string() }),
    fc.record({ kind: fc.constant('part' as const), part: number, bytes: some }),
    fc.record({ kind: fc.constant('frame' as const), part: number, seq: number, bytes: some }),
  ),
  { maxLength: 8 },
);

const fileOf = (all: LogRecord[]): Bytes => joined([logLine(name), ...all.map(logRecord)]);

describe('the file of one interview', () => {
  test('is what decision 0010 says', () => {
    expect(crc32(utf8('123456789'))).toBe(0xcbf43926);
    const frame = logRecord({ kind: 'frame', part: 2, seq: 258, bytes: new Uint8Array([7, 8]) });
    expect([...frame.subarray(0, 4)]).toEqual([0, 0, 0, 11]);
    expect([...frame.subarray(8)]).toEqual([3, 0, 0, 0, 2, 0, 0, 1, 2, 7, 8]);
    expect(new TextDecoder().decode(logLine(name))).toBe(
      `wijkstem-log/1 ${name.project} ${name.interview}\n`,
    );
  });

  test('gives back what was written', async () => {
    await fc.assert(
      fc.asyncProperty(records, async (all) => {
        expect(await read(fileOf(all))).toEqual(all);
      }),
    );
  });

  test('cut off anywhere it is good up to its last whole record', async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.nat(), async (all, cut) => {
        const whole = fileOf(all);
        const found = await read(whole.slice(0, cut % (whole.length + 1)));
        expect(found).toEqual(all.slice(0, found.length));
      }),
    );
  });

  test('a damaged byte ends it, and makes up nothing', async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.nat(), fc.integer({ min: 1, max: 255 }), async (all, at, by) => {
        const damaged = fileOf(all);
        const place = at % damaged.length;
        damaged[place] = damaged[place]! ^ by;
        const found = await read(damaged);
        expect(found).toEqual(all.slice(0, found.length));
        if (place >= logLine(name).length) expect(found.length).toBeLessThan(all.length);
      }),
    );
  });

  test('a record of a kind to come is passed over', async () => {
    const known: LogRecord = { kind: 'choice', json: '{}' };
    const strange = logRecord(known);
    const body = new Uint8Array([9, 1, 2]);
    const head = new DataView(new ArrayBuffer(8));
    head.setUint32(0, body.length);
    head.setUint32(4, crc32(body));
    const file = joined([logLine(name), new Uint8Array(head.buffer), body, strange]);
    expect(await read(file)).toEqual([known]);
  });

  test('another file is not taken for one', async () => {
    for (const words of [
      '',
      'paired',
      'wijkstem-log/1 a b\n',
      `wijkstem-log/2 ${name.project} x\n`,
    ])
      expect(await readLogLine(reading(utf8(words)))).toBeUndefined();
  });
});
