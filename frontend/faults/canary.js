import { legibleStore, shapesOf, tracesIn } from './support/traces.js';
import { must, until } from './support/wait.js';

/**
 * Everything that people say or write holds a random word. Whatever the phone
 * does with it (kept, killed, opened again, finalised, delivered), the word
 * stands in no file of the browser's profile, nor does plain sound. The word is
 * looked for in the store value by value, and in all bytes of all files, as
 * text of one or two bytes and as base64. A word put there in plain is found.
 */
export default {
  name: 'plain text and sound on the disk',
  engines: { chromium: { rounds: 5, quick: 1 }, webkit: { rounds: 3, quick: 1 } },
  bars: [
    { of: 'inStore', atMost: 0, words: 'shapes of the words in the values of the store' },
    { of: 'inFiles', atMost: 0, words: 'files of the profile with the words or plain sound' },
    { of: 'controlMissed', atMost: 0, words: 'words put there in plain that were not found' },
    { of: 'megabytes', take: 'min', atLeast: 0.1, unit: 'MB', words: 'looked through, least' },
  ],
  run,
};

async function run(stage) {
  for (const name of ['inStore', 'inFiles', 'controlMissed']) stage.count(name, 0);
  await stage.eachRound(async (chance) => {
    const word = `kanarie-${Math.floor(chance() * 1e15).toString(36)}`;
    const scene = await stage.scene();
    const phone = await scene.phone();
    await phone.paired();
    const id = await say(phone, word);
    await search(stage, phone, word, 'being recorded');
    await phone.start();
    await phone.unlocked();
    await phone.resume(id);
    await phone.finalise();
    await search(stage, phone, word, 'finalised');
    await phone.start();
    await phone.unlocked();
    const [line] = await phone.deliver();
    must(line.state === 'safe', 'it is delivered');
    must(JSON.stringify(await scene.api.answers(id)).includes(word), 'the word was said');
    await search(stage, phone, word, 'delivered');
    await control(stage, phone, `${word}-plain`);
  });
}

/** Says the word wherever something can be said, and leaves the recorder running. */
async function say(phone, word) {
  const id = await phone.begin();
  await phone.run(async ({ talk }, it) => {
    const { topic } = talk.view.draft.answers.topics[0];
    await talk.setContact({ name: it, phone: it, note: it });
    await talk.goTo('topics');
    await talk.addNote(topic, `${it} belt zelf`);
    await talk.close({ wish: it, addition: it });
    await talk.observe('sfeer', it);
    await talk.debrief('extra', it);
  }, word);
  await phone.record();
  await until(async () => (await phone.recorder()).safe > 2_000, 'sound is safe');
  return id;
}

/** Looks in the store, and with the browser killed in all its files. */
async function search(stage, phone, word, when) {
  const store = await phone.run(legibleStore);
  for (const [shape, bytes] of shapesOf(word)) {
    if (!store.includes(bytes.toString('latin1'))) continue;
    stage.count('inStore');
    stage.say(`${when}: ${shape} in the store`);
  }
  await phone.kill();
  const { found, bytes } = tracesIn(phone.profile, [word]);
  stage.count('inFiles', found.length);
  stage.measure('megabytes', bytes / 1e6);
  for (const trace of found) stage.say(`${when}: ${trace}`);
}

/** The same search finds a word that was put in the store and in the cache in plain. */
async function control(stage, phone, word) {
  await phone.start();
  await phone.open();
  await phone.run(async ({ device }, it) => {
    await device.store.write([{ area: 'cache', key: ['control'], value: `store ${it}` }]);
    const place = await caches.open('control');
    await place.put('/control', new Response(`cache ${it}`));
  }, word);
  await phone.kill();
  const { found } = tracesIn(phone.profile, [`store ${word}`, `cache ${word}`]);
  stage.count('controlMissed', Math.max(0, 2 - new Set(found).size));
}
