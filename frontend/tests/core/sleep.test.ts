import { describe, expect, test } from 'vitest';
import type { Answers } from '../../src/core';
import { settle } from './support/clock';
import { delivered } from './support/delivered';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

/** Half a second at 24 kbit/s. */
const halfSecond = (value: number) => new Uint8Array(1_500).fill(value);

async function recording(webkit = false) {
  const scene = await Scene.paired();
  scene.microphone.webkit = webkit;
  const talk = await scene.agreed();
  await talk.startRecording();
  return { scene, talk };
}

/** Speaks so many chunks of half a second. */
async function speak(scene: Scene, chunks: number) {
  for (let n = 0; n < chunks; n++) {
    await scene.clock.pass(500);
    scene.microphone.speak(halfSecond(++scene.spoken));
    await settle();
  }
}

const of = (answers: Answers, event: string) =>
  answers.timeline.filter((one) => one.event === event);

describe('a phone that sleeps while it records', () => {
  test('the sound ends where it ended, and the gap is as long as the sleep', async () => {
    const { scene, talk } = await recording();
    await speak(scene, 4);
    scene.clock.sleep(2_400_000);
    await scene.clock.pass(500);
    expect(talk.recorder).toMatchObject({ phase: 'alarm', cause: 'stalled', recorded: 2_000 });
    expect(talk.recorder.missing).toBeGreaterThan(2_399_000);
    await scene.clock.pass(1_000);
    expect(talk.recorder.phase).toBe('recording');
    await speak(scene, 2);
    expect(talk.recorder.gap?.ms).toBeGreaterThan(2_399_000);
    const { manifest, answers, sound } = await delivered(scene, talk);
    expect(sound).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ]);
    expect(manifest.parts.filter(({ kind }) => kind === 'sound')).toMatchObject([
      { number: 2, ms: 2_000 },
      { number: 3, ms: 1_500 },
    ]);
    const [gap] = of(answers, 'gap');
    const length = Date.parse(gap!.to!) - Date.parse(gap!.from!);
    expect(length).toBe(gap!.ms);
    expect(Math.abs(length - 2_401_000)).toBeLessThanOrEqual(1_000);
  });

  test.each([6_000, 40_000])(
    'stopped for %i ms, a chunk comes before the watch looks: it ends its segment',
    async (stopped) => {
      const { scene, talk } = await recording();
      await speak(scene, 4);
      scene.clock.took(stopped);
      scene.microphone.speak(halfSecond(++scene.spoken));
      await settle();
      expect(talk.recorder.phase).toBe('recording');
      await speak(scene, 2);
      const { manifest, answers, sound } = await delivered(scene, talk);
      expect(sound).toEqual([
        [1, 2, 3, 4, 5],
        [6, 7],
      ]);
      expect(manifest.parts.filter(({ kind }) => kind === 'sound')).toMatchObject([
        { ms: 2_500 },
        { ms: 1_000 },
      ]);
      expect(of(answers, 'alarm')).toMatchObject([{ cause: 'stalled', segment: 2, ms: 2_500 }]);
      expect(of(answers, 'gap')).toMatchObject([{ segment: 2, ms: stopped - 500 }]);
    },
  );

  test('what the recorder still had when the watch was first belongs to the old segment', async () => {
    const { scene, talk } = await recording();
    await speak(scene, 4);
    scene.clock.took(20_000);
    scene.microphone.input!.take!.rest = halfSecond(5);
    await scene.clock.pass(500);
    await scene.clock.pass(500);
    const { manifest, answers } = await delivered(scene, talk);
    expect(manifest.parts.find(({ number }) => number === 2)).toMatchObject({ ms: 2_500 });
    expect(of(answers, 'gap')[0]!.ms).toBeLessThan(20_600);
  });

  test('a busy phone whose chunk is whole but late loses nothing and alarms nobody', async () => {
    const { scene, talk } = await recording();
    await speak(scene, 12);
    scene.clock.took(5_000);
    scene.microphone.speak(new Uint8Array(12_500).fill(13));
    await settle();
    await speak(scene, 1);
    const { manifest, answers } = await delivered(scene, talk);
    expect(manifest.parts.filter(({ kind }) => kind === 'sound')).toMatchObject([{ ms: 11_500 }]);
    expect(of(answers, 'gap')).toEqual([]);
  });

  test('in a pause nothing is missed', async () => {
    const { scene, talk } = await recording();
    await speak(scene, 2);
    await talk.pauseRecording();
    scene.clock.sleep(600_000);
    await scene.clock.pass(1_000);
    await talk.resumeRecording();
    await speak(scene, 2);
    expect(talk.recorder).toMatchObject({ phase: 'recording', recorded: 2_000 });
    const { answers } = await delivered(scene, talk);
    expect(of(answers, 'gap')).toEqual([]);
  });

  test('an answer right after waking is placed at the end of the sound', async () => {
    const { scene, talk } = await recording();
    await speak(scene, 4);
    scene.clock.took(40_000);
    await talk.showTopic('wat-helpt');
    const { answers } = await delivered(scene, talk);
    expect(of(answers, 'screen').at(-1)).toMatchObject({ segment: 2, ms: 2_000 });
  });
});

describe('a clock that somebody sets', () => {
  test.each(['2026-11-27T10:00:00Z', '2026-11-21T10:00:00Z'])(
    'to %s: places in the sound and what is missing stay as they were',
    async (now) => {
      const { scene, talk } = await recording();
      await speak(scene, 4);
      scene.clock.set(now);
      await speak(scene, 2);
      await talk.showTopic('wat-helpt');
      scene.microphone.input!.become('muted');
      await scene.clock.pass(8_000);
      expect(talk.recorder).toMatchObject({ phase: 'alarm', missing: 8_000, recorded: 3_000 });
      const { answers } = await delivered(scene, talk);
      expect(of(answers, 'screen').at(-1)).toMatchObject({ segment: 2, ms: 3_000 });
    },
  );
});

describe('WebKit', () => {
  test('a second stays with the recorder, so it is not safe until the end', async () => {
    const { scene, talk } = await recording(true);
    for (let n = 1; n <= 2; n++) {
      await scene.clock.pass(2_000);
      scene.microphone.speak(halfSecond(n));
      await settle();
    }
    expect(talk.recorder).toMatchObject({ recorded: 4_000, safe: 3_000 });
    scene.microphone.input!.take!.rest = halfSecond(3);
    await talk.stopRecording();
    expect(talk.recorder).toMatchObject({ recorded: 4_000, safe: 4_000 });
    const { manifest } = await delivered(scene, talk);
    expect(manifest.parts.find(({ number }) => number === 2)).toMatchObject({ ms: 4_000 });
  });
});

describe('where a recording begins', () => {
  test('places count from when the recorder really began', async () => {
    const { scene, talk } = await recording();
    await scene.clock.pass(300);
    scene.microphone.input!.take!.began();
    await scene.clock.pass(200);
    await talk.showTopic('wat-helpt');
    const { answers } = await delivered(scene, talk);
    expect(of(answers, 'screen').at(-1)).toMatchObject({ segment: 2, ms: 200 });
  });
});
