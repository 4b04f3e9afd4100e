import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const frontend = fileURLToPath(new URL('../../', import.meta.url));

async function bundle(input, options) {
  const result = await build({
    configFile: false,
    root: frontend,
    logLevel: 'error',
    ...options,
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      ...options.build,
      // One script: nothing is loaded later, so that a kill hits the core only.
      rollupOptions: { input: join(frontend, input), output: { codeSplitting: false } },
    },
  });
  return [result].flat()[0].output;
}

/** A page of TypeScript as one script for the browser, and its workers: path -> text. */
export async function bundlePage(input = 'faults/support/page.ts') {
  const [page, ...others] = await bundle(input, {});
  const workers = others.map(({ fileName, source, code }) => [`/${fileName}`, source ?? code]);
  return { '/page.js': page.code, ...Object.fromEntries(workers) };
}

/** Modules of the sources and their tests, for Node. */
export async function load(input) {
  const [{ code }] = await bundle(input, { build: { ssr: true }, ssr: { noExternal: true } });
  const folder = mkdtempSync(join(tmpdir(), 'wijkstem-faults-code-'));
  try {
    const file = join(folder, 'module.mjs');
    writeFileSync(file, code);
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
