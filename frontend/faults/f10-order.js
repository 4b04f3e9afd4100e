import { createHash } from 'node:crypto';
import { heardBy } from './support/sound.js';
import { must, until } from './support/wait.js';

/** How late the bytes of a chunk may come, in milliseconds: three chunks. */
const latest = { chromium: 1_500, webkit: 6_000 };

/**
 * The bytes of chunks become readable in a random order. What the server opens
 * has to be, byte for byte, what the browser's recorder gave, in its order. Then
 * two frames change places in the store: the server must not open that.
 */
export default {
  fault: 'F10',
  name: 'chunks in another order',
  engines: { chromium: { rounds: 200, quick: 3, piece: 25 }, webkit: { rounds: 20, quick: 0 } },
  bars: [
    { of: 'other', atMost: 0, words: 'recordings that are not what the recorder gave' },
    { of: 'overtakes', atLeast: 1, words: 'chunks that overtook another' },
    {
      of: 'opened',
      atMost: 0,
      words: 'recordings with frames that changed places and were opened',
    },
  ],
  run,
};

async function run(stage) {
  for (const name of ['other', 'overtakes', 'opened']) stage.count(name, 0);
  const scene = await stage.scene();
  const phone = await scene.phone();
  await phone.run(shuffleBytes, latest[stage.engine]);
  await phone.paired();
  await stage.eachRound(async (chance) => {
    scene.api.references.push('lepel wolk');
    const chances = Array.from({ length: 64 }, chance);
    const id = await record(stage, phone, chances);
    await phone.finalise();
    await phone.deliver();
    const [{ bytes, well }] = await heardBy(scene.api, id);
    const given = await phone.run(({ memory }) => memory.given());
    must(well, 'the recording decodes');
    const sum = createHash('sha256').update(bytes).digest('hex');
    if (sum !== given.sum) stage.count('other');
    stage.count('overtakes', given.overtakes);
  });
  await swapFrames(stage, scene, phone);
}

async function record(stage, phone, chances) {
  const id = await phone.begin();
  await phone.run(({ memory }, all) => memory.anew(all), chances);
  await phone.record();
  const least = stage.engine === 'webkit' ? 8_000 : 1_500;
  await until(async () => (await phone.recorder()).safe > least, 'sound is safe');
  return id;
}

/** Two frames of a recording change places on the disk before it is finalised. */
async function swapFrames(stage, scene, phone) {
  scene.api.references.push('lepel wolk');
  const id = await record(stage, phone, []);
  await phone.call('stopRecording');
  await phone.run(async ({ device }, interview) => {
    const [one, two] = await device.store.list('chunks', { prefix: [interview] });
    await device.store.write([
      { area: 'chunks', key: one.key, value: { ...two.value, ms: one.value.ms } },
      { area: 'chunks', key: two.key, value: { ...one.value, ms: two.value.ms } },
    ]);
  }, id);
  await phone.finalise();
  await phone.deliver();
  const opened = await scene.api.open(id, 2, 'sound').catch(() => undefined);
  if (opened) stage.count('opened');
}

/** In the page: bytes come late, by chances that are given; remembers what the recorder gave. */
function shuffleBytes({ memory }, most) {
  const { arrayBuffer } = Blob.prototype;
  const recorder = MediaRecorder.prototype;
  const { start } = recorder;
  let chances = [];
  let blobs = [];
  let read = [];
  memory.anew = (all) => {
    chances = all;
    blobs = [];
    read = [];
  };
  recorder.start = function (...how) {
    this.addEventListener('dataavailable', ({ data }) => data.size && blobs.push(data));
    return start.apply(this, how);
  };
  Blob.prototype.arrayBuffer = async function () {
    const late = (chances.shift() ?? 0) * most;
    const bytes = await arrayBuffer.call(this);
    await new Promise((later) => setTimeout(later, late));
    read.push(this);
    return bytes;
  };
  memory.given = async () => {
    const whole = await arrayBuffer.call(new Blob(blobs));
    const sum = [...new Uint8Array(await crypto.subtle.digest('SHA-256', whole))];
    const places = read.map((blob) => blobs.indexOf(blob));
    const overtakes = places.filter((place, at) => place < places[at - 1]).length;
    return { sum: sum.map((one) => one.toString(16).padStart(2, '0')).join(''), overtakes };
  };
}
