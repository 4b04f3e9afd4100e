import { expect, test, vi } from 'vitest';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

/** The most chunks that were read at once from now on. */
function watchReading(scene: Scene): () => number {
  const list = scene.store.list;
  let most = 0;
  vi.spyOn(scene.store, 'list').mockImplementation(async (area, range) => {
    const entries = await list(area, range);
    if (area === 'chunks') most = Math.max(most, entries.length);
    return entries;
  });
  return () => most;
}

test('a talk of many chunks is measured and sent without ever being in memory as a whole', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.startRecording();
  await scene.speak(200);
  await talk.stopRecording();
  const most = watchReading(scene);
  await talk.finalise();
  expect(most()).toBe(64);
  expect(await scene.phone.delivery.run()).toBe(true);
  const [line] = await scene.phone.interviews();
  expect(line).toMatchObject({ state: 'safe', sent: 1 });
  const { parts } = await scene.server.manifest(talk.view.id);
  expect(parts.find(({ kind }) => kind === 'sound')).toMatchObject({ ms: 100_000 });
});

test('how far a killed recording came is read from its last chunk alone', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.startRecording();
  await scene.speak(30);
  await scene.afterKill();
  const most = watchReading(scene);
  const again = (await scene.phone.resume(talk.view.id))!;
  expect(again.recorder.safe).toBe(15_000);
  expect(most()).toBe(1);
});
