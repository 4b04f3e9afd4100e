import { breakableStore, make } from './support/trouble.js';
import { heardBy } from './support/sound.js';
import { must, pause, until } from './support/wait.js';

/**
 * Every write is refused with QuotaExceededError during a recording, as when the
 * browser's share of the disk is used up; then there is room again.
 */
export default {
  fault: 'F6',
  name: 'writes refused for want of room',
  engines: { chromium: { rounds: 20, quick: 2 }, webkit: { rounds: 10, quick: 1 } },
  bars: [
    { of: 'lost', atMost: 0, words: 'acknowledged chunks that are gone or changed' },
    { of: 'backwards', atMost: 0, words: 'rounds after which less was safe than was said' },
    { of: 'pretended', atMost: 0, words: 'answers that were called kept while nothing could be' },
    { of: 'broken', atMost: 0, words: 'files that do not decode' },
    { of: 'alarmMs', take: 'max', atMost: 10_000, unit: 'ms', words: 'time until the alarm' },
    { of: 'kept', atLeast: 1, words: 'acknowledged chunks that were looked at' },
  ],
  run,
};

async function run(stage) {
  for (const name of ['lost', 'backwards', 'pretended', 'broken', 'kept']) stage.count(name, 0);
  const scene = await stage.scene();
  const phone = await scene.phone();
  await phone.run(breakableStore);
  await phone.paired();
  const id = await phone.begin();
  await phone.record();
  await stage.eachRound((chance) => fillOnce(stage, phone, chance));
  const { safe } = await phone.recorder();
  await until(async () => (await phone.recorder()).safe > safe, 'the last segment has sound');
  await phone.finalise();
  stage.count('kept', phone.driver.kept.size);
  stage.count('lost', await phone.lost());
  await phone.deliver();
  for (const { well, decoded } of await heardBy(scene.api, id))
    if (!well || decoded === 0) stage.count('broken');
}

async function fillOnce(stage, phone, chance) {
  const { safe } = await phone.recorder();
  await until(async () => (await phone.recorder()).safe > safe, 'sound is safe');
  await pause(chance() * 1_000);
  const began = Date.now();
  await phone.run(make, 'full');
  await until(async () => (await phone.recorder()).phase === 'alarm', 'an alarm');
  stage.measure('alarmMs', Date.now() - began);
  const full = await phone.recorder();
  must(full.cause === 'full', `the alarm says ${full.cause} and not full`);
  const noted = await phone.run(note, 'een notitie').catch(() => false);
  if (noted) stage.count('pretended');
  await phone.run(make, '');
  await phone.call('retryRecording');
  await until(async () => (await phone.recorder()).phase === 'recording', 'it records again');
  if ((await phone.recorder()).safe < full.safe) stage.count('backwards');
}

async function note({ talk }, words) {
  await talk.addNote(talk.view.draft.answers.topics[0].topic, words);
  return true;
}
