import { describe, expect, test } from 'vitest';
import { NotAllowed, type Answers, type Interview } from '../../src/core';
import { settle } from './support/clock';
import { delivered } from './support/delivered';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

const topic = 'wat-helpt';

const notesOf = (answers: Answers) => answers.topics.find((one) => one.topic === topic)!.notes;

const noteOf = (talk: Interview) => notesOf(talk.view.draft.answers).at(-1)!;

async function recordedTalk() {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.startRecording();
  await scene.speak(2);
  return { scene, talk };
}

describe('a note that is spoken', () => {
  test('while the talk is recorded it is a part of its own, by its topic', async () => {
    const { scene, talk } = await recordedTalk();
    await talk.speakNote(topic);
    expect(talk.view.speaking).toBe(topic);
    await scene.speak(3);
    await talk.endNote();
    expect(talk.view.speaking).toBeUndefined();
    await scene.speak(1);
    expect(talk.recorder).toMatchObject({ phase: 'recording', recorded: 3_000, safe: 3_000 });
    const heard = new Uint8Array(await (await talk.listen(3)).arrayBuffer());
    expect([...new Set(heard)]).toEqual([3, 4, 5]);

    const { sound, numbers, answers } = await delivered(scene, talk);
    expect(numbers).toEqual([2, 3, 4]);
    expect(sound).toEqual([[1, 2], [3, 4, 5], [6]]);
    const notes = notesOf(answers);
    expect(notes).toMatchObject([{ text: '', sound: 3, offset: { segment: 3, ms: 0 } }]);
    const begun = answers.timeline.filter(({ event }) => event === 'segment');
    expect(begun.map((one) => [one.segment, one.topic])).toEqual([
      [2, 'gezin-en-wijk'],
      [3, topic],
      [4, 'gezin-en-wijk'],
    ]);
    expect(answers.timeline.some(({ event }) => event === 'gap')).toBe(false);
  });

  test('in a pause: afterwards it is a pause again', async () => {
    const { scene, talk } = await recordedTalk();
    await talk.pauseRecording();
    await talk.speakNote(topic);
    await scene.speak(1);
    await talk.endNote();
    expect(talk.recorder).toMatchObject({ phase: 'paused', recorded: 1_500 });
    await talk.resumeRecording();
    await scene.speak(1);
    const { sound } = await delivered(scene, talk);
    expect(sound).toEqual([[1, 2], [3], [4]]);
  });

  test('with the recording stopped the microphone is open for the note only', async () => {
    const { scene, talk } = await recordedTalk();
    await talk.stopRecording();
    await talk.speakNote(topic);
    expect(scene.microphone.opened).toBe(2);
    await scene.speak(1);
    await talk.endNote();
    expect(talk.recorder.phase).toBe('off');
    expect(scene.microphone.input!.closed).toBe(true);
    const { sound } = await delivered(scene, talk);
    expect(sound.at(-1)).toEqual([3]);
  });

  test('killed while it is spoken: what was said until then is there', async () => {
    const { scene, talk } = await recordedTalk();
    await talk.speakNote(topic);
    await scene.speak(2);
    scene.store.dead = true;
    await scene.clock.pass(5_000);
    await scene.afterKill();
    const again = (await scene.phone.resume(talk.view.id))!;
    expect(noteOf(again)).toMatchObject({ sound: 3 });
    const { sound } = await delivered(scene, again);
    expect(sound).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('interrupted by a call: it goes on in a second part under the topic', async () => {
    const { scene, talk } = await recordedTalk();
    await talk.speakNote(topic);
    await scene.speak(1);
    scene.microphone.input!.become('ended');
    await settle();
    expect(talk.recorder.phase).toBe('alarm');
    await talk.retryRecording();
    await scene.speak(1);
    await talk.endNote();
    const { answers, sound } = await delivered(scene, talk);
    const notes = notesOf(answers);
    expect(notes.map((note) => note.sound)).toEqual([3, 4]);
    expect(sound.slice(0, 3)).toEqual([[1, 2], [3], [4]]);
  });

  test('ended while the microphone is silent, what is said after it is no part of it', async () => {
    const { scene, talk } = await recordedTalk();
    await talk.speakNote(topic);
    await scene.speak(2);
    scene.microphone.input!.loudness = 0;
    await scene.speak(12);
    expect(talk.recorder).toMatchObject({ phase: 'alarm', cause: 'silent' });
    await talk.endNote();
    scene.microphone.input!.loudness = 0.2;
    const said = scene.spoken;
    await scene.speak(4);
    expect(talk.view.draft.segments.map(({ note }) => note ?? false)).toEqual([false, true, false]);
    await talk.changeNote(topic, noteOf(talk).id, '');
    const { sound } = await delivered(scene, talk);
    expect(sound.at(-1)).toEqual([said + 1, said + 2, said + 3, said + 4]);
  });

  test('ended in a pause while the microphone is silent: afterwards it is a pause again', async () => {
    const { scene, talk } = await recordedTalk();
    await talk.pauseRecording();
    await talk.speakNote(topic);
    scene.microphone.input!.loudness = 0;
    await scene.speak(12);
    await talk.endNote();
    scene.microphone.input!.loudness = 0.2;
    await scene.speak(2);
    expect(talk.recorder.phase).toBe('paused');
  });

  test('ended in a pause while the phone is full: with room again it is a pause', async () => {
    const { scene, talk } = await recordedTalk();
    await talk.pauseRecording();
    await talk.speakNote(topic);
    await scene.speak(2);
    scene.store.full = true;
    await talk.endNote().catch(() => undefined);
    expect(talk.recorder.phase).toBe('alarm');
    scene.store.full = false;
    await talk.retryRecording();
    expect(talk.recorder.phase).toBe('paused');
  });

  test('taken away, its sound is gone from the phone and never sent', async () => {
    const { scene, talk } = await recordedTalk();
    await talk.speakNote(topic);
    await scene.speak(2);
    await talk.endNote();
    await talk.changeNote(topic, noteOf(talk).id, '');
    expect(await scene.store.list('chunks', { prefix: [talk.view.id, 3] })).toEqual([]);
    const { sound, answers } = await delivered(scene, talk);
    expect(sound).toEqual([[1, 2]]);
    expect(answers.topics.every(({ notes }) => notes.length === 0)).toBe(true);
  });

  test('the participant hears it when it is read back, and can have it removed', async () => {
    const { scene, talk } = await recordedTalk();
    await talk.addNote(topic, 'Haar zus helpt.');
    await talk.speakNote(topic);
    await scene.speak(1);
    await talk.endNote();
    expect(talk.view.toReadBack).toEqual([{ topic, text: 'Haar zus helpt.', sound: [3] }]);
    await talk.readBack({ topic, text: '', verdict: 'removed' });
    const { sound } = await delivered(scene, talk);
    expect(sound).toEqual([[1, 2]]);
  });

  test('opname changed to nee takes spoken notes with it, typed ones stay', async () => {
    const { scene, talk } = await recordedTalk();
    await talk.addNote(topic, 'Haar zus helpt.');
    await talk.speakNote(topic);
    await scene.speak(1);
    await talk.answerConsent('recording', 'no');
    expect(talk.view.speaking).toBeUndefined();
    const { sound, answers } = await delivered(scene, talk);
    expect(sound).toEqual([]);
    const notes = notesOf(answers);
    expect(notes.map(({ text, offset }) => [text, offset])).toEqual([
      ['Haar zus helpt.', undefined],
    ]);
  });
});

describe('after opname = nee', () => {
  test('the microphone stays off during the talk, however notes are kept', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed({ recording: 'no' });
    await talk.showTopic(topic);
    await expect(talk.speakNote(topic)).rejects.toThrow(NotAllowed);
    await talk.chooseCapture('summary');
    await expect(talk.speakNote(topic)).rejects.toThrow(NotAllowed);
    expect(scene.microphone.opened).toBe(0);
  });

  test('the interviewer speaks afterwards, topic by topic', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed({ recording: 'no' });
    await talk.chooseCapture('summary');
    await talk.showTopic(topic);
    await talk.finishTopic(topic, 'discussed');
    await talk.goTo('summary');
    await talk.speakNote(topic);
    await scene.speak(2);
    await talk.endNote();
    const { sound, answers } = await delivered(scene, talk);
    expect(sound).toEqual([[1, 2]]);
    expect(notesOf(answers)[0]).toMatchObject({ sound: 2 });
  });
});
