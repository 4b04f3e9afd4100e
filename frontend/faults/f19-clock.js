import { decode } from './support/sound.js';
import { must, pause, until } from './support/wait.js';

/**
 * The phone's clock is days wrong, and known to be so by the server's answers.
 * In the midst of a recording somebody sets it; then the phone "sleeps" 40
 * minutes: its clock goes on, the one that only goes forward stands still. The
 * clocks of the page are changed, the sound is real.
 */
export default {
  fault: 'F19',
  name: 'a wrong clock, set and slept through in a talk',
  needs: ['server'],
  engines: { chromium: { rounds: 10, quick: 1 } },
  bars: [
    {
      of: 'startMs',
      take: 'max',
      atMost: 5_000,
      unit: 'ms',
      words: 'begin of the talk, as the server says',
    },
    {
      of: 'lengthMs',
      take: 'max',
      atMost: 5_000,
      unit: 'ms',
      words: 'length of the talk, as the server says',
    },
    {
      of: 'gapOffMs',
      take: 'max',
      atMost: 1_000,
      unit: 'ms',
      words: 'gap of the sleep from its length',
    },
    {
      of: 'placeMs',
      take: 'max',
      atMost: 150,
      unit: 'ms',
      words: 'place of a topic after the clock was set',
    },
    {
      of: 'soundOffMs',
      take: 'max',
      atMost: 300,
      unit: 'ms',
      words: 'said length of a segment from what decodes',
    },
  ],
  run,
};

const sleep = 2_400_000;
const day = 86_400_000;

async function run(stage) {
  const server = await stage.server();
  const scene = await stage.scene({ url: server.url });
  const phone = await scene.phone();
  await phone.run(ownClock);
  await phone.paired(await server.invite());
  await stage.eachRound((chance) => oneTalk(stage, server, phone, chance));
}

async function oneTalk(stage, server, phone, chance) {
  const wrong = Math.round((chance() - 0.5) * 6 * day);
  await phone.run(setClock, wrong);
  await phone.run(({ phone: core }) => core.refresh());
  const began = Date.now();
  const id = await phone.begin();
  await phone.record();
  await until(async () => (await phone.recorder()).safe > 1_000, 'sound is safe');
  await phone.run(setClock, wrong + setBy(chance));
  await pause(1_000 + chance() * 1_000);
  stage.measure('placeMs', Math.round(Math.abs(await phone.run(showTopic))));
  await phone.run(fallAsleep, sleep);
  const gap = await until(() => phone.run(gapOf), 'a gap');
  stage.measure('gapOffMs', Math.round(Math.abs(gap.ms - sleep)));
  const { safe } = await phone.recorder();
  await until(async () => (await phone.recorder()).safe > safe + 1_000, 'more sound is safe');
  await phone.call('stopRecording');
  await measureSound(stage, phone);
  await phone.finalise();
  const ended = Date.now() + sleep;
  const line = (await phone.deliver()).find((one) => one.id === id);
  must(line?.state === 'safe', `the interview is ${line?.state} and not safe`);
  const { startedAt, endedAt } = await server.lead.get(
    `/projects/${server.project}/interviews/${id}`,
  );
  const [from, to] = [startedAt, endedAt].map((at) => Date.parse(at));
  stage.measure('startMs', Math.abs(from - began));
  stage.measure('lengthMs', Math.abs(to - from - (ended - began)));
}

/** Back, or ahead by a day or more: less than a day ahead cannot be told from a sleep. */
const setBy = (chance) =>
  Math.round(chance() < 0.5 ? -3 * day * chance() : day * (1 + 2 * chance()));

async function measureSound(stage, phone) {
  const { segments } = await phone.recorder();
  must(segments.length === 2, `${segments.length} segments`);
  for (const part of segments) {
    const { ms, bytes } = await phone.run(heard, part);
    const { ms: decoded, well } = decode(Buffer.from(bytes, 'base64'));
    must(well, 'every segment decodes');
    stage.measure('soundOffMs', Math.round(Math.abs(ms - decoded)));
  }
}

/** In the page, before the phone is opened: clocks that can be set, and that can stand still. */
function ownClock({ device, memory }) {
  const { clock } = device;
  Object.assign(memory, { shift: 0, startedAt: 0 });
  device.clock = { ...clock, now: () => Date.now() + memory.shift };
  const { open } = device.microphone;
  device.microphone.open = async () => {
    const input = await open();
    const { record } = input;
    input.record = (how, chunk, began) =>
      record.call(input, how, chunk, () => {
        memory.startedAt = performance.now();
        began();
      });
    return input;
  };
}

const setClock = ({ memory }, shift) => void (memory.shift = shift);

/** How far the place of a topic is from the time since the recorder began. */
async function showTopic({ talk, memory }) {
  const real = performance.now() - memory.startedAt;
  const { topics, timeline } = talk.view.draft.answers;
  await talk.showTopic(topics[0].topic);
  const { ms } = talk.view.draft.answers.timeline[timeline.length];
  return ms - real;
}

/** The wall clock goes on, the other does not. */
const fallAsleep = ({ memory }, ms) => void (memory.shift += ms);

const gapOf = ({ talk }) => talk.view.draft.answers.timeline.find(({ event }) => event === 'gap');

/** A segment: how long the last chunk says it is, and its plain bytes. */
async function heard({ talk, device }, part) {
  const chunks = await device.store.list('chunks', { prefix: [talk.view.id, part] });
  const bytes = new Uint8Array(await (await talk.listen(part)).arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return { ms: chunks.at(-1).value.ms, bytes: btoa(binary) };
}
