import { describe, expect, test } from 'vitest';
import { settle } from './support/clock';
import { delivered } from './support/delivered';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

async function recording() {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.startRecording();
  await scene.speak(4);
  return { scene, talk };
}

describe('another app before ours', () => {
  test('while sound keeps coming nothing else happens than that it is noted', async () => {
    const { scene, talk } = await recording();
    scene.presence.become('hidden');
    await scene.speak(20);
    expect(talk.recorder.phase).toBe('recording');
    scene.presence.become('shown');
    await scene.speak(1);
    const { sound, answers } = await delivered(scene, talk);
    expect(sound.length).toBe(1);
    const seen = answers.timeline.filter(({ event }) => event === 'hidden' || event === 'shown');
    expect(seen).toMatchObject([
      { event: 'hidden', segment: 2, ms: 2_000 },
      { event: 'shown', segment: 2, ms: 12_000 },
    ]);
  });

  test('without sound: alarm within three seconds, and it goes on by itself when seen again', async () => {
    const { scene, talk } = await recording();
    scene.presence.become('hidden');
    await scene.clock.pass(3_000);
    expect(talk.recorder).toMatchObject({ phase: 'alarm', cause: 'background' });
    await scene.clock.pass(57_000);
    expect(scene.microphone.input!.takes.length).toBe(1);
    scene.presence.become('shown');
    await settle();
    expect(talk.recorder.phase).toBe('recording');
    expect(scene.microphone.opened).toBe(1);
    await scene.speak(2);
    const { sound, answers } = await delivered(scene, talk);
    expect(sound).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ]);
    expect(answers.timeline.map(({ event }) => event)).toEqual([
      'segment',
      'hidden',
      'alarm',
      'shown',
      'segment',
      'gap',
      'pause',
    ]);
    expect(answers.timeline[2]).toMatchObject({ cause: 'background', segment: 2, ms: 2_000 });
    expect(answers.timeline[5]).toMatchObject({ segment: 2, ms: 60_000 });
  });

  test('a microphone that was taken meanwhile is opened anew', async () => {
    const { scene, talk } = await recording();
    scene.presence.become('hidden');
    await scene.clock.pass(3_000);
    scene.microphone.input!.become('ended');
    await scene.clock.pass(5_000);
    expect(scene.microphone.opened).toBe(1);
    scene.presence.become('shown');
    await settle();
    expect(scene.microphone.opened).toBe(2);
    expect(talk.recorder.phase).toBe('recording');
    await talk.stopRecording();
  });

  test('frozen out of sight, what came first on waking says so', async () => {
    const { scene, talk } = await recording();
    scene.presence.become('hidden');
    scene.clock.took(90_000);
    scene.microphone.speak(new Uint8Array(100).fill(9));
    await settle();
    scene.presence.become('shown');
    await settle();
    const { answers } = await delivered(scene, talk);
    expect(answers.timeline.find(({ event }) => event === 'alarm')?.cause).toBe('background');
  });

  test('what could not be noted at once is noted when the disk answers', async () => {
    const { scene, talk } = await recording();
    scene.store.full = true;
    scene.presence.become('hidden');
    await settle();
    scene.store.full = false;
    await scene.speak(1);
    const { answers } = await delivered(scene, talk);
    expect(answers.timeline.filter(({ event }) => event === 'hidden').length).toBe(1);
  });
});

describe('the screen', () => {
  test('stays on from the first to the last moment of a recording, pauses included', async () => {
    const { scene, talk } = await recording();
    expect(scene.awake.held).toBe(true);
    expect(talk.recorder.awake).toBe('held');
    await talk.pauseRecording();
    expect(scene.awake.held).toBe(true);
    scene.awake.become('refused');
    expect(talk.recorder.awake).toBe('refused');
    await talk.stopRecording();
    expect(scene.awake.held).toBe(false);
    expect(talk.recorder.awake).toBeUndefined();
  });
});
