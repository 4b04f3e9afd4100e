import { heardBy } from './support/sound.js';
import { must, pause } from './support/wait.js';

/**
 * When a kill comes after the recorder began, in milliseconds, anywhere between
 * these; of every fourth kill in the later half, so that something is safe by then.
 */
const moments = { chromium: [300, 4_000], webkit: [300, 9_000] };

/**
 * The browser is killed (SIGKILL, all its processes at once) at a random moment
 * of a recording, started again on the same profile, and goes on with the same
 * interview. In the end the interview is delivered, and what was lost is heard:
 * the recorder's own clock at the kill less the milliseconds that ffmpeg decodes.
 */
export default {
  fault: 'F1',
  name: 'killed while recording',
  engines: { chromium: { rounds: 200, quick: 4 }, webkit: { rounds: 30, quick: 2 } },
  needs: ['ffmpeg'],
  bars: [
    { of: 'lost', atMost: 0, words: 'acknowledged chunks that did not come back as they were' },
    { of: 'backwards', atMost: 0, words: 'kills after which less was safe than was said before' },
    { of: 'broken', atMost: 0, words: 'files that do not decode' },
    { of: 'kept', atLeast: 1, words: 'acknowledged chunks that were looked at' },
    {
      of: 'lossMs',
      take: 'p95',
      atMost: 1_000,
      unit: 'ms',
      engine: 'chromium',
      words: 'sound lost at a kill, p95',
    },
    {
      of: 'lossMs',
      take: 'max',
      atMost: 1_500,
      unit: 'ms',
      engine: 'chromium',
      words: 'sound lost at a kill, most',
    },
    {
      of: 'lossMs',
      take: 'max',
      atMost: 3_000,
      unit: 'ms',
      engine: 'webkit',
      words: 'sound lost at a kill, most',
    },
  ],
  run,
};

async function run(stage) {
  for (const name of ['lost', 'backwards', 'broken', 'kept']) stage.count(name, 0);
  const scene = await stage.scene();
  const phone = await scene.phone();
  await phone.paired();
  const id = await phone.begin();
  const kills = [];
  await stage.eachRound(async (chance, n) => {
    const share = n % 4 === 0 ? (1 + chance()) / 2 : chance();
    kills.push(await killOnce(stage, phone, id, share));
  });
  await phone.finalise();
  const [line] = await phone.deliver();
  must(line.state === 'safe', `the interview is ${line.state} and not safe`);
  await listen(stage, scene.api, id, kills);
}

/** Records, is killed, starts again; gives what was recorded then and in which segments. */
async function killOnce(stage, phone, id, share) {
  const [least, most] = moments[stage.engine];
  const before = await phone.recorder();
  await phone.record();
  await pause(least + share * (most - least));
  const last = await phone.recorder();
  must(last.phase === 'recording', `the recorder is ${last.phase} (${last.cause})`);
  const recorded = last.recorded - before.recorded + (await phone.kill());
  const kept = [...phone.driver.kept];
  await phone.start();
  await phone.unlocked();
  await phone.resume(id);
  const after = await phone.recorder();
  if (after.safe < last.safe) stage.count('backwards');
  stage.count('kept', kept.length);
  stage.count('lost', await phone.lost(kept));
  return { recorded, segments: last.segments.filter((part) => !before.segments.includes(part)) };
}

/** Decodes what arrived, and measures for each kill what is missing. */
async function listen(stage, api, id, kills) {
  const heard = new Map();
  for (const { number, decoded, well, words } of await heardBy(api, id)) {
    if (!well || decoded === 0) stage.count('broken');
    if (words) stage.say(`part ${number}: ffmpeg says ${words.trim().split('\n')[0]}`);
    heard.set(number, decoded);
  }
  for (const { recorded, segments } of kills) {
    const decoded = segments.reduce((sum, part) => sum + (heard.get(part) ?? 0), 0);
    stage.measure('lossMs', Math.round(recorded - decoded));
  }
}
