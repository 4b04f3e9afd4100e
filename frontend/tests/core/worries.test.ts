import { describe, expect, test } from 'vitest';
import { hurryPINs, Scene } from './support/scene';

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
