import { expect, test } from 'vitest';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

const reported = async (scene: Scene) => {
  await scene.phone.delivery.run();
  return scene.server.phoneState!;
};

test('the server hears since when a talk is open, until it is finished', async () => {
  const scene = await Scene.paired();
  const began = scene.clock.truth();
  const practice = await scene.agreed({}, true);
  expect(await reported(scene)).not.toHaveProperty('oldestOpen');
  await practice.finalise();
  const first = await scene.agreed();
  await scene.clock.pass(3_600_000);
  scene.phone.leave();
  await scene.agreed();
  const both = await reported(scene);
  expect(both.waiting).toBe(2);
  expect(Math.abs(Date.parse(both.oldestOpen!) - began)).toBeLessThan(2_000);
  scene.phone.leave();
  await (await scene.phone.resume(first.view.id))!.finalise();
  const { oldestOpen } = await reported(scene);
  expect(Math.abs(Date.parse(oldestOpen!) - began - 3_600_000)).toBeLessThan(2_000);
});

test('by the clock of the server, also where that of the phone is days ahead', async () => {
  const scene = await Scene.paired();
  scene.clock.set('2026-11-27T10:00:00Z');
  await scene.phone.refresh();
  await scene.begin();
  const { oldestOpen } = await reported(scene);
  expect(Math.abs(Date.parse(oldestOpen!) - scene.clock.truth())).toBeLessThan(2_000);
});
