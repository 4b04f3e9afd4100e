import { describe, expect, test } from 'vitest';
import { settle } from './support/clock';
import { delivered } from './support/delivered';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

const day = 86_400_000;

/** The moment on the server's clock that a phone's words mean. */
const corrected = (at: string, ahead: number) => Date.parse(at) - ahead;

describe('a phone whose clock is wrong', () => {
  test.each([3 * day, -3 * day])('by %i ms says so, and begins when it did', async (wrong) => {
    const scene = await Scene.paired();
    scene.clock.set(new Date(scene.clock.now() + wrong).toISOString());
    await scene.phone.refresh();
    const began = scene.clock.truth();
    const talk = await scene.agreed();
    await scene.clock.pass(60_000);
    const { manifest } = await delivered(scene, talk);
    const { aheadMs } = manifest.clock!;
    expect(Math.abs(aheadMs - wrong)).toBeLessThanOrEqual(1_000);
    expect(Math.abs(corrected(manifest.startedAt, aheadMs) - began)).toBeLessThanOrEqual(5_000);
    const ended = corrected(manifest.endedAt, aheadMs);
    expect(Math.abs(ended - began - 60_000)).toBeLessThanOrEqual(5_000);
  });

  test('set right in the middle of a talk: its moments stand as far apart as they were', async () => {
    const scene = await Scene.paired();
    scene.clock.set(new Date(scene.clock.now() + 3 * day).toISOString());
    await scene.phone.refresh();
    const began = scene.clock.truth();
    const talk = await scene.agreed();
    await talk.startRecording();
    await scene.speak(4);
    await talk.showTopic('wat-helpt');
    scene.clock.set(new Date(scene.clock.truth()).toISOString());
    await scene.phone.refresh();
    await scene.speak(4);
    await talk.showTopic('contact-met-school');
    const { manifest, answers } = await delivered(scene, talk);
    const { aheadMs } = manifest.clock!;
    expect(Math.abs(corrected(manifest.startedAt, aheadMs) - began)).toBeLessThanOrEqual(5_000);
    expect(Date.parse(manifest.endedAt) - Date.parse(manifest.startedAt)).toBe(4_000);
    const [first, second] = answers.timeline.filter(({ event }) => event === 'screen');
    expect(Date.parse(second!.at) - Date.parse(first!.at)).toBe(2_000);
    expect(second).toMatchObject({ segment: 2, ms: 4_000 });
  });

  test('what the server said is still known after a kill, without a network', async () => {
    const scene = await Scene.paired();
    scene.clock.set(new Date(scene.clock.now() + 3 * day).toISOString());
    await scene.phone.refresh();
    await settle();
    scene.server.online = false;
    await scene.afterKill();
    const talk = await scene.agreed();
    expect(talk.view.draft.clock!.aheadMs).toBeGreaterThan(3 * day - 1_500);
  });

  test('neither a slow answer nor a sign-in page says what time it is', async () => {
    const scene = await Scene.paired();
    await scene.phone.refresh();
    scene.server.before = () => scene.clock.took(20_000);
    await scene.phone.refresh();
    scene.server.before = undefined;
    scene.server.clock = () => 0;
    scene.server.portal = true;
    await scene.phone.refresh().catch(() => undefined);
    const talk = await scene.agreed();
    expect(Math.abs(talk.view.draft.clock!.aheadMs)).toBeLessThanOrEqual(1_000);
  });

  test('forty minutes of sleep in a talk count, whatever the clock says', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    scene.clock.sleep(2_400_000);
    const { manifest } = await delivered(scene, talk);
    expect(Date.parse(manifest.endedAt) - Date.parse(manifest.startedAt)).toBe(2_400_000);
  });
});
