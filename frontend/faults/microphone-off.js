import { must, until } from './support/wait.js';

/**
 * The microphone is off before opname = ja. Every way in which a page can open
 * one is counted, through all steps of the consent, in a random order of
 * answers; and opname is taken back while the browser still asks for the
 * microphone, and while it records.
 */
export default {
  name: 'microphone off before opname = ja',
  engines: { chromium: { rounds: 20, quick: 2 }, webkit: { rounds: 6, quick: 1 } },
  bars: [
    { of: 'openedEarly', atMost: 0, words: 'times the microphone was opened before' },
    { of: 'leftOpen', atMost: 0, words: 'tracks that were live after a "nee"' },
    { of: 'leftSound', atMost: 0, words: 'chunks on the disk after a "nee"' },
    { of: 'recorded', atLeast: 1, words: 'recordings that did begin after a "ja"' },
  ],
  run,
};

async function run(stage) {
  for (const name of ['openedEarly', 'leftOpen', 'leftSound', 'recorded']) stage.count(name, 0);
  const scene = await stage.scene();
  const phone = await scene.phone();
  await phone.run(countMicrophones);
  await phone.paired();
  await stage.eachRound(async (chance) => {
    await consentBy(stage, phone, chance);
    await refusedWhileAsked(stage, phone);
    await refusedWhileRecording(stage, phone);
    await phone.call('answerConsent', 'participate', 'no');
  });
}

/** All choices but opname in a random order, each tried to record after. */
async function consentBy(stage, phone, chance) {
  const order = await phone.run(async (here) => {
    here.phone.leave();
    const { slug, version } = here.phone.field.guides[0];
    here.talk = await here.phone.begin({ guide: { slug, version }, language: 'nl' });
    here.memory.opened = 0;
    await here.talk.answerAge(true);
    return here.core.choices.filter((one) => one !== 'participate' && one !== 'recording');
  });
  order.sort(() => chance() - 0.5);
  for (const choice of ['participate', ...order]) {
    await phone.call('answerConsent', choice, 'yes');
    const began = await phone.call('startRecording').then(
      () => true,
      () => false,
    );
    must(!began, `a recording began after ${choice}`);
  }
  await phone.call('answerConsent', 'recording', 'no');
  await phone.call('startRecording').catch(() => undefined);
  const { opened } = await phone.run(microphones);
  stage.count('openedEarly', opened);
}

/** The browser still asks for the microphone when opname becomes "nee". */
async function refusedWhileAsked(stage, phone) {
  await phone.call('answerConsent', 'recording', 'yes');
  await phone.run(({ memory }) => void (memory.asking = new Promise((go) => (memory.allow = go))));
  const starting = phone.call('startRecording').catch(() => undefined);
  await until(async () => (await phone.run(microphones)).opened > 0, 'the microphone is asked for');
  const refused = phone.call('answerConsent', 'recording', 'no');
  await phone.run(({ memory }) => {
    memory.allow();
    memory.asking = undefined;
  });
  await Promise.all([starting, refused]);
  await silent(stage, phone);
}

async function refusedWhileRecording(stage, phone) {
  await phone.call('answerConsent', 'recording', 'yes');
  await phone.record();
  await until(async () => (await phone.recorder()).safe > 0, 'sound is safe');
  stage.count('recorded');
  await phone.call('answerConsent', 'recording', 'no');
  await silent(stage, phone);
}

/** Nothing is live and no sound is kept. */
async function silent(stage, phone) {
  const { live } = await phone.run(microphones);
  const id = await phone.run(({ talk }) => talk.view.id);
  stage.count('leftOpen', live);
  stage.count('leftSound', (await phone.chunks(id)).size);
}

const microphones = ({ memory }) => ({
  opened: memory.opened,
  live: memory.tracks.filter(({ readyState }) => readyState === 'live').length,
});

/** In the page: counts every microphone that is opened; the asking can be held up. */
function countMicrophones({ memory }) {
  memory.opened = 0;
  memory.tracks = [];
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (what) => {
    memory.opened++;
    await memory.asking;
    const stream = await open(what);
    memory.tracks.push(...stream.getTracks());
    return stream;
  };
}
