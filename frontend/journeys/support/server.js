import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';

/** How long the invented studies may take to be played on a busy machine. */
const patience = 8 * 60_000;

/** Starts the demonstration with the five parents and the 24 unreleased interviews. */
export async function startServer(binary, data, database) {
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const env = {
    PATH: process.env.PATH,
    WIJKSTEM_DATA: data,
    WIJKSTEM_LISTEN: address,
    WIJKSTEM_URL: url,
    WIJKSTEM_DATABASE: database,
    WIJKSTEM_LOG: 'text',
    WIJKSTEM_FFMPEG: decoder(),
  };
  const child = spawn(binary, ['demo', '--studies', 'lea,proef'], { env });
  const said = [];
  child.stdout.on('data', (line) => said.push(line));
  child.stderr.on('data', (line) => said.push(line));
  const ended = new Promise((resolve) => child.once('close', resolve));
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM');
    await ended;
  };
  try {
    await ready(url, ended);
  } catch (error) {
    await stop();
    throw new Error(`${error.message}\n${said.join('')}`, { cause: error });
  }
  return { url, stop };
}

/** Where ffmpeg is; the sound of old phones is decoded with it. */
const decoder = () =>
  spawnSync('sh', ['-c', 'command -v ffmpeg'], { encoding: 'utf8' }).stdout.trim();

async function ready(url, ended) {
  let gone = false;
  void ended.then(() => (gone = true));
  const until = Date.now() + patience;
  while (!gone && Date.now() < until) {
    const answer = await fetch(`${url}/v1/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(gone ? 'the server ended before it was ready' : 'the server does not get ready');
}

/** A port that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
