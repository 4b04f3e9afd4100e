import { describe, expect, test } from 'vitest';
import { hurryPINs, Scene } from './support/scene';
import { problem } from './support/server';

hurryPINs();

describe('a worry from the tap on', () => {
  test('is never called told while nothing was kept, and is tried again', async () => {
    const scene = await Scene.paired();
    const alert = scene.phone.worries.begin('a'.repeat(26));
    scene.store.full = true;
    expect(await alert.look()).toBe('not-kept');
    expect(await alert.look()).toBe('not-kept');
    scene.store.full = false;
    expect(await alert.look()).toBe('untold');
    expect(await scene.phone.delivery.run()).toBe(true);
    expect(await alert.look()).toBe('told');
    expect(scene.server.alerts).toHaveLength(1);
  });

  test('is raised once, however often it is looked at', async () => {
    const scene = await Scene.paired();
    const alert = scene.phone.worries.begin('a'.repeat(26));
    const looks = await Promise.all([alert.look(), alert.look()]);
    expect(looks).toEqual(['untold', 'untold']);
    expect(await alert.look()).toBe('untold');
    expect(await scene.phone.worries.untold()).toHaveLength(1);
  });

  test('is not taken for another that was told', async () => {
    const scene = await Scene.paired();
    const interview = 'a'.repeat(26);
    const first = scene.phone.worries.begin(interview);
    await first.look();
    await scene.phone.delivery.run();
    scene.server.online = false;
    const second = scene.phone.worries.begin(interview);
    expect(await second.look()).toBe('untold');
    await scene.phone.delivery.run();
    expect(await second.look()).toBe('untold');
    expect(await first.look()).toBe('told');
  });
});

describe('worries that wait', () => {
  test('one that the server refuses holds up no other', async () => {
    const scene = await Scene.paired();
    for (const name of 'abc') await scene.phone.worries.raise(name.repeat(26));
    const [first] = await scene.phone.worries.untold();
    scene.server.instead = (request, { body }) =>
      request.endsWith('/alerts') && String(body).includes(first!.id) ? problem(400) : undefined;
    expect(await scene.phone.delivery.run()).toBe(false);
    expect(scene.server.alerts).toHaveLength(2);
    expect(await scene.phone.worries.untold()).toEqual([first]);
    scene.server.instead = undefined;
    expect(await scene.phone.delivery.run()).toBe(true);
    expect(scene.server.alerts).toHaveLength(3);
  });

  test('are told by a revoked phone before it forgets everything', async () => {
    const scene = await Scene.paired();
    scene.server.online = false;
    await scene.phone.worries.raise('a'.repeat(26));
    scene.server.online = true;
    scene.server.revoked = true;
    await scene.clock.pass(300_000);
    await scene.phone.refresh().catch(() => undefined);
    scene.server.instead = (request) => (request.endsWith('/alerts') ? problem(503) : undefined);
    expect(await scene.phone.leaveProject()).toBe(false);
    expect(await scene.phone.worries.untold()).toHaveLength(1);
    scene.server.instead = undefined;
    expect(await scene.phone.leaveProject()).toBe(true);
    expect(scene.server.alerts).toHaveLength(1);
  });
});
