import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { quietMicrophone, speak, states } from './support/made-sound.js';
import { command, failing, loseDisk } from './support/restore.js';
import { must } from './support/wait.js';

/**
 * What the server once took in is asked about again, held against other bytes, and
 * taken off its disk. The same bytes get the same answer. Other bytes that came first
 * under the same number give way to those of the phone; other bytes that come after a
 * receipt are refused. A file that somebody removed from the server's disk is missed
 * by `verify` and by the receipt, and comes back from the phone after the next
 * restore, which tells phones to offer again what they hold.
 */
export default {
  fault: 'F9',
  name: 'taken in, and then not there',
  needs: ['server'],
  engines: { chromium: { rounds: 6, quick: 1 } },
  bars: [
    { of: 'refused', atLeast: 4, words: 'tries to put other bytes, refused' },
    { of: 'taken', atMost: 0, words: 'tries to put other bytes that went through' },
    { of: 'answers', atMost: 0, words: 'same bytes that got another answer' },
    { of: 'untold', atMost: 0, words: 'removed files of which verify or receipt said nothing' },
    { of: 'lost', atMost: 0, words: 'chunks that left the phone' },
    { of: 'missing', atMost: 0, words: 'files that are not as on the phone in the end' },
  ],
  run,
};

/** The number of the part with sound. */
const sound = 2;

const counts = ['refused', 'taken', 'answers', 'untold', 'lost', 'missing'];

async function run(stage) {
  for (const name of counts) stage.count(name, 0);
  await stage.eachRound((_, n) => oneRound(stage, n));
}

async function oneRound(stage, n) {
  const server = await stage.server();
  const scene = await stage.scene({ url: server.url });
  const phone = await scene.phone();
  const foreign = new Foreign(server, scene.proxy);
  await phone.run(quietMicrophone);
  await phone.open();
  await phone.pair(await server.invite());
  const id = await phone.begin();
  await phone.record();
  const bytes = await phone.run(speak, 200_000);
  await phone.finalise();
  await phone.run(({ phone: core }) => core.leave());
  const kept = await phone.chunks(id);
  await foreign.put(id, randomBytes(bytes));
  await phone.deliver();
  must(await isSafe(phone, id), 'it is safe after other bytes had come first');
  const part = partOf(server, id);
  const before = await foreign.receipt(id);
  await again(phone, id);
  if (!(await isSafe(phone, id)) || before !== (await foreign.receipt(id))) stage.count('answers');
  for (const status of await foreign.triesOthers(id, bytes))
    stage.count(status >= 400 && status < 500 ? 'refused' : 'taken');
  if (before !== (await foreign.receipt(id))) stage.count('answers');
  await removed(stage, server, foreign, id, part, n);
  await phone.run(({ phone: core }) => core.refresh());
  await phone.deliver();
  must(await isSafe(phone, id), 'it is safe again');
  const there = await phone.chunks(id);
  stage.count('lost', [...kept].filter(([key, sum]) => there.get(key) !== sum).length);
  if (!part.bytes.equals(readFileSync(part.path))) stage.count('missing');
  await server.stop();
  command(server, 'verify');
  await phone.end();
}

/** The file goes; verify and receipt say so; the backup of such a server is put back. */
async function removed(stage, server, foreign, id, { path }, n) {
  await server.kill();
  rmSync(path);
  if (!failing(server, 'verify').includes('is missing')) stage.count('untold');
  await server.start();
  const { parts } = JSON.parse(await foreign.receipt(id));
  if (parts.find(({ number }) => number === sound).state !== 'waiting') stage.count('untold');
  const copy = ['data', 'keys'].map((name) => join(stage.folder, `copy-${n}-${name}`));
  command(server, 'backup', copy[0], '--keys', copy[1]);
  await loseDisk(server, copy, join(stage.folder, `apart-${n}`));
}

/** Speaks to the server with the phone's own token, and other bytes. */
class Foreign {
  #server;
  #token;
  #manifest;

  constructor(server, proxy) {
    this.#server = server;
    proxy.instead = ({ method, path, headers, body }) => {
      this.#token = headers.authorization ?? this.#token;
      if (method === 'PUT' && path.endsWith('/manifest')) this.#manifest = body.toString();
    };
  }

  #ask(method, path, headers, body) {
    const all = { Authorization: this.#token, 'Tus-Resumable': '1.0.0', ...headers };
    return fetch(new URL(path, this.#server.url), { method, headers: all, body });
  }

  #interview(id) {
    return `/v1/projects/${this.#server.project}/interviews/${id}`;
  }

  async receipt(id) {
    return (await this.#ask('GET', `${this.#interview(id)}/receipt`)).text();
  }

  #begin(id, bytes) {
    const coded = (word) => Buffer.from(word).toString('base64');
    return this.#ask('POST', `/v1/projects/${this.#server.project}/uploads`, {
      'Upload-Length': String(bytes),
      'Upload-Metadata': `interview ${coded(id)},part ${coded(String(sound))}`,
    });
  }

  #send(location, offset, bytes) {
    const type = 'application/offset+octet-stream';
    const headers = { 'Upload-Offset': String(offset), 'Content-Type': type };
    return this.#ask('PATCH', location, headers, bytes);
  }

  /** Puts bytes there before the phone does. */
  async put(id, bytes) {
    this.location = (await this.#begin(id, bytes.length)).headers.get('location');
    const { status } = await this.#send(this.location, 0, bytes);
    must(status === 204, `other bytes that come first: ${status}`);
  }

  /** What the server says to tries to change what it gave a receipt for. */
  async triesOthers(id, bytes) {
    const other = JSON.parse(this.#manifest);
    other.parts.find(({ number }) => number === sound).sha256 = 'ab'.repeat(32);
    const answers = [
      await this.#send(this.location, 0, randomBytes(bytes)),
      await this.#begin(id, bytes - 1),
      await this.#ask('DELETE', this.location),
      await this.#ask(
        'PUT',
        `${this.#interview(id)}/manifest`,
        { 'Content-Type': 'application/json' },
        JSON.stringify(other),
      ),
    ];
    return answers.map(({ status }) => status);
  }
}

/** The sealed sound as the server keeps it, and where. */
function partOf({ data, project }, id) {
  const names = readdirSync(data, { recursive: true });
  const name = names.find((one) => one.endsWith(join(project, id, String(sound))));
  must(name, 'the part is on the disk');
  const path = join(data, name);
  return { path, bytes: readFileSync(path) };
}

/** Offered again, as after a new epoch. */
async function again(phone, id) {
  await phone.run(async ({ phone: core, device }, interview) => {
    const item = await device.store.read('outbox', [interview]);
    const value = { ...item, state: 'waiting', uploads: {}, takenBack: [] };
    await device.store.write([{ area: 'outbox', key: [interview], value }]);
    await core.delivery.run();
  }, id);
}

const isSafe = async (phone, id) =>
  (await phone.run(states)).some((one) => one.id === id && one.state === 'safe');
