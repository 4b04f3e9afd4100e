import { linkedPhone } from './support/linked-phone.js';
import { speak, states } from './support/made-sound.js';
import { must, pause } from './support/wait.js';

const anHour = 3_600_000;

/**
 * Fifty interviews are held offline, one each hour and a half of the phone's
 * clock: half with sound, half by notes. Then they are sent over a link on which one
 * connection in ten is reset and one request in ten is aborted by the phone,
 * before or after the server did it, while browser and server are killed again
 * and again. Connections and requests are what is lost, not single packets.
 */
const fifty = {
  name: 'fifty interviews from 72 hours offline',
  engines: { chromium: { rounds: 1, quick: 0, piece: 1 } },
  needs: ['server', 'toxiproxy'],
  bars: [
    { of: 'held', atLeast: 50, words: 'interviews held offline' },
    { of: 'lost', atMost: 0, words: 'interviews that are not on the server in whole' },
    { of: 'doubled', atMost: 0, words: 'interviews more than there were' },
    { of: 'words', atLeast: 50, words: 'references, all different' },
    { of: 'other', atMost: 0, words: 'parts with another sum than on the phone' },
    { of: 'unopened', atMost: 0, words: 'interviews that the server could not open' },
    { of: 'browserKills', atLeast: 5, words: 'kills of the browser' },
    { of: 'serverKills', atLeast: 5, words: 'kills of the server' },
    { of: 'aborted', atLeast: 10, words: 'requests aborted' },
  ],
  run,
};

export default fifty;

async function run(stage) {
  for (const { of } of fifty.bars) stage.count(of, 0);
  await stage.eachRound((chance) => fiftyTalks(stage, chance));
}

async function fiftyTalks(stage, chance) {
  const server = await stage.server();
  await linkedPhone(stage, server, async ({ toxi, scene, phone }) => {
    const before = (await server.interviews()).length;
    scene.proxy.offline = true;
    const made = await hold(stage, phone);
    scene.proxy.offline = false;
    await toxi.toxic('reset_peer', { timeout: 200 }, 0.1);
    await sync(stage, server, toxi, phone, chance);
    await check(stage, server, phone, made, before);
  });
}

async function hold(stage, phone) {
  const made = [];
  for (let n = 0; n < 50; n++) {
    await phone.run(
      (here, ahead) => {
        const clock = (here.memory.clock ??= { ...here.device.clock });
        here.device.clock.now = () => clock.now() + ahead;
      },
      n * 1.5 * anHour,
    );
    const id = await phone.begin();
    await phone.run(
      ({ talk }, words) => talk.addNote(talk.view.draft.answers.topics[0].topic, words),
      `gesprek ${n}`,
    );
    if (n % 2 === 0) {
      await phone.record();
      await phone.run(speak, 24_000);
    }
    await phone.finalise();
    made.push(id);
    stage.count('held');
    if (n % 10 === 9) stage.say(`${n + 1} held`);
  }
  return made;
}

/** Delivers until all is safe, while browser and server are killed by turns. */
async function sync(stage, server, toxi, phone, chance) {
  const over = async () => (await phone.run(states)).every(({ state }) => state === 'safe');
  for (let turn = 0; ; turn++) {
    await phone.run(roughLink, toxi.url, Math.floor(chance() * 1e9));
    await phone.unlocked();
    await phone.run(({ phone: core }) => core.delivery.start());
    await pause(1_500 + chance() * 3_500);
    stage.count('aborted', await phone.run(({ memory }) => memory.aborted));
    const left = (await phone.run(states)).filter(({ state }) => state !== 'safe').length;
    stage.say(`turn ${turn}: ${left} are not safe yet`);
    if (turn >= 10 && (await over())) return;
    must(turn < 120, 'all becomes safe');
    if (turn % 2) {
      stage.count('serverKills');
      await server.kill();
      await pause(chance() * 1_000);
      await server.start();
    }
    stage.count('browserKills');
    await phone.kill();
    await phone.start();
  }
}

/** One request in ten is aborted, before or after it reached the server. */
function roughLink(here, url, seed) {
  here.memory.aborted = 0;
  let state = seed;
  const chance = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const http = async (path, init) => {
    const luck = chance();
    if (luck < 0.1) here.memory.aborted++;
    if (luck < 0.05) throw new TypeError('aborted before it went');
    const answer = await fetch(url + path, init);
    if (luck < 0.1) throw new TypeError('aborted before the answer came');
    return answer;
  };
  here.device = { ...here.device, http };
}

async function check(stage, server, phone, made, before) {
  const { lead, project } = server;
  const all = await server.interviews();
  const ours = all.filter(({ id }) => made.includes(id));
  stage.count('doubled', all.length - before - made.length + (made.length - ours.length));
  stage.count('words', new Set(ours.map(({ reference }) => reference)).size);
  const sums = await phone.run(async ({ device }) => {
    const entries = await device.store.list('outbox', { prefix: [] });
    return entries.map(({ value }) => ({
      id: value.id,
      parts: value.parts.map(({ number, sha256 }) => [number, sha256]),
    }));
  });
  must(sums.length === made.length, `the phone still has ${sums.length} copies`);
  for (const id of made) {
    const seen = await lead.call('GET', `/projects/${project}/interviews/${id}`);
    if (seen.body.state !== 'arrived') {
      stage.count('lost');
      continue;
    }
    if (seen.body.review === 'invalid-part') stage.count('unopened');
    const there = new Map(seen.body.parts.map(({ number, sha256 }) => [number, sha256]));
    const { parts } = sums.find((one) => one.id === id);
    stage.count('other', parts.filter(([number, sum]) => there.get(number) !== sum).length);
  }
}
