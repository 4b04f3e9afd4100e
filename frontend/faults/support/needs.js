import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { missingChromium } from './chromium.js';
import { missingWebKit } from './webkit.js';

const program = (name, how) => () =>
  spawnSync('sh', ['-c', `command -v ${name}`]).status === 0 ? [] : [`${name}: ${how}`];

/** A program that cmd/dev builds and names in a variable. */
const built = (variable, what) => () =>
  existsSync(process.env[variable] ?? '')
    ? []
    : [`${what}: go run ./cmd/dev faults builds it and names it in ${variable}`];

/** What rows may name under `needs`; each says what is missing, and how to get it. */
const all = {
  chromium: missingChromium,
  webkit: missingWebKit,
  ffmpeg: program('ffmpeg', 'apt-get install ffmpeg'),
  'espeak-ng': program('espeak-ng', 'apt-get install espeak-ng'),
  root: () => (process.getuid() === 0 ? [] : ['root: small disks are mounted, run it as root']),
  server: built('FAULTS_SERVER', 'the program'),
  toxiproxy: built('FAULTS_TOXIPROXY', 'toxiproxy'),
  tusd: built('FAULTS_TUSD', 'tusd'),
};

/** What a row lacks here; empty when it can run. */
export function lacking(row, engine) {
  const needs = [
    ...(row.needs ?? []),
    ...(engine === 'none' ? [] : [engine, 'espeak-ng', 'ffmpeg']),
  ];
  return [...new Set(needs)].flatMap((need) => all[need]());
}
