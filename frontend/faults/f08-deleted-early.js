import { quietMicrophone, speak, states } from './support/made-sound.js';
import { must } from './support/wait.js';

const aDay = 24 * 3_600_000;

/** What a server could say by mistake, of a receipt that is right. */
const lies = {
  'another sum': (receipt) => each(receipt, (part) => ({ ...part, sha256: 'ab'.repeat(32) })),
  'no sum': (receipt) => each(receipt, ({ sha256: _, ...part }) => part),
  'fewer bytes': (receipt) => each(receipt, (part) => ({ ...part, bytes: part.bytes - 1 })),
  'a part less': (receipt) => ({ ...receipt, parts: receipt.parts.slice(0, -1) }),
  'another interview': (receipt) => ({ ...receipt, interview: 'a'.repeat(26) }),
  'arrived, without parts': (receipt) => ({ ...receipt, state: 'arrived', parts: [] }),
};

const each = (receipt, change) => ({ ...receipt, parts: receipt.parts.map(change) });

/**
 * The server gives a receipt that is not right, and the app is killed before and
 * after it; weeks go by. The copy on the phone may go only against a receipt
 * with the sum of every part.
 */
export default {
  fault: 'F8',
  name: 'deleted too early',
  engines: { chromium: { rounds: 12, quick: 2 } },
  bars: [
    { of: 'lies', atLeast: 1, words: 'receipts that were not right' },
    { of: 'believed', atMost: 0, words: 'of which the phone believed one' },
    { of: 'lost', atMost: 0, words: 'chunks that left the phone before a right receipt' },
    { of: 'stayed', atMost: 0, words: 'copies that stayed after a right one and the days set' },
  ],
  run,
};

async function run(stage) {
  for (const name of ['lies', 'believed', 'lost', 'stayed']) stage.count(name, 0);
  await stage.eachRound((chance, n) => liedTo(stage, chance, Object.values(lies)[n % 6]));
}

async function liedTo(stage, chance, lie) {
  const scene = await stage.scene();
  const phone = await scene.phone();
  await phone.run(quietMicrophone);
  await phone.paired();
  const id = await phone.begin();
  await phone.record();
  await phone.run(speak, 200_000);
  await phone.finalise();
  const kept = await phone.chunks(id);
  const right = scene.api.receipt.bind(scene.api);
  scene.api.receipt = async (one) => lie(await right(one));
  stage.count('lies');
  const killed = chance() < 0.5;
  const delivering = phone.deliver().catch(() => undefined);
  if (killed) await phone.kill();
  await delivering;
  if (killed) await phone.start();
  await weeksLater(phone, 40);
  await phone.deliver();
  if (await isSafe(phone, id)) stage.count('believed');
  const there = await phone.chunks(id);
  stage.count('lost', [...kept].filter(([key, sum]) => there.get(key) !== sum).length);
  scene.api.receipt = right;
  await phone.run(({ phone: core }) => core.delivery.offerAgain());
  await phone.deliver();
  must(await isSafe(phone, id), 'a right receipt makes it safe');
  must((await phone.chunks(id)).size === kept.size, 'the copy stays as many days as were set');
  await weeksLater(phone, 40 + 15);
  await phone.deliver();
  stage.count('stayed', (await phone.chunks(id)).size);
  await phone.end();
}

const isSafe = async (phone, id) =>
  (await phone.run(states)).some((one) => one.id === id && one.state === 'safe');

/** Opened so many days later, by the phone's own clock. */
async function weeksLater(phone, days) {
  await phone.run((here, ahead) => {
    const { clock } = (here.memory.first ??= here.device);
    here.device = { ...here.device, clock: { ...clock, now: () => clock.now() + ahead } };
  }, days * aDay);
  await phone.unlocked();
}
