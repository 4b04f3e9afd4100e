import { expect, test } from 'vitest';
import { StoreFull, type Interview } from '../../src/core';
import { delivered } from './support/delivered';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

const held = (scene: Scene) => scene.files!.all.get('ballast')?.length;

/** The disk takes nothing more, until something is taken off it. */
function fillUp(scene: Scene): void {
  scene.files!.room = 0;
  scene.store.fits = () => scene.files!.room > 0;
}

/** Speaks until the recorder cannot keep any more, and gives how many seconds that took. */
async function speakOn(scene: Scene, talk: Interview): Promise<number> {
  for (let seconds = 0; seconds < 600; seconds += 5) {
    if (talk.recorder.phase === 'alarm') return seconds;
    await scene.speak(10, 1_500);
  }
  throw new Error('it never filled up');
}

test('a paired phone keeps 8 MB free for when it is full, and again before each talk', async () => {
  const scene = await Scene.paired();
  expect(held(scene)).toBe(8 << 20);
  scene.files!.all.delete('ballast');
  await scene.begin();
  expect(held(scene)).toBe(8 << 20);
});

test('without room for it no talk begins, but practising is free', async () => {
  const scene = await Scene.paired();
  scene.files!.all.delete('ballast');
  scene.files!.room = 1 << 20;
  await expect(scene.begin()).rejects.toThrow(StoreFull);
  expect(await scene.phone.interviews()).toEqual([]);
  expect((await scene.begin(true)).view.stage).toBe('age');
  scene.phone.leave();
  scene.files!.room = 9 << 20;
  expect((await scene.begin()).view.stage).toBe('age');
});

test('a browser that keeps no files is no reason not to talk', async () => {
  const scene = await Scene.paired();
  scene.files!.broken = true;
  expect((await scene.begin()).view.stage).toBe('age');
  scene.phone.leave();
  scene.files = undefined;
  await scene.afterKill();
  expect((await scene.begin()).view.stage).toBe('age');
  expect(scene.phone.mirrored).toBe(false);
});

test('a phone that fills up in a talk: minutes of sound, notes and the end still fit', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.startRecording();
  await scene.speak(4, 1_500);
  expect(scene.phone.low).toBe(false);
  fillUp(scene);
  await scene.speak(2, 1_500);
  expect(scene.phone.low).toBe(true);
  expect(held(scene)).toBe(0);
  expect(talk.recorder).toMatchObject({ phase: 'recording', safe: 3_000 });
  expect(await speakOn(scene, talk)).toBeGreaterThan(240);
  expect(talk.recorder.cause).toBe('full');
  await talk.goTo('topics');
  await talk.addNote('wat-helpt', 'De buren helpen.');
  const { answers, manifest } = await delivered(scene, talk);
  expect(answers.topics[1]!.notes[0]!.text).toBe('De buren helpen.');
  const ms = manifest.parts.find(({ kind }) => kind === 'sound')!.ms!;
  expect(ms).toBeGreaterThan(240_000);
});

test('a phone that is full again, with the ballast gone, says so and keeps what it has', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  fillUp(scene);
  await talk.goTo('topics');
  expect(scene.phone.low).toBe(true);
  scene.store.fits = () => false;
  await expect(talk.addNote('wat-helpt', 'Past niet.')).rejects.toThrow(StoreFull);
  expect(talk.view.draft.answers.topics[1]!.notes).toEqual([]);
  scene.store.fits = () => true;
  scene.files!.room = 9 << 20;
  await scene.afterKill();
  const again = (await scene.phone.resume(talk.view.id))!;
  expect(scene.phone.low).toBe(false);
  expect(held(scene)).toBe(8 << 20);
  expect(again.view.stage).toBe('topics');
});
