import { expect, test } from 'vitest';
import { choices, resumeAt, stepAfter, type Guide } from '../../src/core';
import { flow } from '../../src/core/flow';
import { settle } from './support/clock';
import { practiceGuide } from './support/guide';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

const guide = practiceGuide as unknown as Guide;

/** A practice by its own guide; it begins with the choices. */
async function practising(scene: Scene) {
  const { slug, version } = practiceGuide;
  const about = { guide: { slug, version }, language: 'nl', practice: true };
  const talk = (await scene.phone.begin(about))!;
  for (const choice of choices) {
    expect(resumeAt(guide, talk.view.draft)).toBe(`keuze/${choice}`);
    await talk.answerConsent(choice, 'yes');
  }
  return talk;
}

test('a practice has the choices, the microphone, two questions, and is thrown away', async () => {
  const scene = await Scene.paired();
  const talk = await practising(scene);
  expect(flow(guide, talk.view.draft)).toEqual([
    ...choices.map((choice) => `keuze/${choice}`),
    'opnemen',
    'vraag/buurt',
    'vraag/idee',
    'klaar',
  ]);
  expect(resumeAt(guide, talk.view.draft)).toBe('opnemen');
  expect(stepAfter(guide, talk.view.draft, 'opnemen')).toBe('vraag/buurt');
  await talk.goTo('topics');
  await talk.finishTopic('buurt', 'discussed');
  expect(resumeAt(guide, talk.view.draft)).toBe('vraag/idee');
  await talk.finishTopic('idee', 'discussed');
  expect(resumeAt(guide, talk.view.draft)).toBe('klaar');
  await talk.finalise();
  expect(await scene.phone.interviews()).toEqual([]);
  await scene.phone.delivery.run();
  expect(scene.server.interviews.size).toBe(0);
});

test('no real talk is held by it', async () => {
  const scene = await Scene.paired();
  const { slug, version } = practiceGuide;
  await expect(scene.phone.begin({ guide: { slug, version }, language: 'nl' })).rejects.toThrow();
});

test('the microphone that is taken away gives the real alarm until it is given back', async () => {
  const scene = await Scene.paired();
  const talk = await practising(scene);
  await talk.startRecording();
  await scene.speak(4);
  talk.rehearsal!.lose();
  await settle();
  expect(talk.recorder).toMatchObject({ phase: 'alarm', cause: 'ended' });
  await scene.clock.pass(10_000);
  await settle();
  expect(talk.recorder.phase, 'it does not come back by itself').toBe('alarm');
  talk.rehearsal!.giveBack();
  await talk.retryRecording();
  await scene.speak(2);
  expect(talk.recorder.phase).toBe('recording');
  const gap = talk.view.draft.answers.timeline.find(({ event }) => event === 'gap');
  expect(gap!.ms).toBeGreaterThan(9_000);
  await talk.stopRecording();
});

test('a real talk has no rehearsal', async () => {
  const scene = await Scene.paired();
  expect((await scene.agreed()).rehearsal).toBeUndefined();
});
