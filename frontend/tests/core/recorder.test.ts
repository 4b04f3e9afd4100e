import { describe, expect, test } from 'vitest';
import { testMicrophone } from '../../src/core';
import { recordingFor } from '../../src/core/run';
import { settle } from './support/clock';
import { delivered } from './support/delivered';
import { TestMicrophone } from './support/microphone';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

const half = (value: number) => new Uint8Array(100).fill(value);

describe('how it records', () => {
  test('opus on Chromium, mp4 with longer chunks on WebKit, nothing where nothing fits', () => {
    const microphone = new TestMicrophone();
    expect(recordingFor(microphone)).toEqual({
      mime: 'audio/webm;codecs=opus',
      bitsPerSecond: 24_000,
      timeslice: 500,
    });
    microphone.webkit = true;
    expect(recordingFor(microphone)).toMatchObject({ mime: 'audio/mp4', timeslice: 2_000 });
    microphone.formats = [];
    expect(recordingFor(microphone)).toBeUndefined();
  });

  test('chunks stand in the order in which they were announced, whatever arrives first', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.startRecording();
    let letGo = (): void => undefined;
    const late = new Promise<void>((resolve) => (letGo = resolve));
    scene.microphone.speak(half(1), late);
    scene.microphone.speak(half(2));
    scene.microphone.speak(new Uint8Array(0));
    scene.microphone.speak(half(3));
    await settle();
    expect(await scene.store.list('chunks', { prefix: [] })).toEqual([]);
    letGo();
    const { sound } = await delivered(scene, talk);
    expect(sound).toEqual([[1, 2, 3]]);
  });

  test('one huge chunk after sleep is cut into frames of at most a mebibyte', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.startRecording();
    scene.microphone.speak(half(1));
    scene.microphone.speak(new Uint8Array(2 * 1024 * 1024 + 7).fill(2));
    scene.microphone.speak(half(3));
    const { manifest, sound } = await delivered(scene, talk);
    expect(manifest.parts.at(-1)).toMatchObject({ chunks: 5 });
    expect(sound).toEqual([[1, 2, 3]]);
  });

  test('pause and resume are on the timeline, and paused time does not count', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.startRecording();
    await scene.speak(4);
    await talk.pauseRecording();
    expect(talk.recorder.phase).toBe('paused');
    await scene.clock.pass(60_000);
    expect(talk.recorder).toMatchObject({ phase: 'paused', recorded: 2_000 });
    await talk.resumeRecording();
    await scene.speak(2);
    expect(talk.recorder).toMatchObject({ phase: 'recording', recorded: 3_000, safe: 3_000 });
    const { answers } = await delivered(scene, talk);
    const events = answers.timeline.map(({ event, ms }) => [event, ms]);
    expect(events).toEqual([
      ['segment', undefined],
      ['pause', 2_000],
      ['resume', 2_000],
      ['pause', 3_000],
    ]);
  });

  test('what the recorder still had when it was stopped is kept', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.startRecording();
    await scene.speak(1);
    scene.microphone.input!.take!.rest = half(9);
    const { sound } = await delivered(scene, talk);
    expect(sound).toEqual([[1, 9]]);
  });

  test('killed while recording: the gap until it records again is on the timeline', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.startRecording();
    await scene.speak(6);
    scene.store.dead = true;
    await scene.clock.pass(20_000);
    await scene.afterKill();
    const again = (await scene.phone.resume(talk.view.id))!;
    expect(again.recorder).toMatchObject({ phase: 'off', recorded: 3_000, safe: 3_000 });
    await again.startRecording();
    scene.microphone.speak(half(7));
    const { sound, answers } = await delivered(scene, again);
    expect(sound).toEqual([[1, 2, 3, 4, 5, 6], [7]]);
    const gaps = answers.timeline.filter((one) => one.event === 'gap');
    expect(gaps).toMatchObject([{ segment: 2, ms: 20_000 }]);
  });

  test('the microphone test is in memory and before any consent', async () => {
    const scene = await Scene.paired();
    const levels: number[] = [];
    const writes = scene.store.writes;
    const running = testMicrophone(scene.microphone, scene.clock, 3_000, (level) =>
      levels.push(level),
    );
    await settle();
    scene.microphone.speak(half(1));
    await scene.clock.pass(3_000);
    const { heard, sound } = await running;
    expect({ heard, size: sound.size, writes: scene.store.writes }).toEqual({
      heard: true,
      size: 100,
      writes,
    });
    expect(levels.length).toBeGreaterThan(20);
    expect(scene.microphone.input?.closed).toBe(true);
  });
});

describe('the watchdog', () => {
  test.each([
    ['muted', 'muted'],
    ['suspended', 'suspended'],
    ['ended', 'ended'],
  ] as const)(
    'a track that is %s is an alarm at once, and a new segment afterwards',
    async (health, cause) => {
      const scene = await Scene.paired();
      const talk = await scene.agreed();
      await talk.startRecording();
      await scene.speak(4);
      const first = scene.microphone.input!;
      first.become(health);
      await settle();
      expect(talk.recorder).toMatchObject({ phase: 'alarm', cause, missing: 0 });
      await scene.clock.pass(8_000);
      if (health !== 'ended') {
        expect(talk.recorder).toMatchObject({ phase: 'alarm', missing: 8_000, safe: 2_000 });
        first.become('well');
        await settle();
      }
      expect(talk.recorder.phase).toBe('recording');
      scene.microphone.speak(half(5));
      const { sound, answers } = await delivered(scene, talk);
      expect(sound).toEqual([[1, 2, 3, 4], [5]]);
      const gap = answers.timeline.find((one) => one.event === 'gap');
      expect(gap?.segment).toBe(2);
      if (health !== 'ended') expect(gap?.ms).toBe(8_000);
    },
  );

  test('no chunk for three seconds: alarm, then by itself a new segment', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.startRecording();
    await scene.speak(2);
    await scene.clock.pass(2_500);
    expect(talk.recorder.phase).toBe('recording');
    await scene.clock.pass(500);
    expect(talk.recorder).toMatchObject({ phase: 'alarm', cause: 'stalled', missing: 3_000 });
    await scene.clock.pass(1_000);
    expect(talk.recorder.phase).toBe('recording');
    await scene.speak(2);
    const { sound } = await delivered(scene, talk);
    expect(sound).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('five seconds of digital silence: alarm; a voice ends it without a new segment', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.startRecording();
    await scene.speak(2);
    scene.microphone.input!.loudness = 0;
    await scene.speak(12);
    expect(talk.recorder).toMatchObject({ phase: 'alarm', cause: 'silent' });
    expect(talk.recorder.missing).toBeGreaterThanOrEqual(5_000);
    scene.microphone.input!.loudness = 0.2;
    await scene.speak(2);
    expect(talk.recorder.phase).toBe('recording');
    const { sound, answers } = await delivered(scene, talk);
    expect(sound.length).toBe(1);
    expect(answers.timeline.filter((one) => one.event === 'gap').length).toBe(1);
  });

  test('a disk that does not answer for ten seconds: alarm, and nothing is lost when it does', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.startRecording();
    await scene.speak(2);
    scene.store.failing = 1_000;
    await scene.speak(24);
    expect(talk.recorder).toMatchObject({ phase: 'alarm', cause: 'store', safe: 1_000 });
    scene.store.failing = 0;
    await scene.speak(10);
    expect(talk.recorder.phase).toBe('recording');
    const { sound } = await delivered(scene, talk);
    expect(sound).toEqual([Array.from({ length: 36 }, (_, n) => n + 1)]);
  });

  test('a chunk whose bytes are gone ends its segment; the next one has no hole', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.startRecording();
    await scene.speak(2);
    scene.microphone.speak(half(3), Promise.reject(new DOMException('', 'NotReadableError')));
    scene.microphone.speak(half(4));
    await settle();
    expect(talk.recorder).toMatchObject({ phase: 'alarm', cause: 'stalled', safe: 1_000 });
    await scene.clock.pass(500);
    await scene.speak(2);
    const { sound } = await delivered(scene, talk);
    expect(sound).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('a gap that could not be noted at once is noted later', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.startRecording();
    await scene.speak(2);
    scene.microphone.input!.loudness = 0;
    await scene.speak(12);
    expect(talk.recorder.cause).toBe('silent');
    scene.microphone.input!.loudness = 0.2;
    scene.store.full = true;
    await scene.clock.pass(500);
    expect(talk.recorder.phase).toBe('recording');
    scene.store.full = false;
    await scene.speak(1);
    const { answers } = await delivered(scene, talk);
    expect(answers.timeline.filter((one) => one.event === 'gap').length).toBe(1);
  });

  test('a recording that was agreed to again begins with a new key and a new part', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.startRecording();
    await scene.speak(2);
    await talk.answerConsent('recording', 'no');
    await talk.answerConsent('recording', 'yes');
    await talk.startRecording();
    await scene.speak(2);
    const { sound, manifest } = await delivered(scene, talk);
    expect(sound).toEqual([[3, 4]]);
    expect(manifest.parts.map((part) => part.number)).toEqual([1, 3]);
  });

  test('a full phone stops the recording with what it has; the talk goes on with notes', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.startRecording();
    await scene.speak(3);
    scene.store.full = true;
    await scene.speak(3);
    expect(talk.recorder).toMatchObject({ phase: 'alarm', cause: 'full', safe: 1_500 });
    scene.store.full = false;
    await scene.clock.pass(20_000);
    expect(talk.recorder.cause).toBe('full');
    await talk.addNote('wat-helpt', 'verder op papier');
    const { sound, answers } = await delivered(scene, talk);
    expect(sound).toEqual([[1, 2, 3]]);
    expect(answers.topics[1]?.notes.length).toBe(1);
  });

  test('a refused microphone is said, and tried again on request', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    scene.microphone.allowed = false;
    await talk.startRecording();
    expect(talk.recorder).toMatchObject({ phase: 'alarm', cause: 'refused' });
    await scene.clock.pass(10_000);
    expect(talk.recorder.phase).toBe('alarm');
    scene.microphone.allowed = true;
    await talk.retryRecording();
    expect(talk.recorder.phase).toBe('recording');
    await talk.stopRecording();
  });
});
