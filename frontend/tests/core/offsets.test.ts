import { describe, expect, test } from 'vitest';
import type { Answers } from '../../src/core';
import { fromBase64url } from '../../src/core/bytes';
import { delivered } from './support/delivered';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

async function recording() {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.startRecording();
  await scene.speak(2);
  return { scene, talk };
}

const bytesOf = (answers: Answers, segment: number) => {
  const levels = answers.levels?.find((one) => one.segment === segment);
  return levels?.values === undefined ? undefined : [...fromBase64url(levels?.values)];
};

describe('from question to sound', () => {
  test('every screen, what became of a topic and every note carry their place', async () => {
    const { scene, talk } = await recording();
    await talk.goTo('background');
    await scene.speak(2);
    await talk.showTopic('wat-helpt');
    await scene.speak(3);
    await talk.addNote('wat-helpt', 'Haar zus helpt.');
    await scene.speak(1);
    await talk.finishTopic('wat-helpt', 'discussed');
    await scene.speak(1);
    await talk.finishTopic('contact-met-school', 'refused');
    await scene.speak(1);
    await talk.finishTopic('gezin-en-wijk', 'skipped');
    await talk.speakNote('wat-helpt');
    await scene.speak(1);
    await talk.endNote();
    const { answers } = await delivered(scene, talk);
    const [typed, spoken] = answers.topics.find(({ topic }) => topic === 'wat-helpt')!.notes;
    const placed = answers.timeline.map(({ at: _, ...moment }) => moment);
    expect(placed).toEqual([
      { event: 'segment', segment: 2, topic: 'gezin-en-wijk' },
      { event: 'screen', stage: 'background', segment: 2, ms: 1_000 },
      { event: 'screen', topic: 'wat-helpt', segment: 2, ms: 2_000 },
      { event: 'note', topic: 'wat-helpt', note: typed!.id, segment: 2, ms: 3_500 },
      { event: 'state', topic: 'wat-helpt', state: 'discussed', segment: 2, ms: 4_000 },
      { event: 'screen', topic: 'contact-met-school', segment: 2, ms: 4_000 },
      { event: 'state', topic: 'contact-met-school', state: 'refused', segment: 2, ms: 4_500 },
      { event: 'screen', topic: 'gezin-en-wijk', segment: 2, ms: 4_500 },
      { event: 'state', topic: 'gezin-en-wijk', state: 'skipped', segment: 2, ms: 5_000 },
      { event: 'screen', stage: 'meaning', segment: 2, ms: 5_000 },
      { event: 'note', topic: 'wat-helpt', note: spoken!.id, segment: 3, ms: 0 },
      { event: 'segment', topic: 'wat-helpt', segment: 3 },
      { event: 'segment', topic: 'gezin-en-wijk', segment: 4 },
      { event: 'pause', segment: 4, ms: 0 },
    ]);
    expect(typed!.offset).toEqual({ segment: 2, ms: 3_500 });
  });

  test('without a recording they are noted without a place', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed({ recording: 'no' });
    await talk.showTopic('wat-helpt');
    await talk.addNote('wat-helpt', 'Haar zus helpt.');
    const { answers } = await delivered(scene, talk);
    expect(answers.timeline.map(({ event, segment }) => [event, segment])).toEqual([
      ['screen', undefined],
      ['note', undefined],
    ]);
    expect(answers.levels).toBeUndefined();
  });
});

describe('how loud it was', () => {
  test('half a second a byte for each segment, soft speech to be seen beside loud', async () => {
    const { scene, talk } = await recording();
    scene.microphone.input!.loudness = 0.01;
    await scene.speak(2);
    scene.microphone.input!.loudness = 1;
    await scene.speak(2);
    await talk.stopRecording();
    await talk.startRecording();
    await scene.speak(2);
    const { answers } = await delivered(scene, talk);
    const heard = Math.round(255 * Math.sqrt(0.2));
    expect(bytesOf(answers, 2)?.slice(1)).toEqual([heard, heard, 26, 26, 255, 255]);
    expect(bytesOf(answers, 3)?.slice(1)).toEqual([heard, heard]);
  });

  test('what was heard before a kill is kept up to the last step', async () => {
    const { scene, talk } = await recording();
    await talk.showTopic('wat-helpt');
    await scene.speak(4);
    scene.store.dead = true;
    await scene.afterKill();
    const again = (await scene.phone.resume(talk.view.id))!;
    await again.startRecording();
    await scene.speak(2);
    const { answers } = await delivered(scene, again);
    expect(bytesOf(answers, 2)?.length).toBe(3);
    expect(bytesOf(answers, 3)?.length).toBe(3);
  });

  test('with the sound goes how loud it was', async () => {
    const { scene, talk } = await recording();
    await talk.showTopic('wat-helpt');
    await talk.speakNote('wat-helpt');
    await scene.speak(2);
    await talk.endNote();
    const note = talk.view.draft.answers.topics[1]!.notes[0]!.id;
    await talk.changeNote('wat-helpt', note, '');
    const segments = () => talk.view.draft.answers.levels?.map(({ segment }) => segment);
    expect(segments()).toEqual([2]);
    await talk.answerConsent('recording', 'no');
    expect(segments()).toBeUndefined();
    await talk.showTopic('contact-met-school');
    expect(segments()).toBeUndefined();
  });
});
