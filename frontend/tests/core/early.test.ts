import { describe, expect, test } from 'vitest';
import type { Interview } from '../../src/core';
import { settle } from './support/clock';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

/** A talk that is being recorded, on a phone that delivers. */
async function held(answers = {}): Promise<{ scene: Scene; talk: Interview }> {
  const scene = await Scene.paired();
  const talk = await scene.agreed(answers);
  await talk.goTo('topics');
  await talk.startRecording();
  scene.phone.delivery.start();
  await settle();
  return { scene, talk };
}

const minutes = (scene: Scene, count: number) => scene.speak(count * 120);

/** Bytes of sound that the server has. */
const sent = (scene: Scene): number =>
  [...scene.server.uploads.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);

async function onDisk(scene: Scene): Promise<number> {
  const chunks = await scene.store.list('chunks', { prefix: [] });
  return chunks.reduce(
    (sum, { value }) => sum + (value as { frame: ArrayBuffer }).frame.byteLength,
    0,
  );
}

describe('a talk that goes on', () => {
  test('nothing is sent in its first minute', async () => {
    const { scene } = await held();
    await minutes(scene, 0.9);
    expect(scene.server.log.join()).not.toContain('/interviews/');
    expect(scene.server.uploads.size).toBe(0);
  });

  test('then the server has all but the last half minute', async () => {
    const { scene, talk } = await held();
    await minutes(scene, 3);
    const frame = (await onDisk(scene)) / 360;
    expect(sent(scene)).toBeGreaterThanOrEqual((await onDisk(scene)) - 60 * frame);
    expect(scene.server.interviews.get(talk.view.id)!.envelope.final).toBe(false);
    const { parts } = scene.server.interviews.get(talk.view.id)!.envelope;
    expect(parts).toEqual([{ number: 2, kind: 'sound', bytes: 0, sha256: '', frames: 0 }]);
    expect(scene.server.log.filter((line) => line.endsWith('/manifest'))).toHaveLength(1);
  });

  test('its end sends what is missing, and everything opens', async () => {
    const { scene, talk } = await held();
    await minutes(scene, 2);
    await talk.addNote('wat-helpt', 'Haar zus');
    const before = sent(scene);
    expect(before).toBeGreaterThan(0);
    await talk.finalise();
    scene.phone.leave();
    scene.server.sentBytes = 0;
    expect(await scene.phone.delivery.run()).toBe(true);
    const { id } = talk.view;
    expect((await scene.server.receipt(id)).state).toBe('arrived');
    expect(scene.server.sentBytes).toBeLessThan(before / 2);
    expect((await scene.server.open(id, 2, 'sound')).length).toBe(240 * 100);
    expect((await scene.phone.interviews())[0]?.state).toBe('safe');
  });

  test('after a kill, what was recorded before still goes out', async () => {
    const { scene, talk } = await held();
    await minutes(scene, 1.2);
    scene.server.online = false;
    await minutes(scene, 1);
    const whole = await onDisk(scene);
    await scene.afterKill();
    scene.server.online = true;
    await scene.phone.delivery.run();
    expect(sent(scene)).toBe(whole);
    expect(scene.server.interviews.has(talk.view.id)).toBe(true);
  });

  test('a new segment is named before its sound comes', async () => {
    const { scene, talk } = await held();
    await minutes(scene, 1.5);
    await talk.speakNote('wat-helpt');
    await minutes(scene, 0.5);
    await talk.endNote();
    await minutes(scene, 0.5);
    const { parts } = scene.server.interviews.get(talk.view.id)!.envelope;
    expect(parts.map(({ number }) => number)).toEqual([2, 3, 4]);
    expect(scene.server.uploads.size).toBe(3);
  });

  test('not while the recorder is in trouble', async () => {
    const { scene } = await held();
    await minutes(scene, 1.2);
    const before = sent(scene);
    scene.microphone.input!.become('muted');
    await scene.clock.pass(60_000);
    expect(sent(scene)).toBe(before);
  });

  test('practice never leaves the phone', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed({}, true);
    await talk.startRecording();
    scene.phone.delivery.start();
    await minutes(scene, 3);
    expect(scene.server.log.join()).not.toContain('/interviews/');
    expect(scene.server.uploads.size).toBe(0);
  });

  test('a revoked phone sends nothing before the end', async () => {
    const { scene } = await held();
    scene.server.revoked = true;
    scene.server.forgetTokens();
    await scene.phone.refresh().catch(() => undefined);
    await minutes(scene, 3);
    expect(scene.server.uploads.size).toBe(0);
  });
});

describe('a "nee" after sound went out', () => {
  test('opname: the sound is gone here and there, and no other can begin', async () => {
    const { scene, talk } = await held();
    await minutes(scene, 2);
    expect(sent(scene)).toBeGreaterThan(0);
    await talk.answerConsent('recording', 'no');
    await scene.clock.pass(15_000);
    const { envelope } = scene.server.interviews.get(talk.view.id)!;
    expect(scene.server.uploads.size).toBe(0);
    expect(envelope.parts).toMatchObject([{ number: 2, gone: true }]);
    expect(envelope.keys.sound).toBeUndefined();
    expect((await scene.server.manifest(talk.view.id)).consent.recording).toBe('no');
    await expect(talk.answerConsent('recording', 'yes')).rejects.toThrow('sound-erased');
    await expect(talk.chooseCapture('summary')).rejects.toThrow('sound-erased');
    await talk.addNote('wat-helpt', 'Haar zus');
    await talk.finalise();
    scene.phone.leave();
    await scene.phone.delivery.run();
    expect((await scene.phone.interviews())[0]?.state).toBe('safe');
  });

  test('opname, before anything went out: another recording may begin', async () => {
    const { scene, talk } = await held();
    await scene.speak(20);
    await talk.answerConsent('recording', 'no');
    await talk.answerConsent('recording', 'yes');
    await talk.startRecording();
    await minutes(scene, 2);
    expect(sent(scene)).toBeGreaterThan(0);
  });

  test('meedoen: the server is told, whatever happens to the app', async () => {
    const { scene, talk } = await held();
    await minutes(scene, 2);
    scene.server.online = false;
    await talk.answerConsent('participate', 'no');
    scene.phone.leave();
    expect(await onDisk(scene)).toBe(0);
    await scene.afterKill();
    scene.server.online = true;
    expect(await scene.phone.delivery.run()).toBe(true);
    expect(scene.server.choices).toEqual([`${talk.view.id} participate no`]);
    expect(await scene.phone.interviews()).toEqual([]);
  });

  test('meedoen, before anything went out: nothing is ever sent', async () => {
    const { scene, talk } = await held();
    await scene.speak(20);
    await talk.answerConsent('participate', 'no');
    await scene.phone.delivery.run();
    expect(scene.server.log.join()).not.toContain('/interviews/');
  });

  test('a spoken note that is taken away leaves the server', async () => {
    const { scene, talk } = await held();
    await minutes(scene, 1.5);
    await talk.speakNote('wat-helpt');
    await minutes(scene, 0.5);
    await talk.endNote();
    await scene.clock.pass(15_000);
    const note = talk.view.draft.answers.topics.flatMap(({ notes }) => notes)[0]!;
    await talk.changeNote('wat-helpt', note.id, '');
    await scene.clock.pass(15_000);
    expect([...scene.server.uploads.values()].map(({ part }) => part)).not.toContain(3);
    await talk.finalise();
    scene.phone.leave();
    await scene.phone.delivery.run();
    expect((await scene.server.receipt(talk.view.id)).state).toBe('arrived');
  });
});

describe('a segment that ended while nothing could be sent', () => {
  test('goes out whole before the talk ends, however often the link is cut', async () => {
    const { scene, talk } = await held();
    await minutes(scene, 1.2);
    let cut = true;
    scene.server.before = (request) => {
      if (request.startsWith('PATCH') && cut) throw new TypeError('the link broke');
    };
    await talk.speakNote('wat-helpt');
    await minutes(scene, 0.2);
    await talk.endNote();
    await minutes(scene, 0.7);
    cut = false;
    await minutes(scene, 1);
    const uploads = [...scene.server.uploads.values()];
    expect(uploads.find(({ part }) => part === 3)?.bytes.length).toBe(
      await bytesOf(scene, talk, 3),
    );
  });

  async function bytesOf(scene: Scene, talk: Interview, part: number): Promise<number> {
    const chunks = await scene.store.list('chunks', { prefix: [talk.view.id, part] });
    return chunks.reduce(
      (sum, { value }) => sum + (value as { frame: ArrayBuffer }).frame.byteLength,
      0,
    );
  }
});
