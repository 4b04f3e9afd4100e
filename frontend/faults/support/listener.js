import { after, changesIn, hertzOf, placeOf, tones } from './tones.js';
import { must } from './wait.js';

/**
 * A page that hears the tones of `toneFile` itself, so that it knows where in
 * them a topic was shown. `show` and `heard` are acts for the page.
 */
export async function listening(phone) {
  const hertz = Array.from({ length: tones }, (_, tone) => hertzOf(tone));
  await phone.run(listen, hertz);
}

/** How far the place that the timeline gives each topic is from the tone that was heard then. */
export function placesOff(shown, changes, timeline, parts) {
  const screens = timeline.filter(({ event, topic }) => event === 'screen' && topic);
  const inSound = new Map(parts.map(({ number, samples }) => [number, changesIn(samples)]));
  return shown.map((moment, n) => {
    const { segment, ms } = screens[n];
    const truth = placeOf(changes, moment);
    const place = placeOf(inSound.get(segment), ms);
    must(truth !== undefined && place !== undefined, 'a topic stands before any tone');
    return Math.round(Math.abs(after(place, truth)));
  });
}

/** No filters on the sound, and a look at its tone every few milliseconds. */
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

/** Shows the n-th topic, and keeps when. */
export async function show({ talk, memory }, n) {
  const { topics } = talk.view.draft.answers;
  memory.shown.push(performance.now());
  await talk.showTopic(topics[n % topics.length].topic);
}

/** What was heard, and when topics were shown. */
export function heard({ memory }) {
  const { changes, shown } = memory;
  memory.shown = [];
  return { changes, shown };
}
