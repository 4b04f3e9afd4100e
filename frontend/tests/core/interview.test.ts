import { describe, expect, test } from 'vitest';
import { choices, NotAllowed, preferNot } from '../../src/core';
import { text } from '../../src/core/bytes';
import { until } from './support/clock';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

describe('a whole interview', () => {
  test('from the age gate to a receipt of every byte', async () => {
    const scene = await Scene.paired();
    const talk = await scene.begin();
    expect(talk.view.stage).toBe('age');
    await talk.answerAge(true);

    for (const choice of choices) {
      expect(talk.view.nextChoice).toBe(choice);
      expect(talk.view.mayRecord).toBe(false);
      await expect(talk.startRecording()).rejects.toThrow(NotAllowed);
      await talk.answerConsent(choice, 'yes');
    }
    expect(talk.view.stage).toBe('reference');
    expect(talk.view.draft.reference).toBe('lepel wolk');
    expect(scene.microphone.opened).toBe(0);

    await talk.setContact({ way: 'phone', phone: '0687654321' });
    await talk.startRecording();
    await scene.speak(6);
    await talk.goTo('background');
    await talk.answerBackground('wie', 'moeder');
    await talk.answerBackground('leeftijd-kind', ['0-3', '4-12']);
    await expect(talk.answerBackground('wie', 'oma')).rejects.toThrow(NotAllowed);
    await expect(talk.answerBackground('wie', ['moeder'])).rejects.toThrow(NotAllowed);
    await talk.answerBackground('wie', preferNot);

    await talk.showTopic('wat-helpt');
    await scene.speak(2);
    await talk.tickProbe('wat-helpt', 'wat-helpt-voorbeeld', true);
    await talk.useSimpler('wat-helpt', true);
    await talk.addNote('wat-helpt', '  Haar zus helpt. ');
    await talk.finishTopic('wat-helpt', 'discussed');
    expect(talk.view.topic?.id).toBe('contact-met-school');
    await talk.finishTopic('contact-met-school', 'refused');
    expect(talk.view.topic?.id).toBe('gezin-en-wijk');
    await talk.finishTopic('gezin-en-wijk', 'skipped');
    expect(talk.view.stage).toBe('meaning');

    await talk.setMeaning('wat-helpt', ['good', 'better']);
    await expect(talk.setMeaning('gezin-en-wijk', ['good'])).rejects.toThrow(NotAllowed);
    await talk.goOn();
    expect(talk.view.stage).toBe('readBack');
    expect(talk.view.toReadBack).toEqual([
      { topic: 'wat-helpt', text: 'Haar zus helpt.', sound: [] },
    ]);
    await talk.readBack({ topic: 'wat-helpt', text: 'Haar zus helpt veel.', verdict: 'changed' });
    await talk.goOn();
    await talk.close({ wish: 'Een buurthuis' });
    await talk.goOn();
    expect(talk.view.stage).toBe('observation');
    await talk.observe('sfeer', 'Rustig');
    await talk.goOn();
    await talk.debrief('coach', true);
    await talk.goOn();
    await talk.finalise();
    expect(talk.view.ended).toBe('finalised');

    expect(await scene.phone.delivery.run()).toBe(true);
    const id = talk.view.id;
    expect((await scene.phone.interviews())[0]).toMatchObject({
      id,
      state: 'safe',
      sent: 1,
      line: { reference: 'lepel wolk', ms: 4_000 },
    });
    const manifest = await scene.server.manifest(id);
    expect(manifest).toMatchObject({
      interview: id,
      project: scene.server.project,
      device: scene.server.device,
      reference: 'lepel wolk',
      capture: 'audio',
      group: 'parent',
      consent: Object.fromEntries(choices.map((choice) => [choice, 'yes'])),
    });
    expect(manifest.consentLog.map((one) => one.choice)).toEqual([...choices]);
    expect(manifest.parts.map((part) => [part.number, part.kind])).toEqual([
      [1, 'answers'],
      [2, 'contact'],
      [3, 'sound'],
    ]);
    expect(manifest.parts[2]).toMatchObject({
      mime: 'audio/webm;codecs=opus',
      ms: 4_000,
      chunks: 8,
    });
    const receipt = await scene.server.receipt(id);
    for (const part of receipt.parts) {
      const named = manifest.parts.find((one) => one.number === part.number);
      expect(part).toMatchObject({ bytes: named?.bytes, sha256: named?.sha256 });
    }

    const answers = await scene.server.answers(id);
    expect(answers.background).toEqual({ wie: preferNot, 'leeftijd-kind': ['0-3', '4-12'] });
    expect(answers.topics[1]).toMatchObject({
      topic: 'wat-helpt',
      state: 'discussed',
      probes: ['wat-helpt-voorbeeld'],
      meaning: ['good', 'better'],
      notes: [{ text: 'Haar zus helpt.', offset: { segment: 3, ms: 4_000 } }],
    });
    expect(answers.timeline.find((one) => one.topic === 'wat-helpt')).toMatchObject({
      event: 'screen',
      segment: 3,
      ms: 3_000,
    });
    expect(answers.readBack).toEqual([
      { topic: 'wat-helpt', text: 'Haar zus helpt veel.', verdict: 'changed' },
    ]);
    expect(answers.closing).toEqual({ wish: 'Een buurthuis' });
    const sound = await scene.server.open(id, 3, 'sound');
    expect([...new Set(sound)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const contact = JSON.parse(text(await scene.server.open(id, 2, 'contact'))) as unknown;
    expect(contact).toEqual({ way: 'phone', phone: '0687654321' });
    await expect(scene.server.open(id, 2, 'rest')).rejects.toThrow();
  });

  test('nothing on the disk can be read, before and after it is finalised', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.setContact({ way: 'phone', phone: '0687654321' });
    await talk.startRecording();
    await scene.clock.pass(500);
    scene.microphone.speak(
      new TextEncoder().encode('hallo daar, dit is geluid') as Uint8Array<ArrayBuffer>,
    );
    await talk.addNote('wat-helpt', 'kanarievogel');
    await talk.close({ wish: 'goudvis' });
    await until(() => talk.recorder.safe > 0 || talk.recorder.phase !== 'recording');
    await talk.stopRecording();
    const secrets = ['0687654321', 'kanarievogel', 'goudvis', 'hallo daar', '0612345678'];
    const open = await scene.disk();
    for (const secret of secrets) expect(open).not.toContain(secret);
    await talk.finalise();
    expect(await scene.store.list('interviews', { prefix: [] })).toEqual([]);
    const closed = await scene.disk();
    for (const secret of secrets) expect(closed).not.toContain(secret);
    const [item] = await scene.store.list('outbox', { prefix: [] });
    expect(item?.value).not.toHaveProperty('device');
    await expect(scene.phone.resume(talk.view.id)).rejects.toThrow();
  });

  test('a practice interview takes the same path and leaves nothing', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed({}, true);
    expect(talk.view.draft.reference).toBe('');
    await talk.startRecording();
    await scene.speak(4);
    await talk.addNote('wat-helpt', 'Oefening');
    await talk.finalise();
    expect(await scene.phone.interviews()).toEqual([]);
    expect(await scene.store.list('chunks', { prefix: [] })).toEqual([]);
    await scene.phone.delivery.run();
    expect(scene.server.interviews.size).toBe(0);
    expect((await scene.agreed()).view.draft.reference).toBe('lepel wolk');
  });
});

describe('consent', () => {
  test('a practice that was left half-way goes when the next interview begins', async () => {
    const scene = await Scene.paired();
    const practice = await scene.agreed({}, true);
    await practice.startRecording();
    await scene.speak(4);
    await practice.stopRecording();
    scene.phone.leave();
    const talk = await scene.begin();
    expect((await scene.phone.interviews()).map(({ id }) => id)).toEqual([talk.view.id]);
    expect(await scene.store.list('chunks', { prefix: [] })).toEqual([]);
  });

  test('younger than 16: a friendly stop and nothing kept', async () => {
    const scene = await Scene.paired();
    const talk = await scene.begin();
    await expect(talk.answerConsent('participate', 'yes')).rejects.toThrow('age-first');
    await talk.answerAge(false);
    expect(talk.view.ended).toBe('refused');
    expect(await scene.store.list('interviews', { prefix: [] })).toEqual([]);
    await expect(talk.answerAge(true)).rejects.toThrow('ended');
  });

  test('meedoen = nee, at once or afterwards: nothing is kept and nothing was sent', async () => {
    const scene = await Scene.paired();
    const first = await scene.begin();
    await first.answerAge(true);
    await expect(first.answerConsent('quote', 'yes')).rejects.toThrow('participate-first');
    await first.answerConsent('participate', 'no');
    expect(first.view.ended).toBe('refused');

    const second = await scene.agreed();
    await second.startRecording();
    await scene.speak(4);
    await second.answerConsent('participate', 'no');
    expect(scene.microphone.input?.closed).toBe(true);
    for (const area of ['interviews', 'outbox', 'chunks'] as const) {
      expect(await scene.store.list(area, { prefix: [] })).toEqual([]);
    }
    await scene.phone.delivery.run();
    expect(scene.server.interviews.size + scene.server.uploads.size).toBe(0);
  });

  test('opname = nee: no microphone; later changed to nee: the sound is gone, notes stay', async () => {
    const scene = await Scene.paired();
    const silent = await scene.agreed({ recording: 'no' });
    await expect(silent.startRecording()).rejects.toThrow('no-recording');
    expect(silent.view.draft.capture).toBe('notes');
    await silent.chooseCapture('summary');
    await expect(silent.startRecording()).rejects.toThrow('no-recording');
    await silent.goTo('summary');
    await silent.startRecording();
    expect(silent.recorder.phase).toBe('recording');
    await silent.stopRecording();
    await silent.finalise();

    const talk = await scene.agreed();
    await talk.startRecording();
    await scene.speak(6);
    await talk.addNote('wat-helpt', 'Haar zus');
    await talk.answerConsent('recording', 'no');
    expect(talk.recorder).toMatchObject({ phase: 'off', recorded: 0 });
    expect(await scene.store.list('chunks', { prefix: [talk.view.id] })).toEqual([]);
    await talk.finalise();
    await scene.phone.delivery.run();
    const manifest = await scene.server.manifest(talk.view.id);
    expect(manifest.capture).toBe('notes');
    expect(manifest.parts.map((part) => part.kind)).toEqual(['answers']);
    expect(scene.server.interviews.get(talk.view.id)?.envelope.keys.sound).toBeUndefined();
    const answers = await scene.server.answers(talk.view.id);
    expect(answers.topics[1]?.notes).toMatchObject([{ text: 'Haar zus' }]);
    expect(answers.topics[1]?.notes[0]?.offset).toBeUndefined();
  });

  test('terughoren = nee: no contact is asked, and a given one is forgotten', async () => {
    const scene = await Scene.paired();
    const closed = await scene.agreed({ hearBack: 'no' });
    await expect(closed.setContact({ way: 'interviewer' })).rejects.toThrow('hear-back-refused');
    const talk = await scene.agreed();
    await talk.setContact({ way: 'phone', phone: '0687654321' });
    await talk.answerConsent('hearBack', 'no');
    await talk.finalise();
    await scene.phone.delivery.run();
    const { envelope } = scene.server.interviews.get(talk.view.id)!;
    expect(envelope.keys.contact).toBeUndefined();
    expect(envelope.parts.map((part) => part.kind)).toEqual(['answers']);
  });

  test('gezondheid = nee reminds the interviewer; every change stays in the log', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed({ health: 'no' });
    expect(talk.view.leaveHealthOut).toBe(true);
    await talk.answerConsent('health', 'yes');
    await talk.answerConsent('quote', 'no');
    expect(talk.view.leaveHealthOut).toBe(false);
    await expect(talk.goTo('age')).rejects.toThrow(NotAllowed);
    await talk.finalise();
    await scene.phone.delivery.run();
    const { consent, consentLog } = await scene.server.manifest(talk.view.id);
    expect(consent).toMatchObject({ health: 'yes', quote: 'no' });
    expect(consentLog.slice(7).map((one) => [one.choice, one.answer])).toEqual([
      ['health', 'yes'],
      ['quote', 'no'],
    ]);
  });

  test('no topic can be shown before all seven choices', async () => {
    const scene = await Scene.paired();
    const talk = await scene.begin();
    await talk.answerAge(true);
    await talk.answerConsent('participate', 'yes');
    await expect(talk.showTopic('wat-helpt')).rejects.toThrow('consent-first');
    await expect(talk.goTo('topics')).rejects.toThrow('consent-first');
    await expect(talk.finalise()).rejects.toThrow('consent-first');
  });

  test('read back "haal weg" takes the notes away', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.addNote('wat-helpt', 'kanarievogel');
    await talk.readBack({ topic: 'wat-helpt', text: 'kanarievogel', verdict: 'removed' });
    await talk.finalise();
    await scene.phone.delivery.run();
    const answers = await scene.server.answers(talk.view.id);
    expect(JSON.stringify(answers)).not.toContain('kanarievogel');
    expect(answers.readBack).toEqual([{ topic: 'wat-helpt', text: '', verdict: 'removed' }]);
  });
});
