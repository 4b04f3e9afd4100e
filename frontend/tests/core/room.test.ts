import { expect, test } from 'vitest';
import { StoreFull } from '../../src/core';
import { wholeTalk } from '../../src/core/room';
import { settle } from './support/clock';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

const left = (scene: Scene) => scene.files!.all.get('room')?.length ?? 0;

test('a talk begins when a whole one fits, and the room is free for it', async () => {
  const scene = await Scene.paired();
  scene.files!.room = wholeTalk;
  expect((await scene.begin()).view.stage).toBe('age');
  expect(left(scene)).toBe(0);
});

test('a talk that would not fit does not begin, but practising is free', async () => {
  const scene = await Scene.paired();
  scene.files!.room = wholeTalk - 1;
  await expect(scene.begin()).rejects.toThrow(StoreFull);
  expect(left(scene)).toBe(0);
  expect(await scene.phone.interviews()).toEqual([]);
  expect((await scene.begin(true)).view.stage).toBe('age');
  scene.phone.leave();
  scene.files!.room = wholeTalk;
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

test('a phone that fills up in a talk says so, and keeps what it has', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.goTo('topics');
  scene.store.fits = () => false;
  await expect(talk.addNote('wat-helpt', 'Past niet.')).rejects.toThrow(StoreFull);
  expect(talk.view.draft.answers.topics[1]!.notes).toEqual([]);
  scene.store.fits = () => true;
  await scene.afterKill();
  expect((await scene.phone.resume(talk.view.id))!.view.stage).toBe('topics');
});

test('room that a killed try left is given back at the next start', async () => {
  const scene = await Scene.paired();
  scene.files!.all.set('room', new Uint8Array(wholeTalk));
  await scene.afterKill();
  await settle();
  expect(left(scene)).toBe(0);
});

test('room that came too late is given back in the talk', async () => {
  const scene = await Scene.paired();
  const { clock } = scene;
  const fill = scene.files!.fill;
  let turn = Promise.resolve();
  const after = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.then(
      () => undefined,
      () => undefined,
    );
    return mine;
  };
  scene.files!.fill = (name, bytes) =>
    after(async () => {
      await new Promise<void>((resolve) => clock.after(20_000, resolve));
      return fill(name, bytes);
    });
  const remove = scene.files!.remove;
  scene.files!.remove = (name) => after(() => remove(name));
  const begun = scene.begin();
  await clock.pass(30_000);
  expect((await begun).view.stage).toBe('age');
  await settle();
  expect(left(scene)).toBe(0);
});
