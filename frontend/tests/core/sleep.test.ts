import { describe, expect, test } from 'vitest';
import type { Answers } from '../../src/core';
import { settle } from './support/clock';
import { delivered } from './support/delivered';
import { hurryPINs, Scene } from './support/scene';
import { element, firstOf, packet, soundOf } from './support/webm';

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

/** A block of 20 ms in more bytes than a second takes. */
const loud = element([0xa3], packet(0x98, ...new Array<number>(4_000).fill(7)), 2);

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

describe('sound that tells its own length', () => {
  /** Two seconds of a recording that began, half a second a chunk. */
  async function twoSeconds() {
    const { scene, talk } = await recording();
    for (const chunk of [firstOf(500), soundOf(500), soundOf(500), soundOf(500)])
      await gives(scene, 500, chunk);
    expect(talk.recorder).toMatchObject({ recorded: 2_000, safe: 2_000 });
    return { scene, talk };
  }

  async function gives(scene: Scene, after: number, chunk: Uint8Array<ArrayBuffer>) {
    await scene.clock.pass(after);
    scene.microphone.speak(chunk);
    await settle();
  }

  /** A chunk that comes before anything else after all stood still. */
  async function wakesWith(scene: Scene, after: number, chunk: Uint8Array<ArrayBuffer>) {
    scene.clock.took(after);
    scene.microphone.speak(chunk);
    await settle();
  }

  const partsOf = async (scene: Scene, talk: Parameters<typeof delivered>[1]) => {
    const { manifest, answers } = await delivered(scene, talk);
    const ms = manifest.parts.filter(({ kind }) => kind === 'sound').map((part) => part.ms);
    return { ms, answers, gaps: of(answers, 'gap') };
  };

  test.each([6_000, 40_000])(
    'stopped for %i ms: the old segment is as long as its packets, the gap is the rest',
    async (stopped) => {
      const { scene, talk } = await twoSeconds();
      await wakesWith(scene, stopped, soundOf(340));
      expect(talk.recorder.phase).toBe('recording');
      await gives(scene, 500, firstOf(500));
      const { ms, answers, gaps } = await partsOf(scene, talk);
      expect(ms).toEqual([2_340, 500]);
      expect(of(answers, 'alarm')).toMatchObject([{ cause: 'stalled', segment: 2, ms: 2_340 }]);
      expect(gaps).toMatchObject([{ segment: 2, ms: stopped - 340 }]);
    },
  );

  test('what the recorder hands over only when it is stopped makes the gap shorter', async () => {
    const { scene, talk } = await twoSeconds();
    scene.microphone.input!.take!.rest = soundOf(3_000);
    await wakesWith(scene, 6_000, soundOf(500));
    await gives(scene, 500, firstOf(500));
    const { ms, gaps } = await partsOf(scene, talk);
    expect(ms).toEqual([5_500, 500]);
    expect(gaps).toMatchObject([{ segment: 2, ms: 2_500 }]);
  });

  test('the watch looks before any chunk comes: the same lengths', async () => {
    const { scene, talk } = await twoSeconds();
    scene.microphone.input!.take!.rest = soundOf(1_500);
    scene.clock.took(20_000);
    await scene.clock.pass(0);
    expect(talk.recorder).toMatchObject({ phase: 'recording', recorded: 3_500, safe: 3_500 });
    await gives(scene, 500, firstOf(500));
    const { ms, gaps } = await partsOf(scene, talk);
    expect(ms).toEqual([3_500, 500]);
    expect(gaps).toMatchObject([{ segment: 2, ms: 18_500 }]);
  });

  test('late but whole: no segment ends, and nobody is alarmed', async () => {
    const { scene, talk } = await twoSeconds();
    await wakesWith(scene, 5_000, soundOf(4_900));
    await gives(scene, 500, soundOf(500));
    const { ms, answers, gaps } = await partsOf(scene, talk);
    expect(ms).toEqual([7_400]);
    expect([gaps, of(answers, 'alarm')]).toEqual([[], []]);
  });

  test('quiet bytes that hold much, and loud ones that hold little, are no guess', async () => {
    const { scene, talk } = await twoSeconds();
    await wakesWith(scene, 5_000, new Uint8Array([...soundOf(100), ...loud, ...loud]));
    await gives(scene, 500, firstOf(500));
    const { ms, gaps } = await partsOf(scene, talk);
    expect(ms).toEqual([2_140, 500]);
    expect(gaps).toMatchObject([{ ms: 4_860 }]);
  });

  test('a sleep too short for an alarm: what comes later still stands at its sound', async () => {
    const { scene, talk } = await twoSeconds();
    await wakesWith(scene, 2_500, soundOf(500));
    for (let n = 0; n < 4; n++) await gives(scene, 500, soundOf(500));
    await scene.clock.pass(300);
    await talk.showTopic('wat-helpt');
    const { answers } = await partsOf(scene, talk);
    expect(of(answers, 'screen').at(-1)).toMatchObject({ segment: 2, ms: 4_800 });
  });

  test('while a late chunk is being read no sound is believed but what was read', async () => {
    const { scene, talk } = await twoSeconds();
    let read = (): void => undefined;
    scene.clock.took(40_000);
    scene.microphone.speak(soundOf(500), new Promise((resolve) => (read = resolve)));
    await talk.showTopic('wat-helpt');
    read();
    await settle();
    const { answers, ms } = await partsOf(scene, talk);
    expect(ms[0]).toBe(2_500);
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
