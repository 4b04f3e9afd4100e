import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, request as ask } from 'node:http';
import { join } from 'node:path';
import { load } from './support/bundle.js';
import { freePort } from '../journeys/support/server.js';
import { must, until } from './support/wait.js';

const project = 'p';
const uploads = `/v1/projects/${project}/uploads`;

/**
 * The phone's uploader, unchanged, fills an upload on tusd, the reference server
 * of the protocol, which is killed in the midst of it. What stands between them only
 * adds the API-Version by which a phone knows its own server. tusd does not look
 * at Upload-Checksum; our own server does.
 */
export default {
  name: 'our client against tusd 2.8.0',
  engines: { none: { rounds: 5, quick: 0, piece: 5 } },
  needs: ['tusd'],
  bars: [
    { of: 'equal', atLeast: 1, words: 'uploads that are byte for byte what was sent' },
    { of: 'other', atMost: 0, words: 'uploads that are not' },
    { of: 'kills', atLeast: 1, words: 'kills of tusd in the midst of an upload' },
  ],
  run,
};

async function run(stage) {
  for (const name of ['equal', 'other', 'kills']) stage.count(name, 0);
  const parts = await load('faults/support/uploader.ts');
  await stage.eachRound((chance, n) => filled(stage, parts, chance, n));
}

async function filled(stage, { Uploader, Connection }, chance, n) {
  const folder = join(stage.folder, `tusd-${n}`);
  mkdirSync(folder);
  const foreign = await ForeignServer.open(folder);
  try {
    const http = (path, init) => fetch(foreign.url + path, init);
    const connection = new Connection(http, clock);
    const uploader = new Uploader({ send: (request) => connection.send(request) }, clock);
    const all = new Uint8Array(randomBytes(8_000_000));
    const killAt = 2 + Math.floor(chance() * 6);
    const upload = uploadOf(all, async (reads) => {
      if (reads !== killAt) return;
      await foreign.kill();
      stage.count('kills');
    });
    const location = await uploader.begin(upload);
    const broke = await uploader.finish(location, upload).catch((error) => error);
    must(broke instanceof Error, 'a killed server is noticed');
    await foreign.start();
    must(await uploader.finish(location, upload), 'the upload is still there');
    stage.count(foreign.holds(all) ? 'equal' : 'other');
  } finally {
    await foreign.stop();
  }
}

function uploadOf(all, beforeRead) {
  let reads = 0;
  return {
    project,
    interview: 'i'.repeat(26),
    part: 2,
    bytes: all.length,
    read: async (offset, length) => {
      await beforeRead(++reads);
      return all.slice(offset, Math.min(offset + length, all.length));
    },
    reached: () => undefined,
  };
}

const clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  every: () => () => undefined,
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** tusd on a folder, behind what adds API-Version. */
class ForeignServer {
  #child;
  #front;

  static async open(folder) {
    const foreign = new ForeignServer();
    foreign.folder = folder;
    foreign.port = await freePort();
    await foreign.start();
    foreign.#front = createServer((request, response) => foreign.#pass(request, response));
    await new Promise((ready) => foreign.#front.listen(0, '127.0.0.1', ready));
    foreign.url = `http://127.0.0.1:${foreign.#front.address().port}`;
    return foreign;
  }

  async start() {
    const how = ['-host', '127.0.0.1', '-port', String(this.port), '-upload-dir', this.folder];
    const place = ['-base-path', `${uploads}/`, '-behind-proxy', '-disable-download'];
    this.#child = spawn(process.env.FAULTS_TUSD, [...how, ...place], { stdio: 'ignore' });
    this.#child.ended = new Promise((resolve) => this.#child.once('close', resolve));
    const ready = () =>
      fetch(`http://127.0.0.1:${this.port}${uploads}/`, { method: 'OPTIONS' }).then(
        ({ ok }) => ok,
        () => false,
      );
    await until(ready, 'tusd is ready');
  }

  async kill() {
    this.#child.kill('SIGKILL');
    await this.#child.ended;
  }

  async stop() {
    await this.kill();
    this.#front?.closeAllConnections();
    await new Promise((stopped) => (this.#front ? this.#front.close(stopped) : stopped()));
  }

  #pass(request, response) {
    const path = request.url === uploads ? `${uploads}/` : request.url;
    const { method, headers } = request;
    const place = { host: '127.0.0.1', port: this.port, path, method, headers };
    const passed = ask(place, (answer) => {
      response.writeHead(answer.statusCode, { ...answer.headers, 'api-version': '1' });
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  }

  /** Whether its folder has one upload with these bytes. */
  holds(bytes) {
    const files = readdirSync(this.folder).filter((name) => !/\.(info|lock)$/.test(name));
    must(files.length === 1, `one upload, and there are ${files.length}`);
    const sum = (all) => createHash('sha256').update(all).digest('hex');
    return sum(readFileSync(join(this.folder, files[0]))) === sum(bytes);
  }
}
