// Guards what a phone must load: the first script, everything it keeps, and a language more.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { packOf } from './packs.js';
import { appFiles, packFiles } from './service-worker.js';

const root = fileURLToPath(new URL('../dist/app/', import.meta.url));
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const packed = (path) => gzipSync(readFileSync(root + path), { level: 9 }).length;

const weigh = ({ path }) => ({ path, bytes: packed(path) });
const files = appFiles().map(weigh);
const total = (list) => list.reduce((sum, file) => sum + file.bytes, 0);
const page = readFileSync(`${root}index.html`, 'utf8');
const first = files.filter(({ path }) => path.endsWith('.js') && page.includes(path));

const limits = [
  { name: 'first script', bytes: total(first), limit: 45_000 },
  { name: 'whole phone app', bytes: total(files), limit: 150_000 },
  ...packFiles()
    .map(weigh)
    .map(({ path, bytes }) => ({ name: `kept later: ${packOf(path)}`, bytes, limit: 15_000 })),
];
for (const { path, bytes } of files) console.log(`  ${path}: ${kB(bytes)}`);
for (const { name, bytes, limit } of limits) {
  console.log(`${name}: ${kB(bytes)} of ${kB(limit)} gzip`);
  if (bytes > limit || bytes === 0) process.exitCode = 1;
}
