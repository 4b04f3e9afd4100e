import { join } from 'node:path';
import { heard, listening, placesOff, show } from './support/listener.js';
import { heardBy } from './support/sound.js';
import { gapFile, toneFile } from './support/tones.js';
import { must, pause, until } from './support/wait.js';

/**
 * The microphone is taken away or hears nothing. One after another: the track
 * ends; what listens is suspended; the microphone gives digital silence for 7 s;
 * all processes stand still for 6 s, and for 40 s, as on a phone that sleeps. What
 * the microphone is made to hear goes on while they do, and Chromium hands over a
 * part of it: the true gap is from the end of what decodes to the next start of a
 * recorder. After a sleep three topics are shown; their places must hold the tones
 * that the page heard then. WebKitGTK makes up its sound: it cannot be silenced, and
 * has no tones. A call that comes in cannot be made here: DEVICES.md.
 */
const troubles = { ended, suspended, silent, dozed, slept };
const toneSeconds = 14;
const silentSeconds = 7;
const doze = 6_000;
const sleep = 40_000;

export default {
  fault: 'F2',
  name: 'microphone taken or silent',
  engines: { chromium: { rounds: 20, quick: 4 }, webkit: { rounds: 8, quick: 0 } },
  bars: [
    { of: 'alarmMs', take: 'max', atMost: 3_000, unit: 'ms', words: 'time until the alarm' },
    {
      of: 'silentMs',
      engine: 'chromium',
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
      engine: 'chromium',
      take: 'max',
      atMost: 100,
      unit: 'ms',
      words: 'said length of a segment from what decodes',
    },
    {
      of: 'soundOffMs',
      engine: 'webkit',
      take: 'max',
      atMost: 1_300,
      unit: 'ms',
      words: 'said length of a segment from what decodes',
    },
    {
      of: 'gapOffMs',
      engine: 'chromium',
      take: 'max',
      atMost: 300,
      unit: 'ms',
      words: 'gap of a sleep from its true length',
    },
    {
      of: 'gapOffMs',
      engine: 'webkit',
      take: 'max',
      atMost: 1_500,
      unit: 'ms',
      words: 'gap of a sleep from its true length',
    },
    {
      of: 'placeOffMs',
      engine: 'chromium',
      take: 'max',
      atMost: 150,
      unit: 'ms',
      words: 'a topic after a sleep from its sound',
    },
    { of: 'lost', atMost: 0, words: 'acknowledged chunks that are gone or changed' },
    { of: 'broken', atMost: 0, words: 'files that do not decode' },
  ],
  run,
};

async function run(stage) {
  for (const name of ['lost', 'broken']) stage.count(name, 0);
  const kinds = Object.keys(troubles).filter((kind) => hears[kind] in microphones[stage.engine]);
  const phones = new Map();
  await stage.eachRound(async (_, n) => {
    const kind = kinds[n % kinds.length];
    const what = hears[kind];
    if (!phones.has(what)) phones.set(what, await opened(stage, what));
    const { scene, phone } = phones.get(what);
    await oneTalk(stage, scene, phone, () => troubles[kind](stage, phone));
  });
}

/** What the microphone can be made to hear; WebKit makes up a sound of its own. */
const microphones = {
  chromium: {
    speech: () => undefined,
    silences: (folder) => gapFile(join(folder, 'silences.wav'), toneSeconds, silentSeconds),
    tones: (folder) => toneFile(join(folder, 'tones.wav')),
  },
  webkit: { speech: () => undefined, tones: () => undefined },
};
const hears = {
  ended: 'speech',
  suspended: 'speech',
  silent: 'silences',
  dozed: 'tones',
  slept: 'tones',
};

async function opened(stage, what) {
  const scene = await stage.scene({ sound: microphones[stage.engine][what](stage.folder) });
  const phone = await scene.phone();
  if (what === 'tones' && stage.engine === 'chromium') await listening(phone);
  await phone.run(hold);
  return { scene, phone: await phone.paired() };
}

async function oneTalk(stage, scene, phone, trouble) {
  scene.api.references.push('lepel wolk');
  const id = await phone.begin();
  await phone.run(countAnew);
  await phone.record();
  await until(async () => (await phone.recorder()).safe > 1_500, 'sound is safe');
  const at = await trouble();
  await alarmed(stage, phone, at);
  const { safe } = await phone.recorder();
  await until(async () => (await phone.recorder()).safe > safe + 1_000, 'more sound is safe');
  if (at.slept && stage.engine === 'chromium') await showThree(phone);
  const witness = await phone.run(witnessed);
  const tones = await phone.run(heard);
  await phone.finalise();
  stage.count('lost', await phone.lost());
  const line = (await phone.deliver()).find((one) => one.id === id);
  must(line?.state === 'safe', `the interview is ${line?.state} and not safe`);
  await compare(stage, scene.api, id, { ...at, ...witness, ...tones });
}

async function showThree(phone) {
  for (let n = 0; n < 3; n++) {
    await pause(700);
    await phone.run(show, n);
  }
}

async function alarmed(stage, phone, at) {
  const alarm = await until(() => phone.run(alarmAfter, at.from), 'an alarm');
  if (!at.silent) stage.measure('alarmMs', Math.max(0, alarm.at - at.since));
  const again = await until(() => phone.run(recordsAgain), 'it records again without a tap');
  if (!at.silent) stage.measure('againMs', again - alarm.at);
}

async function compare(stage, api, id, { silent: inOne, slept: asleep, ...seen }) {
  const parts = await heardBy(api, id);
  const webkit = stage.engine === 'webkit';
  for (const { ms, decoded, well } of parts) {
    // WebKit has nothing to decode before the first second is over.
    if ((!well || decoded === 0) && !(webkit && ms < 1_000)) stage.count('broken');
    stage.measure('soundOffMs', Math.round(Math.abs(ms - decoded)));
  }
  const { timeline } = await api.answers(id);
  const gaps = timeline.filter(({ event }) => event === 'gap');
  for (const { ms, from, to } of gaps)
    must(Date.parse(to) - Date.parse(from) === ms, 'a gap is as long as from its begin to its end');
  // What plays in WebKit stands still again now and then after a sleep.
  must(webkit ? gaps.length > 0 : gaps.length === 1, `${gaps.length} gaps in the timeline`);
  must(parts.length === gaps.length + (inOne ? 0 : 1), `${parts.length} segments`);
  if (!asleep) return;
  const sum = (all, of) => all.reduce((before, one) => before + of(one), 0);
  const sound = sum(parts.slice(0, -1), ({ decoded }) => decoded);
  const gap = seen.starts.at(-1) - seen.starts[0] - sound;
  stage.measure('gapOffMs', Math.round(Math.abs(sum(gaps, ({ ms }) => ms) - gap)));
  if (webkit) return;
  for (const off of placesOff(seen.shown, seen.changes, timeline, parts))
    stage.measure('placeOffMs', off);
}

function dozed(_, phone) {
  return standStill(phone, doze);
}

function slept(_, phone) {
  return standStill(phone, sleep);
}

async function standStill(phone, milliseconds) {
  const from = Date.now();
  phone.sleep();
  await pause(milliseconds);
  const since = Date.now();
  phone.wake();
  return { from, since, slept: true };
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

/** In the page: keeps what listens, so that it can be taken away, and when recorders began. */
function hold({ memory }) {
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
  const Recorder = window.MediaRecorder;
  window.MediaRecorder = class extends Recorder {
    constructor(...how) {
      super(...how);
      this.addEventListener('start', () => memory.starts.push(Date.now()));
    }
  };
}

const countAnew = ({ memory }) => void (memory.starts = []);

const witnessed = ({ memory: { starts } }) => ({ starts });

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
