import { join } from 'node:path';
import { heard, listening, placesOff, show } from './support/listener.js';
import { heardBy } from './support/sound.js';
import { changesIn, toneFile } from './support/tones.js';
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
  await listening(phone);
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
  for (const off of placesOff(shown, changes, (await scene.api.answers(id)).timeline, [part])) {
    stage.measure('offMs', off);
    stage.count('placed');
  }
}
