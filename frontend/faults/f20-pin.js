import { heardBy } from './support/sound.js';
import { must, until } from './support/wait.js';

/**
 * The PIN is forgotten, or what it opens is deleted, while one interview waits
 * to be sent, one is open, and one is being recorded when the app is killed.
 */
export default {
  fault: 'F20',
  name: 'PIN forgotten, lock deleted',
  engines: { chromium: { rounds: 10, quick: 1 }, webkit: { rounds: 6, quick: 0 } },
  bars: [
    { of: 'interviews', atLeast: 3, words: 'interviews made' },
    { of: 'missing', atMost: 0, words: 'interviews that did not arrive' },
    { of: 'other', atMost: 0, words: 'interviews that arrived with other words or notes' },
    { of: 'silent', atMost: 0, words: 'recordings that do not decode' },
  ],
  run,
};

async function run(stage) {
  for (const name of ['interviews', 'missing', 'other', 'silent']) stage.count(name, 0);
  await stage.eachRound((_, n) => lockedOut(stage, n % 2 === 0 ? forget : deleteLock));
}

async function lockedOut(stage, trouble) {
  const scene = await stage.scene();
  const { api } = scene;
  api.references = ['lepel wolk', 'kaars fiets', 'zand boom'];
  const phone = await scene.phone();
  await phone.paired();
  scene.proxy.offline = true;
  const made = [];
  for (const reference of api.references) made.push({ reference, id: await phone.begin() });
  const [waiting, open, recorded] = made;
  await finish(phone, waiting.id);
  await talkIn(phone, open.id);
  await phone.call('stopRecording');
  await talkIn(phone, recorded.id);
  await phone.kill();
  await phone.start();
  must((await phone.open()) === 'locked', 'the phone is locked');
  await trouble(phone);
  scene.proxy.offline = false;
  await phone.deliver();
  for (const { id, reference } of made) await arrived(stage, api, id, reference);
  await phone.end();
}

async function finish(phone, id) {
  await talkIn(phone, id);
  await phone.finalise();
}

/** A note of its own, and sound that is safe. */
async function talkIn(phone, id) {
  await phone.resume(id);
  await phone.run(
    ({ talk }, words) => talk.addNote(talk.view.draft.answers.topics[0].topic, words),
    `notitie ${id}`,
  );
  await phone.record();
  await until(async () => (await phone.recorder()).safe > 0, 'sound is safe');
}

async function forget(phone) {
  must(await phone.run(({ phone: core }) => core.forgetPIN('54321')), 'a new PIN is chosen');
}

/** The lock is gone from the store: the phone asks for a PIN as when it was new. */
async function deleteLock(phone) {
  await phone.run(({ device }) => device.store.write([{ area: 'identity', gone: ['lock'] }]));
  const state = await phone.open();
  must(state === 'no-pin', `the phone without a lock is ${state}`);
  await phone.run(({ phone: core }) => core.choosePIN('54321'));
}

async function arrived(stage, api, id, reference) {
  stage.count('interviews');
  if (!api.interviews.has(id)) return stage.count('missing');
  const { reference: said } = await api.manifest(id);
  const notes = (await api.answers(id)).topics.flatMap(({ notes: all }) => all);
  if (said !== reference || !notes.some(({ text }) => text === `notitie ${id}`))
    stage.count('other');
  const sound = await heardBy(api, id);
  if (!sound.length || sound.some(({ well, decoded }) => !well || !decoded)) stage.count('silent');
}
