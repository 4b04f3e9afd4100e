import { describe, expect, test } from 'vitest';
import type { Input, Interview } from '../../src/core';
import { settle, until } from './support/clock';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

interface Slow {
  scene: Scene;
  talk: Interview;
  inputs: (Input & { closed: boolean })[];
  /** Lets every microphone that was asked for open. */
  open(): Promise<void>;
}

/** A talk on a phone whose microphone opens only when a test says so. */
async function slowly(): Promise<Slow> {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  const waiting: (() => void)[] = [];
  const inputs: Slow['inputs'] = [];
  const open = scene.microphone.open.bind(scene.microphone);
  scene.microphone.open = async () => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    const input = (await open()) as Slow['inputs'][number];
    inputs.push(input);
    return input;
  };
  const letOpen = async () => {
    for (const resolve of waiting.splice(0)) resolve();
    await settle();
  };
  return { scene, talk, inputs, open: letOpen };
}

describe('a microphone that opens late', () => {
  test('is still stopped by opname = nee after another choice was answered', async () => {
    const { scene, talk, inputs, open } = await slowly();
    void talk.startRecording();
    await settle();
    await talk.answerConsent('quote', 'no');
    await open();
    await until(() => talk.recorder.phase === 'recording');
    await scene.speak(2);
    await talk.answerConsent('recording', 'no');
    expect(talk.recorder.phase).toBe('off');
    expect(inputs.map(({ closed }) => closed)).toEqual([true]);
    expect(await scene.store.list('chunks', { prefix: [] })).toEqual([]);
  });

  test('closes at once when the recording was stopped meanwhile', async () => {
    const { talk, inputs, open } = await slowly();
    void talk.startRecording();
    await settle();
    await talk.stopRecording();
    await open();
    expect(inputs.map(({ closed }) => closed)).toEqual([true]);
    expect(talk.view.draft.segments).toEqual([]);
  });

  test('started, stopped and started again, one microphone is open and one segment begins', async () => {
    const { scene, talk, inputs, open } = await slowly();
    void talk.startRecording();
    await settle();
    await talk.stopRecording();
    void talk.startRecording();
    await settle();
    await open();
    await until(() => talk.recorder.phase === 'recording');
    await scene.speak(4);
    expect(inputs.map(({ closed }) => closed)).toEqual([true, false]);
    expect(talk.view.draft.segments).toHaveLength(1);
    await talk.stopRecording();
    expect(inputs.map(({ closed }) => closed)).toEqual([true, true]);
  });

  test.each(['recording', 'participate'] as const)(
    'closes when %s = nee is being kept as it opens',
    async (choice) => {
      const { talk, inputs, open } = await slowly();
      const refused = talk.answerConsent(choice, 'no');
      void talk.startRecording().catch(() => undefined);
      await settle();
      await open();
      await refused;
      await settle();
      expect(talk.recorder.phase).toBe('off');
      expect(inputs.every(({ closed }) => closed)).toBe(true);
    },
  );
});

describe('a recording that was stopped while the disk is slow', () => {
  test('is not finalised without its last sound', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.startRecording();
    await scene.speak(2);
    scene.store.failing = 1;
    scene.microphone.speak(new Uint8Array(100).fill(9));
    await settle();
    void talk.stopRecording().catch(() => undefined); // its mark comes after the end
    await settle();
    expect(talk.recorder.phase).toBe('off');
    const finalised = talk.finalise();
    await settle();
    await scene.clock.pass(1_000);
    await finalised;
    expect(await scene.store.list('chunks', { prefix: [talk.view.id, 2] })).toHaveLength(3);
  });
});

describe('a summary that the interviewer speaks', () => {
  test.each<[string, (talk: Interview) => Promise<void>]>([
    ['a question is shown', (talk) => talk.showTopic('wat-helpt')],
    ['another stage is', (talk) => talk.goTo('closing')],
    ['the talk goes on', (talk) => talk.goOn()],
    ['notes are chosen instead', (talk) => talk.chooseCapture('notes')],
  ])('ends with its stage: %s', async (_, leave) => {
    const scene = await Scene.paired();
    const talk = await scene.agreed({ recording: 'no' });
    await talk.chooseCapture('summary');
    await talk.goTo('summary');
    await talk.startRecording();
    await scene.speak(2);
    await leave(talk);
    expect(talk.recorder.phase).toBe('off');
    expect(scene.microphone.input!.closed).toBe(true);
    expect(talk.view.draft.segments).toHaveLength(1);
  });
});
