// Makes what the sources need and the repository does not hold: the compiled
// messages and the TypeScript types of the API description.
import { compile } from '@inlang/paraglide-js';
import openapi, { astToString } from 'openapi-typescript';
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const path = (name) => fileURLToPath(new URL(name, root));

async function messages() {
  await compile({
    project: path('project.inlang'),
    outdir: path('src/messages'),
    outputStructure: 'message-modules',
    strategy: ['baseLocale'],
    emitPrettierIgnore: false,
    emitGitIgnore: false,
  });
}

async function apiTypes() {
  const description = new URL('../internal/api/openapi.yaml', root);
  if (!existsSync(description)) {
    console.warn('internal/api/openapi.yaml is missing: the API has no types');
    return;
  }
  writeFileSync(path('src/api/schema.d.ts'), astToString(await openapi(description)));
}

await Promise.all([messages(), apiTypes()]);
// The message compiler leaves timers of half a minute behind.
process.exit(0);
