import { heardBy } from './support/sound.js';
import { must, pause, until } from './support/wait.js';

/**
 * The app is killed during a talk, opened again, and goes on: the same
 * interview, a new segment, and a gap in the timeline as long as nothing was
 * recorded.
 */
export default {
  fault: 'F16',
  name: 'a talk opened again after a kill',
  engines: { chromium: { rounds: 20, quick: 1 }, webkit: { rounds: 10, quick: 1 } },
  bars: [
    { of: 'lost', atMost: 0, words: 'acknowledged chunks that are gone or changed' },
    {
      of: 'other',
      atMost: 0,
      words: 'talks that came back as another talk, or with another answer',
    },
    { of: 'segments', take: 'min', atLeast: 2, words: 'segments, fewest' },
    { of: 'segments', take: 'max', atMost: 2, words: 'segments, most' },
    { of: 'gaps', take: 'min', atLeast: 1, words: 'gaps in the timeline, fewest' },
    { of: 'gaps', take: 'max', atMost: 1, words: 'gaps in the timeline, most' },
    {
      of: 'gapTooShortMs',
      take: 'max',
      atMost: 250,
      unit: 'ms',
      words: 'gap shorter than the silence',
    },
    {
      of: 'gapTooLongMs',
      take: 'max',
      atMost: 1_500,
      unit: 'ms',
      words: 'gap longer than the silence',
      engine: 'chromium',
    },
    {
      of: 'gapTooLongMs',
      take: 'max',
      atMost: 4_000,
      unit: 'ms',
      words: 'gap longer than the silence',
      engine: 'webkit',
    },
  ],
  run,
};

async function run(stage) {
  for (const name of ['lost', 'other']) stage.count(name, 0);
  const scene = await stage.scene();
  const phone = await scene.phone();
  await phone.paired();
  await stage.eachRound((chance) => killAndGoOn(stage, scene, phone, chance));
}

async function killAndGoOn(stage, scene, phone, chance) {
  scene.api.references.push('lepel wolk');
  const id = await phone.begin();
  const words = `notitie ${chance()}`;
  await phone.run(note, words);
  const before = await phone.run(told);
  await phone.record();
  await until(async () => (await phone.recorder()).safe > 0, 'sound is safe');
  await pause(chance() * 1_500);
  await phone.kill();
  const killedAt = Date.now();
  const kept = [...phone.driver.kept];
  await phone.start();
  await phone.unlocked();
  await phone.resume(id);
  if (JSON.stringify(await phone.run(told)) !== JSON.stringify(before)) stage.count('other');
  stage.count('lost', await phone.lost(kept));
  const { safe } = await phone.recorder();
  const silent = (await phone.run(recordAgain)) - killedAt;
  await until(async () => (await phone.recorder()).safe > safe, 'more sound is safe');
  await phone.finalise();
  const line = (await phone.deliver()).find((one) => one.id === id);
  must(line?.state === 'safe', `the interview is ${line?.state} and not safe`);
  await compare(stage, scene.api, id, silent);
}

async function compare(stage, api, id, silent) {
  const sound = await heardBy(api, id);
  must(
    sound.every(({ well, decoded }) => well && decoded > 0),
    'every segment decodes',
  );
  stage.measure('segments', sound.length);
  const gaps = (await api.answers(id)).timeline.filter(({ event }) => event === 'gap');
  stage.measure('gaps', gaps.length);
  const more = (gaps[0]?.ms ?? 0) - silent;
  stage.measure('gapTooShortMs', Math.max(0, Math.round(-more)));
  stage.measure('gapTooLongMs', Math.max(0, Math.round(more)));
}

const note = ({ talk }, words) => talk.addNote(talk.view.draft.answers.topics[0].topic, words);

/** What the draft says, without what changes with every look. */
function told({ talk }) {
  const { id, reference, consent, answers, stage } = talk.view.draft;
  return { id, reference, consent, stage, topics: answers.topics };
}

/** Records, and gives when that was asked for. */
async function recordAgain({ talk }) {
  const at = Date.now();
  await talk.startRecording();
  return at;
}
