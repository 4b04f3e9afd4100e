import { expect, test } from 'vitest';
import { areas, type Change } from '../../src/core';
import { readLog, readLogLine, type LogRecord } from '../../src/core/log';
import { settle } from './support/clock';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

const later = (scene: Scene) => scene.clock.pass(2_500);

const filesOf = (scene: Scene) =>
  [...scene.files!.all.keys()].filter((name) => name.startsWith('talk-'));

/** All that the one file beside the store says. */
async function records(scene: Scene): Promise<LogRecord[]> {
  const [file] = filesOf(scene);
  const read = async (offset: number, length: number) =>
    scene.files!.all.get(file!)!.slice(offset, offset + length);
  const { end } = (await readLogLine(read))!;
  const found: LogRecord[] = [];
  for await (const { record } of readLog(read, end)) found.push(record!);
  return found;
}

const seqs = (all: LogRecord[]) =>
  all.flatMap((record) => (record.kind === 'frame' ? [record.seq] : []));

test('the file follows a talk, each chunk once, and nobody can read it', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.goTo('topics');
  await talk.addNote('wat-helpt', 'kanarie');
  await talk.startRecording();
  await scene.speak(20);
  await later(scene);
  expect(seqs(await records(scene))).toEqual(Array.from({ length: 20 }, (_, seq) => seq));
  const [file] = filesOf(scene);
  const bytes = Buffer.from(scene.files!.all.get(file!)!);
  expect(bytes.subarray(0, 14).toString()).toBe('wijkstem-log/1');
  for (const secret of ['kanarie', 'lepel wolk', 'moeder'])
    expect(bytes.includes(secret)).toBe(false);
});

test('a disk that does not answer delays no acknowledgement', async () => {
  const scene = await Scene.paired();
  scene.files!.hanging = true;
  const beginning = scene.agreed();
  await settle();
  await scene.clock.pass(11_000);
  const talk = await beginning;
  await talk.startRecording();
  await scene.speak(20);
  expect(talk.recorder.safe).toBe(10_000);
  await talk.finalise();
  expect(await scene.phone.delivery.run()).toBe(true);
});

test('what could not be written is made up for, and a talk that was killed goes on in its file', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.startRecording();
  await scene.speak(6);
  await later(scene);
  scene.files!.broken = true;
  await scene.speak(6);
  await later(scene);
  scene.files!.broken = false;
  await scene.clock.pass(31_000);
  const [file] = filesOf(scene);
  const whole = scene.files!.all.get(file!)!;
  scene.files!.all.set(file!, whole.slice(0, whole.length - 40));
  await scene.afterKill();
  const again = (await scene.phone.resume(talk.view.id))!;
  await again.startRecording();
  await scene.speak(4);
  await later(scene);
  const stored = await scene.store.list('chunks', { prefix: [talk.view.id] });
  expect(stored).toHaveLength(16);
  const place = (one: LogRecord) => (one.kind === 'frame' ? [`${one.part}/${one.seq}`] : []);
  expect((await records(scene)).flatMap(place).sort()).toEqual(
    stored.map(({ key }) => `${key[1]}/${key[2]}`).sort(),
  );
  expect(filesOf(scene)).toHaveLength(1);
});

test('opname = nee takes sound and its key out of the file before it is acknowledged', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.startRecording();
  await scene.speak(6);
  await later(scene);
  await talk.stopRecording();
  await later(scene);
  scene.store.killAt = { write: scene.store.writes + 1, when: 'before' };
  void talk.answerConsent('recording', 'no');
  await settle();
  expect(scene.store.dead).toBe(true);
  expect(filesOf(scene)).toEqual([]);
  await scene.afterKill();
  await later(scene);
  expect(seqs(await records(scene))).toHaveLength(6);
  const again = (await scene.phone.resume(talk.view.id))!;
  await again.answerConsent('recording', 'no');
  expect(again.view.draft.consent.recording).toBe('no');
  expect(filesOf(scene)).toEqual([]);
  await later(scene);
  const all = await records(scene);
  expect(seqs(all)).toEqual([]);
  for (const record of all)
    if (record.kind === 'envelope')
      expect(Object.keys(JSON.parse(record.json).keys)).toEqual(['rest']);
});

test('terughoren = nee takes the number out of the file', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.setContact({ way: 'phone', phone: '0687654321' });
  await later(scene);
  const parts = async () =>
    (await records(scene)).flatMap((one) => (one.kind === 'part' ? [one.part] : []));
  expect(await parts()).toContain(talk.view.draft.contact);
  await talk.answerConsent('hearBack', 'no');
  await later(scene);
  expect(await parts()).toEqual([1]);
});

test('meedoen = nee leaves no file; practice never has one', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await later(scene);
  expect(filesOf(scene)).toHaveLength(1);
  await talk.answerConsent('participate', 'no');
  await later(scene);
  expect(filesOf(scene)).toEqual([]);
  scene.phone.leave();
  const practice = await scene.agreed({}, true);
  await practice.startRecording();
  await scene.speak(4);
  await later(scene);
  expect(filesOf(scene)).toEqual([]);
});

test('a finalised talk is in its file once, and the file goes with the copy', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.startRecording();
  await scene.speak(6);
  await later(scene);
  await talk.goTo('topics');
  await talk.addNote('wat-helpt', 'De buren helpen.');
  await talk.finalise();
  await later(scene);
  const all = await records(scene);
  expect(all.map(({ kind }) => kind)).toEqual(['part', 'envelope', ...Array(6).fill('frame')]);
  expect(await scene.phone.delivery.run()).toBe(true);
  await later(scene);
  expect(filesOf(scene)).toHaveLength(1);
  await scene.clock.pass(14 * 24 * 3_600_000);
  expect(await scene.phone.delivery.run()).toBe(true);
  await later(scene);
  expect(filesOf(scene)).toEqual([]);
});

test('a file that outlived its interview goes at the next start', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await later(scene);
  const [file] = filesOf(scene);
  const bytes = scene.files!.all.get(file!)!;
  await talk.answerConsent('participate', 'no');
  await later(scene);
  scene.files!.all.set(file!, bytes);
  await scene.afterKill();
  await later(scene);
  expect(filesOf(scene)).toEqual([]);
});

test('a store that another tab began anew, empty, takes no file away', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await later(scene);
  const before = filesOf(scene);
  await scene.store.write(areas.map((area): Change => ({ area, gone: [] })));
  await talk.goTo('topics').catch(() => undefined);
  await scene.store.write([{ area: 'interviews', gone: [] }]);
  await later(scene);
  expect(filesOf(scene)).toEqual(before);
});
