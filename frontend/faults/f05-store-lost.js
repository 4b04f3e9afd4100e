import { breakableStore, make } from './support/trouble.js';
import { heardBy } from './support/sound.js';
import { must, pause, until } from './support/wait.js';

const troubles = ['closed', 'lost', 'aborted'];

/**
 * The connection to IndexedDB is lost under a recording, as WebKit does now and
 * then: closed, lost at the next transaction, or aborted in the midst of a
 * write. Afterwards the store gives other bytes than were written.
 */
export default {
  fault: 'F5',
  name: 'connection to the store lost',
  engines: {
    chromium: { rounds: 20, quick: 3, piece: 20 },
    webkit: { rounds: 20, quick: 3, piece: 20 },
  },
  bars: [
    { of: 'lost', atMost: 0, words: 'acknowledged chunks that are gone or changed' },
    { of: 'stopped', atMost: 0, words: 'losses of the connection that stopped the recording' },
    { of: 'segments', take: 'max', atMost: 1, words: 'segments of the recording' },
    {
      of: 'recoverMs',
      take: 'max',
      atMost: 8_000,
      unit: 'ms',
      words: 'time until what was recorded is safe again',
    },
    {
      of: 'missingMs',
      take: 'max',
      atMost: 300,
      unit: 'ms',
      words: 'sound missing of the whole',
      engine: 'chromium',
    },
    {
      of: 'missingMs',
      take: 'max',
      atMost: 1_300,
      unit: 'ms',
      words: 'sound missing of the whole',
      engine: 'webkit',
    },
    {
      of: 'alarmMs',
      take: 'max',
      atMost: 13_500,
      unit: 'ms',
      words: 'time until an alarm when other bytes are read back',
    },
  ],
  run,
};

async function run(stage) {
  for (const name of ['lost', 'stopped']) stage.count(name, 0);
  const scene = await stage.scene();
  const phone = await scene.phone();
  await phone.run(breakableStore);
  await phone.paired();
  const id = await phone.begin();
  await phone.record();
  await stage.eachRound((chance, n) => loseOnce(stage, phone, troubles[n % 3], chance));
  await phone.call('stopRecording');
  const { recorded, segments } = await phone.recorder();
  stage.measure('segments', segments.length);
  await readOtherBytes(stage, phone);
  await phone.finalise();
  stage.count('lost', await phone.lost());
  await phone.deliver();
  const [first] = await heardBy(scene.api, id);
  stage.measure('missingMs', Math.round(recorded - first.decoded));
}

/** Loses the connection at a random moment, and waits until what was recorded by then is safe. */
async function loseOnce(stage, phone, trouble, chance) {
  await pause(300 + chance() * 1_500);
  const { recorded } = await phone.recorder();
  const began = Date.now();
  await phone.run(make, trouble);
  const seen = await until(async () => {
    const now = await phone.recorder();
    return (now.phase !== 'recording' || now.safe >= recorded) && now;
  }, `what was recorded is safe again after "${trouble}"`);
  if (seen.phase !== 'recording') stage.count('stopped');
  stage.measure('recoverMs', Date.now() - began);
}

/** The read-back in the first seconds of a segment sees other bytes, and alarms. */
async function readOtherBytes(stage, phone) {
  await phone.run(make, 'other bytes');
  await phone.record();
  const began = Date.now();
  const alarm = async () => (await phone.recorder()).phase === 'alarm';
  await until(alarm, 'an alarm that other bytes were read');
  stage.measure('alarmMs', Date.now() - began);
  const { cause } = await phone.recorder();
  must(cause === 'store', `the alarm says ${cause} and not store`);
  await phone.run(make, '');
  const well = async () => (await phone.recorder()).phase === 'recording';
  await until(well, 'the recording goes on by itself');
  await phone.call('stopRecording');
}
