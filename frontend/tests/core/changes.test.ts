import { describe, expect, test } from 'vitest';
import { NotAllowed } from '../../src/core';
import { until } from './support/clock';
import { hurryPINs, Scene } from './support/scene';
import { problem } from './support/server';

hurryPINs();

/** A finalised interview with a second of sound, not delivered yet. */
async function finalised(scene: Scene): Promise<string> {
  const talk = await scene.agreed();
  await talk.startRecording();
  await scene.speak(2);
  await talk.finalise();
  scene.phone.leave();
  return talk.view.id;
}

async function delivered(): Promise<{ scene: Scene; id: string }> {
  const scene = await Scene.paired();
  const id = await finalised(scene);
  expect(await scene.phone.delivery.run()).toBe(true);
  return { scene, id };
}

const lineOf = async (scene: Scene, id: string) =>
  (await scene.phone.interviews()).find((one) => one.id === id);

const left = async (scene: Scene, id: string) => [
  ...(await scene.store.list('chunks', { prefix: [id] })),
  ...(await scene.store.list('outbox', { prefix: [id] })),
];

describe('a choice that changes after the interview was finalised', () => {
  test('is shown at once, and told once', async () => {
    const { scene, id } = await delivered();
    expect((await lineOf(scene, id))?.line?.consent?.quote).toBe('yes');
    await scene.phone.changeChoice(id, 'quote', 'no');
    expect((await lineOf(scene, id))?.line?.consent?.quote).toBe('no');
    expect(await scene.phone.untoldChoices()).toBe(1);
    expect(await scene.phone.delivery.run()).toBe(true);
    expect(await scene.phone.delivery.run()).toBe(true);
    expect(scene.server.choices).toEqual([`${id} quote no`]);
    expect(await scene.phone.untoldChoices()).toBe(0);
    expect((await lineOf(scene, id))?.line?.consent?.quote).toBe('no');
  });

  test('waits for a network, and for its interview to arrive, in order', async () => {
    const scene = await Scene.paired();
    const id = await finalised(scene);
    scene.server.online = false;
    await scene.phone.changeChoice(id, 'others', 'no');
    await scene.phone.changeChoice(id, 'others', 'yes');
    await scene.phone.changeChoice(id, 'keep', 'no');
    expect(await scene.phone.delivery.run()).toBe(false);
    expect(await scene.phone.untoldChoices()).toBe(3);
    scene.server.online = true;
    expect(await scene.phone.delivery.run()).toBe(true);
    expect(scene.server.choices).toEqual([`${id} others no`, `${id} others yes`, `${id} keep no`]);
  });

  test('the last answer stands, also when an earlier one was refused for a moment', async () => {
    const { scene, id } = await delivered();
    await scene.phone.changeChoice(id, 'quote', 'yes');
    await scene.phone.changeChoice(id, 'quote', 'no');
    let refusals = 1;
    scene.server.instead = (request) =>
      request.includes('/choices/') && refusals-- > 0 ? problem(503) : undefined;
    expect(await scene.phone.delivery.run()).toBe(false);
    expect(await scene.phone.delivery.run()).toBe(true);
    expect(scene.server.choices).toEqual([`${id} quote no`]);
    expect(await scene.phone.untoldChoices()).toBe(0);
  });

  test('two at one moment are both kept and told', async () => {
    const { scene, id } = await delivered();
    const { phone } = scene;
    await Promise.all([
      phone.changeChoice(id, 'quote', 'no'),
      phone.changeChoice(id, 'keep', 'no'),
    ]);
    expect(await phone.delivery.run()).toBe(true);
    expect(scene.server.choices).toEqual([`${id} quote no`, `${id} keep no`]);
  });

  test('is never lost, whatever write the app is killed at', async () => {
    for (const when of ['before', 'after'] as const) {
      const { scene, id } = await delivered();
      await scene.phone.changeChoice(id, 'quote', 'no');
      scene.store.killAt = { write: scene.store.writes + 1, when };
      void scene.phone.delivery.run();
      await until(() => scene.store.dead);
      await scene.afterKill();
      expect(await scene.phone.delivery.run()).toBe(true);
      expect(new Set(scene.server.choices)).toEqual(new Set([`${id} quote no`]));
      expect(await scene.phone.untoldChoices()).toBe(0);
    }
  });

  test('a forgotten PIN does not lose it', async () => {
    const { scene, id } = await delivered();
    scene.server.online = false;
    await scene.phone.changeChoice(id, 'quote', 'no');
    await scene.phone.forgetPIN('54321');
    scene.server.online = true;
    expect(await scene.phone.delivery.run()).toBe(true);
    expect(scene.server.choices).toEqual([`${id} quote no`]);
  });

  test('a restored server is told again', async () => {
    const { scene, id } = await delivered();
    await scene.phone.changeChoice(id, 'quote', 'no');
    await scene.phone.delivery.run();
    scene.server.epoch = 'second';
    scene.server.choices.length = 0;
    await scene.phone.refresh();
    expect(await scene.phone.delivery.run()).toBe(true);
    expect(scene.server.choices).toEqual([`${id} quote no`]);
  });

  test('a revoked phone tells it before it forgets everything', async () => {
    const { scene, id } = await delivered();
    scene.server.online = false;
    await scene.phone.changeChoice(id, 'quote', 'no');
    scene.server.revoked = true;
    scene.server.online = true;
    await scene.clock.pass(300_000);
    scene.server.before = (request) => {
      if (request.includes('/choices/')) throw new TypeError('cut');
    };
    await scene.phone.refresh().catch(() => undefined);
    expect(scene.phone.revoked).toBe(true);
    expect(await scene.phone.leaveProject()).toBe(false);
    scene.server.before = undefined;
    expect(await scene.phone.leaveProject()).toBe(true);
    expect(scene.server.choices).toEqual([`${id} quote no`]);
  });

  test('is forgotten with the copy, fourteen days later', async () => {
    const { scene, id } = await delivered();
    await scene.phone.changeChoice(id, 'quote', 'no');
    await scene.phone.delivery.run();
    await scene.clock.pass(14 * 24 * 3_600_000);
    await scene.phone.delivery.run();
    expect(await scene.store.list('choices', { prefix: [] })).toEqual([]);
    await expect(scene.phone.changeChoice(id, 'quote', 'yes')).rejects.toThrow(NotAllowed);
  });
});

describe('a participant who stops afterwards', () => {
  test('without a network it is gone from the phone, and the server hears of it later', async () => {
    const scene = await Scene.paired();
    const id = await finalised(scene);
    scene.server.online = false;
    await scene.phone.changeChoice(id, 'participate', 'no');
    expect(await lineOf(scene, id)).toBeUndefined();
    expect(await scene.phone.delivery.run()).toBe(false);
    expect(await left(scene, id)).toEqual([]);
    expect(await scene.phone.untoldChoices()).toBe(1);
    scene.server.online = true;
    expect(await scene.phone.delivery.run()).toBe(true);
    expect(scene.server.choices).toEqual([`${id} participate no`]);
    expect(scene.server.interviews.has(id)).toBe(false);
    expect(await scene.store.list('choices', { prefix: [] })).toEqual([]);
  });

  test('after it was delivered it is gone from both', async () => {
    const { scene, id } = await delivered();
    await scene.phone.changeChoice(id, 'participate', 'no');
    expect(await scene.phone.delivery.run()).toBe(true);
    expect(await left(scene, id)).toEqual([]);
    expect(scene.server.choices).toEqual([`${id} participate no`]);
  });

  test('while it is being sent, the rest stays and goes off the phone', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.startRecording();
    scene.microphone.speak(new Uint8Array(900_000).fill(7));
    await talk.finalise();
    const { id } = talk.view;
    const took = (milliseconds: number) => scene.clock.took(milliseconds);
    scene.server.link = { rate: 64, breaksEvery: Infinity, took };
    let stopping = false;
    scene.server.after = (request) => {
      if (!request.startsWith('PATCH') || stopping) return;
      stopping = true;
      void scene.phone.changeChoice(id, 'participate', 'no');
    };
    await scene.phone.delivery.run();
    const [upload] = scene.server.uploads.values();
    expect(upload!.bytes.length).toBeLessThan(upload!.length!);
    await scene.phone.delivery.run();
    expect(scene.server.choices).toEqual([`${id} participate no`]);
    expect(await left(scene, id)).toEqual([]);
  });
});
