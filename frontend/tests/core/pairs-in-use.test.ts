import { expect, test } from 'vitest';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

test('a phone names the pairs for which it holds something, until it does not', async () => {
  const scene = await Scene.paired();
  const { server, phone } = scene;
  const deliver = async () => {
    await phone.refresh();
    expect(await phone.delivery.run()).toBe(true);
  };
  const talk = await scene.agreed();
  const [project, vault] = server.pairs;
  await deliver();
  expect(server.keys).toEqual([project, vault]);

  await server.renewKeys();
  const [next, nextVault] = server.pairs;
  expect(next).not.toBe(project);
  await deliver();
  expect(server.keys).toEqual([project, next, nextVault]);

  await talk.goTo('done');
  await talk.finalise();
  await deliver();
  expect(server.keys).toContain(project);

  await scene.clock.pass(15 * 24 * 3600_000);
  await deliver(); // lets the copy go
  await deliver();
  expect(server.keys).toEqual([next, nextVault]);
  const another = await scene.agreed();
  await another.goTo('done');
  await another.finalise();
  await deliver();
  expect(server.keys).toEqual([next, nextVault]);
});
