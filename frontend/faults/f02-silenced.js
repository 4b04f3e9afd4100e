import { join } from 'node:path';
import { heardBy } from './support/sound.js';
import { gapFile } from './support/tones.js';
import { must, until } from './support/wait.js';

/**
 * The microphone is taken away or hears nothing. One after another: the track
 * ends; what listens is suspended; the microphone gives digital silence for 7 s.
 * A phone that sleeps is not in this row: after a stop of all processes Chromium
 * hands over a part of what the microphone heard meanwhile, and its bytes tell the
 * length badly (0.8 s off after stops of 4 to 12 s, 3.8 s after 40 s). A call
 * that comes in cannot be made here: DEVICES.md.
 */
const troubles = { ended, suspended, silent };
const toneSeconds = 14;
const silentSeconds = 7;

export default {
  fault: 'F2',
  name: 'microphone taken or silent',
  engines: { chromium: { rounds: 18, quick: 3 } },
  bars: [
    { of: 'alarmMs', take: 'max', atMost: 3_000, unit: 'ms', words: 'time until the alarm' },
    {
      of: 'silentMs',
      take: 'max',
      atMost: 6_500,
      unit: 'ms',
      words: 'digital silence until the alarm',
    },
    {
      of: 'againMs',
      take: 'max',
      atMost: 5_000,
      unit: 'ms',
      words: 'alarm until it records again',
    },
    {
      of: 'soundOffMs',
      take: 'max',
      atMost: 300,
      unit: 'ms',
      words: 'said length of a segment from what decodes',
    },
    { of: 'lost', atMost: 0, words: 'acknowledged chunks that are gone or changed' },
    { of: 'broken', atMost: 0, words: 'files that do not decode' },
  ],
  run,
};

async function run(stage) {
  for (const name of ['lost', 'broken']) stage.count(name, 0);
  const speaking = await stage.scene();
  const sound = gapFile(join(stage.folder, 'silences.wav'), toneSeconds, silentSeconds);
  const silences = await stage.scene({ sound });
  const phones = { speaking: await opened(speaking), silences: await opened(silences) };
  const kinds = Object.keys(troubles);
  await stage.eachRound(async (_, n) => {
    const kind = kinds[n % kinds.length];
    const scene = kind === 'silent' ? silences : speaking;
    const phone = kind === 'silent' ? phones.silences : phones.speaking;
    await oneTalk(stage, scene, phone, () => troubles[kind](stage, phone));
  });
}

async function opened(scene) {
  const phone = await scene.phone();
  await phone.run(holdTracks);
  return phone.paired();
}

async function oneTalk(stage, scene, phone, trouble) {
  scene.api.references.push('lepel wolk');
  const id = await phone.begin();
  await phone.record();
  await until(async () => (await phone.recorder()).safe > 1_500, 'sound is safe');
  const at = await trouble();
  await alarmed(stage, phone, at);
  const { safe } = await phone.recorder();
  await until(async () => (await phone.recorder()).safe > safe + 1_000, 'more sound is safe');
  await phone.finalise();
  stage.count('lost', await phone.lost());
  const line = (await phone.deliver()).find((one) => one.id === id);
  must(line?.state === 'safe', `the interview is ${line?.state} and not safe`);
  await compare(stage, scene.api, id, at);
}

async function alarmed(stage, phone, at) {
  const alarm = await until(() => phone.run(alarmAfter, at.from), 'an alarm');
  if (!at.silent) stage.measure('alarmMs', Math.max(0, alarm.at - at.since));
  const again = await until(() => phone.run(recordsAgain), 'it records again without a tap');
  if (!at.silent) stage.measure('againMs', again - alarm.at);
}

async function compare(stage, api, id, { silent }) {
  const parts = await heardBy(api, id);
  for (const { ms, decoded, well } of parts) {
    if (!well || decoded === 0) stage.count('broken');
    stage.measure('soundOffMs', Math.round(Math.abs(ms - decoded)));
  }
  const { timeline } = await api.answers(id);
  const gaps = timeline.filter(({ event }) => event === 'gap');
  for (const { ms, from, to } of gaps)
    must(Date.parse(to) - Date.parse(from) === ms, 'a gap is as long as from its begin to its end');
  must(gaps.length === 1, `${gaps.length} gaps in the timeline`);
  must(parts.length === (silent ? 1 : 2), `${parts.length} segments`);
}

async function ended(_, phone) {
  const since = await phone.run(({ memory }) => {
    memory.stream.getTracks()[0].stop();
    return Date.now();
  });
  return { from: since, since };
}

async function suspended(_, phone) {
  const since = await phone.run(({ memory }) => {
    // Once: the app itself asks to go on at once.
    void memory.contexts.at(-1).suspend();
    return Date.now();
  });
  return { from: since, since };
}

async function silent(stage, phone) {
  const from = await phone.run(() => Date.now());
  const missing = await until(
    () => phone.run(({ talk }) => talk.recorder.cause === 'silent' && talk.recorder.missing),
    'the alarm of silence',
  );
  stage.measure('silentMs', Math.round(missing));
  return { from, since: from, silent: true };
}

/** In the page: keeps what listens, so that it can be taken away. */
function holdTracks({ memory }) {
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (how) => (memory.stream = await ask(how));
  memory.contexts = [];
  const Context = window.AudioContext;
  window.AudioContext = class extends Context {
    constructor(...how) {
      super(...how);
      memory.contexts.push(this);
    }
  };
}

/** The first alarm on the timeline that is not from before the trouble. */
function alarmAfter({ talk }, from) {
  const alarm = talk.view.draft.answers.timeline.find(
    ({ event, at }) => event === 'alarm' && Date.parse(at) >= from,
  );
  return alarm && { at: Date.parse(alarm.at), cause: alarm.cause };
}

function recordsAgain({ talk }) {
  const gap = talk.view.draft.answers.timeline.find(({ event }) => event === 'gap');
  return gap && talk.recorder.phase === 'recording' && Date.parse(gap.to);
}
