import { describe, expect, test } from 'vitest';
import { readLog, readLogLine, type LogRecord } from '../../src/core/log';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

/** A talk with three seconds of sound, and what a file of it says. */
async function held() {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.startRecording();
  await scene.speak(6);
  await talk.addNote('wat-helpt', 'Kanarie');
  return { scene, talk };
}

async function recordsOf(bytes: Uint8Array<ArrayBuffer>): Promise<LogRecord[]> {
  const read = async (offset: number, length: number) => bytes.slice(offset, offset + length);
  const line = await readLogLine(read);
  const records: LogRecord[] = [];
  for await (const { record } of readLog(read, line!.end)) if (record) records.push(record);
  return records;
}

const count = (records: LogRecord[], kind: LogRecord['kind']) =>
  records.filter((record) => record.kind === kind).length;

describe('a copy to hand over', () => {
  test('of a finalised interview: all that would be sent, and nothing that can be read', async () => {
    const { scene, talk } = await held();
    await talk.finalise();
    scene.phone.leave();
    const copy = await scene.phone.exported(talk.view.id, 'lepel wolk');
    expect(copy!.name).toBe('wijkstem-lepel-wolk.wijkstem');
    const records = await recordsOf(copy!.bytes);
    const envelope = records.find(({ kind }) => kind === 'envelope') as { json: string };
    expect(JSON.parse(envelope.json)).toMatchObject({ interview: talk.view.id, final: true });
    expect(count(records, 'frame')).toBe(6);
    expect(count(records, 'part')).toBe(1);
    expect(Buffer.from(copy!.bytes).toString('latin1')).not.toContain('Kanarie');
  });

  test('of a talk that goes on: as far as it came', async () => {
    const { scene, talk } = await held();
    const copy = await scene.phone.exported(talk.view.id);
    expect(copy!.name).toBe(`wijkstem-${talk.view.id}.wijkstem`);
    const records = await recordsOf(copy!.bytes);
    const envelope = records.find(({ kind }) => kind === 'envelope') as { json: string };
    expect(JSON.parse(envelope.json)).toMatchObject({ final: false });
    expect(count(records, 'frame')).toBe(6);
  });

  test('of a practice: none', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed({}, true);
    expect(await scene.phone.exported(talk.view.id)).toBeUndefined();
  });
});
