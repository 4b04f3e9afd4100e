import { rmSync } from 'node:fs';
import { Person } from '../journeys/support/api.js';
import { decode } from './support/sound.js';
import { must, until } from './support/wait.js';

/**
 * The phone is lost in the midst of a talk: SIGKILL, and its profile is deleted.
 * The lead revokes it and keeps what had arrived, and a researcher hears it. What
 * is missing is the recorder's clock at the kill less what ffmpeg decodes.
 */
export default {
  fault: 'F14',
  name: 'lost phone',
  engines: { chromium: { rounds: 3, quick: 0, piece: 1 } },
  needs: ['server'],
  bars: [
    { of: 'missingMs', take: 'max', atMost: 30_000, unit: 'ms', words: 'sound missing, most' },
    { of: 'heardMs', take: 'min', atLeast: 60_000, unit: 'ms', words: 'sound heard, least' },
    { of: 'broken', atMost: 0, words: 'recordings that do not decode' },
    { of: 'early', atMost: 0, words: 'times that a researcher saw the talk before' },
  ],
  run,
};

async function run(stage) {
  for (const name of ['broken', 'early']) stage.count(name, 0);
  const server = await stage.server();
  await stage.eachRound((chance, n) => lost(stage, server, chance, `F14 ${n}`));
}

async function lost(stage, server, chance, label) {
  const { lead, project } = server;
  const scene = await stage.scene({ url: server.url });
  const phone = await scene.phone();
  await phone.open();
  await phone.pair(await server.invite(label));
  const id = await phone.begin();
  await phone.record();
  await phone.run(({ phone: core }) => core.delivery.start());
  const moment = 95_000 + chance() * 20_000;
  await until(async () => (await phone.recorder()).recorded > moment, 'it recorded', 200_000);
  const { recorded } = await phone.recorder();
  await phone.kill();
  rmSync(phone.profile, { recursive: true, force: true, maxRetries: 5 });
  const seen = await server.interviews();
  if (seen.some((one) => one.id === id)) stage.count('early');
  const devices = await lead.all(`/projects/${project}/devices`);
  const device = devices.find((one) => one.label === label);
  await lead.ask('DELETE', `/projects/${project}/devices/${device.id}`);
  const kept = await lead.ask('PUT', `/projects/${project}/interviews/${id}/salvage`);
  must(kept.state === 'arrived' && kept.review === 'salvaged', `it is ${kept.state}`);
  const { ms, well } = decode(await heard(server, id));
  if (!well) stage.count('broken');
  stage.measure('heardMs', ms);
  stage.measure('missingMs', recorded - ms);
}

/** The sound as a researcher hears it. */
async function heard({ url, project }, id) {
  const researcher = new Person('researcher');
  const path = `/projects/${project}/interviews/${id}/recordings/2`;
  const allowed = await researcher.call('POST', `${path}/listening`);
  must(allowed.status === 204, `listening: ${allowed.status}`);
  const cookie = allowed.headers.get('Set-Cookie').split(';')[0];
  const sound = await fetch(`${url}/v1${path}/sound`, { headers: { Cookie: cookie } });
  must(sound.ok, `sound: ${sound.status}`);
  return Buffer.from(await sound.arrayBuffer());
}
