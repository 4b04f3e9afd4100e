import { describe, expect, test } from 'vitest';
import { settle } from './support/clock';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

/** A phone with a finalised interview that waits, and whether its sound has arrived. */
async function waiting(): Promise<{ scene: Scene; arrived: () => boolean }> {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.startRecording();
  for (let n = 0; n < 10; n++)
    scene.microphone.speak(crypto.getRandomValues(new Uint8Array(40_000)));
  await settle();
  await talk.finalise();
  scene.phone.leave();
  const arrived = () => [...scene.server.uploads.values()].some(({ bytes }) => bytes.length > 0);
  return { scene, arrived };
}

describe('only by wifi', () => {
  test('on mobile data nothing of an interview goes; on wifi it does by itself', async () => {
    const { scene, arrived } = await waiting();
    scene.network.become('cellular');
    await scene.phone.delivery.setWifiOnly(true);
    scene.phone.delivery.start();
    await settle();
    expect(scene.phone.delivery.view.rests).toBe('wifi');
    expect(arrived()).toBe(false);
    scene.network.become('wifi');
    await settle();
    expect(arrived()).toBe(true);
    expect((await scene.phone.interviews())[0]?.state).toBe('safe');
  });

  test('worries and choices do not wait for it', async () => {
    const { scene } = await waiting();
    scene.network.become('cellular');
    await scene.phone.delivery.setWifiOnly(true);
    const [line] = await scene.phone.interviews();
    await scene.phone.worries.raise(line!.id);
    await scene.phone.changeChoice(line!.id, 'participate', 'no');
    await scene.phone.delivery.run();
    expect(scene.server.alerts).toHaveLength(1);
    expect(scene.server.choices).toEqual([`${line!.id} participate no`]);
  });

  test('where nobody can see it, somebody says so each time', async () => {
    const { scene, arrived } = await waiting();
    await scene.phone.delivery.setWifiOnly(true);
    scene.phone.delivery.start();
    await settle();
    expect(scene.phone.delivery.view.rests).toBe('asks');
    await scene.phone.delivery.offerAgain();
    await settle();
    expect(arrived()).toBe(false);
    await scene.phone.delivery.offerAgain(true);
    await settle();
    expect(arrived()).toBe(true);
    await scene.clock.pass(16 * 60_000);
    expect(scene.phone.delivery.view.rests).toBe('asks');
  });

  test('the choice stays on the phone', async () => {
    const { scene } = await waiting();
    await scene.phone.delivery.setWifiOnly(true);
    await scene.afterKill();
    expect(scene.phone.delivery.view.wifiOnly).toBe(true);
  });

  test('going over to mobile data stops it after the PATCH that runs', async () => {
    const { scene } = await waiting();
    scene.network.become('wifi');
    await scene.phone.delivery.setWifiOnly(true);
    let patches = 0;
    scene.server.after = (request) => {
      if (request.startsWith('PATCH') && ++patches === 1) scene.network.become('cellular');
    };
    await scene.phone.delivery.run();
    expect(patches).toBe(1);
    scene.network.become('wifi');
    expect(await scene.phone.delivery.run()).toBe(true);
  });
});

describe('in sight', () => {
  test('WebKit sends only then, and goes on by itself', async () => {
    const { scene, arrived } = await waiting();
    scene.microphone.webkit = true;
    scene.presence.become('hidden');
    scene.phone.delivery.start();
    await settle();
    expect(arrived()).toBe(false);
    scene.presence.become('shown');
    await settle();
    expect(arrived()).toBe(true);
  });

  test('other browsers go on behind other apps', async () => {
    const { scene, arrived } = await waiting();
    scene.presence.become('hidden');
    await scene.phone.delivery.run();
    expect(arrived()).toBe(true);
  });
});
