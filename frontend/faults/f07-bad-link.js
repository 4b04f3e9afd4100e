import { linkedPhone } from './support/linked-phone.js';
import { linkTo, speak, states } from './support/made-sound.js';
import { must, pause, until } from './support/wait.js';

const kilobytesInSecond = 64;
const cutEvery = 5_000;
const cutFor = 300;

/**
 * An interview of 11 MB goes over a link of 64 kB/s that is cut every 5 seconds,
 * to the real server. What is sent twice is counted by the bodies that the phone
 * begins, also those of which little got through.
 */
export default {
  fault: 'F7',
  name: 'bad link',
  engines: { chromium: { rounds: 2, quick: 0, piece: 1 } },
  needs: ['server', 'toxiproxy'],
  bars: [
    { of: 'safe', atLeast: 1, words: 'interviews that became safe' },
    { of: 'twice', atMost: 1.05, words: 'bytes begun for each byte of the sound' },
    { of: 'came', atMost: 1.05, words: 'bytes that came for each byte of the sound' },
    { of: 'cuts', take: 'min', atLeast: 3, words: 'cuts on the way' },
  ],
  run,
};

async function run(stage) {
  stage.count('safe', 0);
  const megabytes = stage.quick ? 1.2 : 11;
  const server = await stage.server();
  await stage.eachRound(() => overTheLink(stage, server, megabytes * 1e6));
}

const overTheLink = (stage, server, bytes) =>
  linkedPhone(stage, server, async ({ gateway, toxi, phone }) => {
    const id = await phone.begin();
    await phone.record();
    const sealed = await phone.run(speak, bytes);
    await phone.finalise();
    await phone.run(linkTo, toxi.url);
    await phone.unlocked();
    await toxi.toxic('bandwidth', { rate: kilobytesInSecond });
    const cuts = await sendOver(stage, phone, toxi, id);
    const begun = await phone.run(({ memory }) => memory.begun);
    stage.measure('cuts', cuts);
    stage.measure('twice', begun.bytes / sealed);
    stage.measure('came', gateway.came / sealed);
    stage.say(`${begun.requests} PATCHes, ${begun.bytes} bytes begun of ${sealed}, ${cuts} cuts`);
    const { state } = await server.lead.ask('GET', `/projects/${server.project}/interviews/${id}`);
    must(state === 'arrived', `the server says ${state}`);
    stage.count('safe');
  });

/** Delivers as the app does, while the link is cut again and again; gives how often it was. */
async function sendOver(stage, phone, toxi, id) {
  let [cuts, arrived] = [0, false];
  const cutting = (async () => {
    while (!arrived) {
      await pause(cutEvery);
      await toxi.cut(cutFor);
      cuts++;
    }
  })();
  await phone.run(({ phone: core }) => core.delivery.start());
  const safe = async () => {
    await pause(900);
    return (await phone.run(states)).some((one) => one.id === id && one.state === 'safe');
  };
  try {
    await until(safe, 'the interview is safe', 1_500_000);
  } finally {
    arrived = true;
    await cutting;
  }
  return cuts;
}
