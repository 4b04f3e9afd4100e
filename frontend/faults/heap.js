import { must, pause } from './support/wait.js';

/**
 * A long recording of speech: the memory of the page, after the browser was
 * made to collect what is not used, must not grow with its length, and what is
 * stored is that of 24 kbit/s. Full: 60 minutes in one piece (--minutes).
 */
export default {
  name: 'memory and room of a long recording',
  engines: { chromium: { rounds: 1, quick: 1 } },
  beside: true,
  bars: [
    {
      of: 'grownMB',
      take: 'max',
      atMost: 10,
      unit: 'MB',
      words: 'growth of the heap from the first minute to the end',
    },
    {
      of: 'storedMBAnHour',
      take: 'max',
      atMost: 12,
      unit: 'MB',
      words: 'stored for an hour of sound',
    },
    {
      of: 'missingMs',
      take: 'max',
      atMost: 500,
      unit: 'ms',
      words: 'recorded and not safe when it was stopped',
    },
  ],
  run,
};

async function run(stage) {
  const minutes = stage.minutes || (stage.quick ? 3 : 60);
  const scene = await stage.scene();
  const phone = await scene.phone();
  await phone.paired();
  const id = await phone.begin();
  const cdp = await phone.browser.cdp();
  await stage.eachRound(async () => {
    await phone.record();
    await recorded(stage, phone, 1);
    const first = await heap(cdp);
    await recorded(stage, phone, minutes);
    const last = await heap(cdp);
    await phone.call('stopRecording');
    const { recorded: all, safe } = await phone.recorder();
    const stored = await phone.run(storedBytes, id);
    stage.measure('minutes', all / 60_000);
    stage.measure('heapMB', first / 1e6);
    stage.measure('heapMB', last / 1e6);
    stage.measure('grownMB', (last - first) / 1e6);
    stage.measure('storedMBAnHour', (stored / all) * 3.6);
    stage.measure('usageMB', (await phone.run(usage)) / 1e6);
    stage.measure('missingMs', all - safe);
  });
}

/** Waits until so many minutes are recorded: the sound itself is the clock. */
async function recorded(stage, phone, minutes) {
  for (let told = 0; ;) {
    const { phase, cause, recorded: all } = await phone.recorder();
    must(phase === 'recording', `the recorder is ${phase} (${cause})`);
    if (all >= minutes * 60_000) return;
    const now = Math.floor(all / 300_000);
    if (now > told) stage.say(`${(told = now) * 5} minutes`);
    await pause(1_000);
  }
}

/** Bytes of the page's heap and of the buffers it holds, after two collections. */
async function heap(cdp) {
  for (let n = 0; n < 2; n++) await cdp.send('HeapProfiler.collectGarbage');
  const {
    usedSize,
    embedderHeapUsedSize = 0,
    backingStorageSize = 0,
  } = await cdp.send('Runtime.getHeapUsage');
  return usedSize + embedderHeapUsedSize + backingStorageSize;
}

async function storedBytes({ device }, interview) {
  const entries = await device.store.list('chunks', { prefix: [interview] });
  return entries.reduce((sum, { value }) => sum + value.frame.byteLength, 0);
}

const usage = async () => (await navigator.storage.estimate()).usage ?? 0;
