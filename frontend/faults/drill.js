import { join } from 'node:path';
import { quietMicrophone, speak, states } from './support/made-sound.js';
import { command, loseDisk } from './support/restore.js';
import { must } from './support/wait.js';

/**
 * The drill of a restore: back up, three interviews become safe, the server's disk
 * is lost and the backup put back. The phone sees another epoch and offers all
 * three again by itself.
 */
export default {
  name: 'drill: back up, 3 interviews, restore',
  engines: { chromium: { rounds: 2, quick: 0, piece: 1 } },
  needs: ['server'],
  bars: [
    { of: 'safe', atLeast: 3, words: 'interviews that were safe before' },
    { of: 'forgotten', atLeast: 3, words: 'of which the restored server knew nothing' },
    { of: 'missing', atMost: 0, words: 'of which one did not come back in whole' },
    { of: 'doubled', atMost: 0, words: 'interviews more than there were' },
  ],
  run,
};

async function run(stage) {
  for (const name of ['safe', 'forgotten', 'missing', 'doubled']) stage.count(name, 0);
  await stage.eachRound((_, n) => restored(stage, n));
}

async function restored(stage, n) {
  const server = await stage.server();
  const scene = await stage.scene({ url: server.url });
  const phone = await scene.phone();
  await phone.run(quietMicrophone);
  await phone.open();
  await phone.pair(await server.invite());
  const before = (await server.interviews()).length;
  const copy = ['data', 'keys'].map((name) => join(stage.folder, `copy-${n}-${name}`));
  command(server, 'backup', copy[0], '--keys', copy[1]);
  const made = [];
  for (let talk = 0; talk < 3; talk++) {
    made.push(await phone.begin());
    await phone.record();
    await phone.run(speak, 100_000);
    await phone.finalise();
  }
  await phone.run(({ phone: core }) => core.leave());
  await phone.deliver();
  stage.count('safe', (await safeOf(phone, made)).length);
  await loseDisk(server, copy, join(stage.folder, `apart-${n}`));
  const known = await server.interviews();
  stage.count('forgotten', made.filter((id) => !known.some((one) => one.id === id)).length);
  await phone.run(({ phone: core }) => core.refresh());
  must((await safeOf(phone, made)).length === 0, 'the phone calls nothing safe any more');
  await phone.deliver();
  const back = await server.interviews();
  const whole = back.filter(({ id, state }) => made.includes(id) && state === 'arrived');
  stage.count('missing', 3 - whole.length);
  stage.count('doubled', back.length - before - 3);
  must((await safeOf(phone, made)).length === 3, 'all are safe again');
  await phone.end();
}

const safeOf = async (phone, made) =>
  (await phone.run(states)).filter(({ id, state }) => made.includes(id) && state === 'safe');
