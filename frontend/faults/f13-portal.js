import { quietMicrophone, speak, states } from './support/made-sound.js';
import { must } from './support/wait.js';

const html = { 'Content-Type': 'text/html' };
const json = { 'Content-Type': 'application/json' };

/** What public networks answer in the place of every server; first what is most like ours. */
const answers = {
  receipt: ({ path }) =>
    new Response(
      JSON.stringify({ epoch: 'x', interview: path.split('/')[5], state: 'arrived', parts: [] }),
      { status: 200, headers: json },
    ),
  accepted: ({ headers, body }) =>
    new Response(null, {
      status: 204,
      headers: { 'Upload-Offset': String(Number(headers['upload-offset'] ?? 0) + body.length) },
    }),
  page: () => new Response('<html>Log in op wifi</html>', { status: 200, headers: html }),
  elsewhere: () =>
    new Response(null, { status: 302, headers: { Location: 'https://login.example/' } }),
  must: () => new Response('<html>511</html>', { status: 511, headers: html }),
  json: () => new Response('{"ok":true}', { status: 200, headers: json }),
  empty: () => new Response(null, { status: 204 }),
};

/**
 * The sign-in page of a public network answers instead of the server, from the
 * first request on or in the midst of a delivery. Nothing it says is believed.
 */
export default {
  fault: 'F13',
  name: 'captive portal',
  engines: { chromium: { rounds: 14, quick: 3 }, webkit: { rounds: 7, quick: 0 } },
  bars: [
    { of: 'answers', atLeast: 1, words: 'answers of something else than the server' },
    { of: 'believed', atMost: 0, words: 'interviews called safe after them' },
    { of: 'lost', atMost: 0, words: 'chunks that left the phone' },
    { of: 'unsaid', atMost: 0, words: 'times that the phone did not say what was wrong' },
    { of: 'missing', atMost: 0, words: 'interviews that did not arrive afterwards' },
  ],
  run,
};

async function run(stage) {
  for (const name of ['answers', 'believed', 'lost', 'unsaid', 'missing']) stage.count(name, 0);
  const scene = await stage.scene();
  const phone = await scene.phone();
  await phone.run(quietMicrophone);
  await phone.paired();
  await stage.eachRound((chance, n) =>
    behindPortal(stage, scene, phone, chance, Object.values(answers)[n % 7]),
  );
}

async function behindPortal(stage, scene, phone, chance, answer) {
  const { api, proxy } = scene;
  api.references.push('lepel wolk');
  const id = await phone.begin();
  await phone.record();
  await phone.run(speak, 300_000);
  await phone.finalise();
  const kept = await phone.chunks(id);
  let requests = Math.floor(chance() * 5);
  proxy.instead = (asked) => {
    if (requests-- > 0) return undefined;
    stage.count('answers');
    return answer(asked);
  };
  await phone.deliver();
  const said = await phone.run(({ phone: core }) => core.delivery.view.reach);
  if (said !== 'not-our-server' && said !== 'unreachable') stage.count('unsaid');
  if (await isSafe(phone, id)) stage.count('believed');
  const there = await phone.chunks(id);
  stage.count('lost', [...kept].filter(([key, sum]) => there.get(key) !== sum).length);
  proxy.instead = () => undefined;
  await phone.deliver();
  must(await isSafe(phone, id), 'it is safe on an honest network');
  if ((await api.receipt(id)).state !== 'arrived') stage.count('missing');
}

const isSafe = async (phone, id) =>
  (await phone.run(states)).some((one) => one.id === id && one.state === 'safe');
