// Builds /app/sw.js: the worker plus the list of all files of the phone app.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Paths below /app/ of everything the phone needs without a network. */
export function appFiles() {
  return readdirSync(`${root}dist/app`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'sw.js')
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(`${root}dist/app/`.length))
    .sort();
}

function versionOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(`${root}dist/app/${file}`));
  return hash.digest('hex').slice(0, 16);
}

/** Builds the worker; a changed file changes its version, and so the worker. */
export async function serviceWorker() {
  const files = appFiles();
  await build({
    configFile: false,
    logLevel: 'warn',
    root,
    define: {
      __FILES__: JSON.stringify(files.map((file) => (file === 'index.html' ? '' : file))),
      __VERSION__: JSON.stringify(versionOf(files)),
    },
    build: {
      outDir: 'dist/app',
      emptyOutDir: false,
      copyPublicDir: false,
      lib: { entry: 'src/field/sw.ts', formats: ['iife'], name: 'worker', fileName: () => 'sw.js' },
    },
  });
}
