import { join } from 'node:path';
import { heardBy } from './support/sound.js';
import { after, changesIn, hertzOf, placeOf, toneFile, tones } from './support/tones.js';
import { must, pause } from './support/wait.js';

/**
 * The microphone hears a tone of its own every second, so the page and the
 * recording can each tell where in the tones they are. Topics are shown at
 * moments of chance; the place that the timeline gives each of them must hold the
 * tone that was heard then. The page's own look is a hundredth of a second exact;
 * what the loudspeaker of the room adds on a real phone cannot be seen here.
 */
export default {
  fault: 'F19',
  name: 'places of the timeline in the sound',
  engines: { chromium: { rounds: 10, quick: 1 } },
  bars: [
    { of: 'offMs', take: 'max', atMost: 150, unit: 'ms', words: 'a topic from its sound, most' },
    {
      of: 'offMs',
      take: 'median',
      atMost: 100,
      unit: 'ms',
      words: 'a topic from its sound, median',
    },
    { of: 'placed', atLeast: 10, words: 'topics that were looked at' },
  ],
  run,
};

async function run(stage) {
  stage.count('placed', 0);
  const sound = toneFile(join(stage.folder, 'tones.wav'));
  const scene = await stage.scene({ sound });
  const phone = await scene.phone();
  await phone.run(
    listen,
    Array.from({ length: tones }, (_, tone) => hertzOf(tone)),
  );
  await phone.paired();
  await stage.eachRound((chance) => showTen(stage, scene, phone, chance));
}

async function showTen(stage, scene, phone, chance) {
  scene.api.references.push('lepel wolk');
  const id = await phone.begin();
  await phone.record();
  await pause(2_500);
  for (let n = 0; n < 10; n++) {
    await pause(300 + chance() * 1_000);
    await phone.run(show, n);
  }
  const { changes, shown } = await phone.run(heard);
  await phone.finalise();
  const line = (await phone.deliver()).find((one) => one.id === id);
  must(line?.state === 'safe', `the interview is ${line?.state} and not safe`);
  const [part] = await heardBy(scene.api, id);
  const inSound = changesIn(part.samples);
  must(inSound.length > 8, `only ${inSound.length} tones are heard in the recording`);
  const { timeline } = await scene.api.answers(id);
  const screens = timeline.filter(({ event, topic }) => event === 'screen' && topic);
  for (const [n, moment] of shown.entries()) {
    const truth = placeOf(changes, moment);
    const place = placeOf(inSound, screens[n].ms);
    must(truth !== undefined && place !== undefined, 'a topic stands before any tone');
    stage.measure('offMs', Math.round(Math.abs(after(place, truth))));
    stage.count('placed');
  }
}

/** In the page: no filters on the sound, and a look at its tone every few milliseconds. */
function listen({ memory }, hertz) {
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  memory.changes = [];
  memory.shown = [];
  mediaDevices.getUserMedia = async () => {
    const stream = await ask({ audio: { channelCount: 1, ...plain } });
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 2048;
    analyser.smoothingTimeConstant = 0;
    context.createMediaStreamSource(stream).connect(analyser);
    const levels = new Float32Array(analyser.frequencyBinCount);
    const width = context.sampleRate / analyser.fftSize;
    // What is looked at is on average half its length old.
    const late = (500 * analyser.fftSize) / context.sampleRate;
    setInterval(() => {
      analyser.getFloatFrequencyData(levels);
      const loudest = levels.indexOf(Math.max(...levels));
      const apart = hertz.map((one) => Math.abs(one - loudest * width));
      const tone = apart.indexOf(Math.min(...apart));
      if (levels[loudest] > -60 && memory.changes.at(-1)?.[1] !== tone)
        memory.changes.push([performance.now() - late, tone]);
    }, 4);
    return stream;
  };
}

async function show({ talk, memory }, n) {
  const { topics } = talk.view.draft.answers;
  memory.shown.push(performance.now());
  await talk.showTopic(topics[n % topics.length].topic);
}

function heard({ memory }) {
  const { changes, shown } = memory;
  memory.shown = [];
  return { changes, shown };
}
