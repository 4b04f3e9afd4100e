// Builds /app/sw.js: the worker plus the list of all files of the phone app.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { packOf } from './packs.js';

const root = fileURLToPath(new URL('../', import.meta.url));

/**
 * Everything the phone needs without a network: path below /app/ and SHA-256. The icons
 * are not: the system takes them once, when the app is put on the start screen.
 */
export const appFiles = () => built().filter(({ path }) => !packOf(path) && !isIcon(path));

const isIcon = (path) => path.startsWith('icons/');

/** The words of one language more, and drawings: each a file that is kept later. */
export const packFiles = () => built().filter(({ path }) => packOf(path));

function built() {
  return readdirSync(`${root}dist/app`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'sw.js')
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort()
    .map((path) => ({
      path: path.slice(`${root}dist/app/`.length),
      hash: createHash('sha256').update(readFileSync(path)).digest('hex'),
    }));
}

/** Builds the worker; a changed file changes the list, and so the worker. */
export async function serviceWorker() {
  const files = appFiles().map(({ path, hash }) => [path === 'index.html' ? '' : path, hash]);
  const packs = Object.fromEntries(
    packFiles().map(({ path, hash }) => [packOf(path), [path, hash]]),
  );
  const all = JSON.stringify([files, packs]);
  const version = createHash('sha256').update(all).digest('hex').slice(0, 16);
  await build({
    configFile: false,
    logLevel: 'warn',
    root,
    define: {
      __FILES__: JSON.stringify(files),
      __PACKS__: JSON.stringify(packs),
      __VERSION__: JSON.stringify(version),
    },
    build: {
      outDir: 'dist/app',
      emptyOutDir: false,
      copyPublicDir: false,
      lib: { entry: 'src/field/sw.ts', formats: ['iife'], name: 'worker', fileName: () => 'sw.js' },
    },
  });
}
