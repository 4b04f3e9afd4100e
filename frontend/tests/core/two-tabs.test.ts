import { describe, expect, test } from 'vitest';
import { Phone } from '../../src/core';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

describe('another tab, while an interview is being held', () => {
  const held = async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.startRecording();
    await scene.speak(2);
    const other = await Phone.open(scene.device);
    const finish = async () => {
      await talk.goTo('topics');
      await talk.addNote('wat-helpt', 'Haar zus');
      await talk.finalise();
      scene.phone.leave();
      await scene.phone.delivery.run();
      const { topics } = await scene.server.answers(talk.view.id);
      return topics.flatMap(({ notes }) => notes.map(({ text }) => text));
    };
    return { scene, other, finish };
  };

  test('does not end it for a forgotten PIN', async () => {
    const { scene, other, finish } = await held();
    expect(await other.forgetPIN('54321')).toBe(false);
    expect(await finish()).toEqual(['Haar zus']);
    await scene.restart();
    expect(await scene.phone.unlock('12345')).toBe('open');
  });

  test('does not end or wipe it for a revocation', async () => {
    const { scene, other, finish } = await held();
    await other.unlock('12345');
    scene.server.revoked = true;
    scene.server.forgetTokens();
    await other.refresh().catch(() => undefined);
    expect(other.revoked).toBe(true);
    expect(await other.leaveProject()).toBe(false);
    await scene.speak(4);
    expect(await finish()).toEqual(['Haar zus']);
    expect(await other.leaveProject()).toBe(true);
  });
});

describe('another tab, while an interview is being sent', () => {
  test('takes it off the phone: the sending ends', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.startRecording();
    for (let n = 0; n < 20; n++) scene.microphone.speak(new Uint8Array(40_000).fill(n));
    await talk.finalise();
    scene.phone.leave();
    const { id } = talk.view;
    let pieces = 0;
    scene.server.before = (request) => {
      if (!request.startsWith('PATCH')) return;
      if (++pieces === 2) void scene.store.write([{ area: 'chunks', gone: [id] }]);
      if (pieces > 60) throw new TypeError('it goes on for ever');
    };
    await scene.phone.delivery.run();
    expect(pieces).toBeLessThan(60);
  });
});
