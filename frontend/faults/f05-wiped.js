import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { heardBy } from './support/sound.js';
import { must, pause, until } from './support/wait.js';

/** What the mirror may be behind, in milliseconds: its own two seconds, and those of a slow machine. */
const behind = 5_000;

/**
 * The whole database is gone, as after a browser began it anew, and the files
 * beside it are not: in every second round in the midst of a talk, else when it
 * was finalised and waited. The phone must say so instead of being a new one,
 * and after pairing again what it had must arrive.
 */
export default {
  fault: 'F5',
  name: 'database wiped',
  engines: { chromium: { rounds: 10, quick: 2 } },
  bars: [
    { of: 'taken for new', atMost: 0, words: 'wiped phones that were taken for new ones' },
    { of: 'lost', atMost: 0, words: 'talks that did not arrive' },
    {
      of: 'missingMs',
      take: 'max',
      atMost: behind,
      unit: 'ms',
      words: 'sound missing of what was safe',
    },
    { of: 'left', atMost: 0, words: 'files that stayed after the phone forgot the talk' },
  ],
  run,
};

async function run(stage) {
  for (const name of ['taken for new', 'lost', 'left']) stage.count(name, 0);
  await stage.eachRound(async (chance, n) => {
    const scene = await stage.scene();
    const phone = await scene.phone();
    await wipeOnce(stage, scene, phone, chance, n % 2 === 1);
    await scene.close();
  });
}

async function wipeOnce(stage, scene, phone, chance, finalised) {
  await phone.paired();
  const id = await phone.begin();
  await phone.record();
  await pause(4_000 + chance() * 4_000);
  const { safe } = await phone.recorder();
  if (finalised) {
    await phone.finalise();
    await pause(behind);
  }
  await phone.kill();
  wipe(phone.profile);
  await phone.start();
  const state = await phone.open();
  if (state !== 'lost') return void stage.count('taken for new');
  const { copies, coach } = await phone.run((here) => here.phone.lost);
  must(copies === 1 && coach, 'it says what is still there and whom to call');
  scene.api.code = 'NXXR4X2P';
  await phone.pair('NXXR4X2P');
  const [line] = await phone.deliver();
  if (line?.state !== 'safe') return void stage.count('lost');
  const heard = await heardBy(scene.api, id);
  const decoded = heard.reduce((sum, part) => sum + part.decoded, 0);
  stage.measure('missingMs', Math.max(0, Math.round(safe - decoded)));
  await forget(stage, phone, id);
}

/** The database and all that belongs to it, and nothing else of the site. */
function wipe(profile) {
  const place = join(profile, 'Default', 'IndexedDB');
  must(readdirSync(place).length > 0, 'there is a database to wipe');
  rmSync(place, { recursive: true });
}

/** The participant stops: nothing of the talk stays beside the store. */
async function forget(stage, phone, id) {
  await phone.run(({ phone }, talk) => phone.changeChoice(talk, 'participate', 'no'), id);
  await phone.run(({ phone }) => phone.delivery.run());
  const none = async () => (await phone.run(talkFiles)) === 0;
  const gone = await until(none, 'its file is gone').catch(() => false);
  if (!gone) stage.count('left');
}

async function talkFiles({ device }) {
  return (await device.files.list('talk-')).length;
}
