import { expect, test } from 'vitest';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

async function locked(now: string): Promise<Scene> {
  const scene = await Scene.paired();
  scene.phone.lock();
  scene.clock.set(now);
  for (let n = 0; n < 5; n++) expect(await scene.phone.unlock('00000')).toBe('wrong');
  expect(await scene.phone.unlock('12345')).toBe('wait');
  return scene;
}

test('a phone whose time was years ahead waits a quarter of an hour, not years', async () => {
  const scene = await locked('2030-01-01T00:00:00Z');
  scene.clock.set('2026-11-24T10:10:00Z');
  expect(await scene.phone.unlock('12345')).toBe('wait');
  await scene.clock.pass(900_000);
  expect(await scene.phone.unlock('12345')).toBe('open');
});

test('setting the time ahead does not end the wait', async () => {
  const scene = await locked('2026-11-24T10:10:00Z');
  scene.clock.set('2026-11-24T12:00:00Z');
  expect(await scene.phone.unlock('12345')).toBe('wait');
  await scene.clock.pass(30_000);
  expect(await scene.phone.unlock('12345')).toBe('open');
});
