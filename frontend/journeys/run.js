// Journeys through the real binary with a real browser and a fake microphone:
//   npm run journeys [-- [--engine sqlite|mongodb] [--url http://…] [axe …]]
// Builds the screens when they are older than their sources, builds the server,
// speaks Dutch into a file for the microphone, plays the invented studies on the
// embedded engine and, where MONGODB_URI says so, on that one, and runs the
// journeys on each. --url runs them on a server that is already there.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildScreens, buildServer } from './support/build.js';
import { engines } from './support/engines.js';
import { startServer } from './support/server.js';
import { speak } from './support/speech.js';

const here = fileURLToPath(new URL('.', import.meta.url));

function options(words) {
  const chosen = { engine: '', url: '', names: [] };
  while (words.length) {
    const word = words.shift();
    if (word === '--engine') chosen.engine = words.shift();
    else if (word === '--url') chosen.url = words.shift();
    else chosen.names.push(word);
  }
  return chosen;
}

/** What this machine lacks, with how to get it. */
function lacking() {
  const browser = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const programs = ['espeak-ng', 'ffmpeg'].filter((name) => spawnSync(name, ['-version']).error);
  if (!existsSync(browser)) programs.push('chromium');
  return programs.map((name) => `${name} is missing: apt-get install ${name}`);
}

function filesOf(names) {
  const all = readdirSync(here).filter((name) => name.endsWith('.test.js'));
  const chosen = all.filter((name) => !names.length || names.some((part) => name.startsWith(part)));
  if (!chosen.length) throw new Error(`no journey is called ${names.join(' or ')}`);
  return chosen.map((name) => join(here, name));
}

/** Runs the journeys on a server; resolves to node's exit code. */
function journeys(files, url, sound) {
  const args = ['--test', '--test-concurrency=1', '--test-reporter=spec', ...files];
  const env = { ...process.env, JOURNEY_URL: url, JOURNEY_SOUND: sound };
  const child = spawn(process.execPath, args, { stdio: 'inherit', env });
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}

async function onEngine(engine, binary, folder, files, sound) {
  console.log(`\njourneys on ${engine.name}: starting with invented data`);
  const server = await startServer(binary, join(folder, engine.name), engine.database);
  try {
    return await journeys(files, server.url, sound);
  } finally {
    await server.stop();
  }
}

async function main() {
  const chosen = options(process.argv.slice(2));
  const missing = lacking();
  if (missing.length) throw new Error(missing.join('\n'));
  const files = filesOf(chosen.names);
  const folder = mkdtempSync(join(tmpdir(), 'wijkstem-journeys-'));
  try {
    const sound = speak(folder);
    if (chosen.url) return await journeys(files, chosen.url, sound);
    buildScreens();
    const binary = buildServer(folder);
    let worst = 0;
    for (const engine of engines(chosen.engine))
      worst = Math.max(worst, await onEngine(engine, binary, folder, files, sound));
    return worst;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

process.exitCode = await main().catch((error) => {
  console.error(error.message);
  return 1;
});
