// Makes what the sources need and the repository does not hold: the compiled
// messages and the TypeScript types of the API description.
//
// Dutch and English are part of every screen. Of the other languages only the words
// of the phone and of the first page exist; each is a pack of its own that is loaded
// when somebody speaks it, so that nobody else pays for it.
import { compile } from '@inlang/paraglide-js';
import openapi, { astToString } from 'openapi-typescript';
import { packNames as names } from './packs.js';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
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
  packs();
}

const some = Object.keys(names).join('|');

/** What one language says, as the compiler writes it; what it lacks stands as the Dutch. */
const word = new RegExp(
  `(?:/\\*\\* @type [^\\n]*\\n)?const (${some})_(\\w+) = (nl_\\w+|[^]*?\\n\\});\\n\\n?`,
  'g',
);
/** How a message chooses among them; one function does so for all. */
const choosing =
  /\(\(inputs(?: = \{\})?, options = \{\}\) => \{[^]*?return \w+?_(\w+)\(inputs\)\n\}\);/;

/** Takes the packs out of what is loaded at once; what a pack lacks is said in Dutch. */
function packs() {
  const said = Object.fromEntries(Object.keys(names).map((language) => [language, []]));
  for (const file of readdirSync(path('src/messages/messages'))) {
    if (file === '_index.js' || !file.endsWith('.js')) continue;
    edit(`messages/${file}`, (message) => apart(message, said));
  }
  for (const [language, words] of Object.entries(said))
    write(`packs/${language}.js`, `${begin}${words.join('\n')}`);
  write('packs.js', packLoader());
  write('packs.d.ts', packTypes);
}

const begin = '/* eslint-disable */\nimport * as registry from "../registry.js"\nvoid registry\n';

/** A message without the packs, each of which gets its own. */
function apart(message, said) {
  let found = 0;
  const rest = message
    .replace(word, (whole, language, name, body) => {
      found++;
      if (!body.startsWith('nl_')) said[language].push(`export const ${name} = ${body}`);
      return '';
    })
    .replace(choosing, '(/* @__PURE__ */ said("$1", nl_$1, en_$1));');
  if (found !== Object.keys(names).length || new RegExp(`\\b(?:${some})_`).test(rest))
    throw new Error(`the message compiler writes otherwise than before: ${message}`);
  return `${rest}\nimport { said } from "../packs.js"\n`;
}

function edit(file, change) {
  write(file, change(readFileSync(path(`src/messages/${file}`), 'utf8')));
}

function write(file, words) {
  const name = path(`src/messages/${file}`);
  mkdirSync(dirname(name), { recursive: true });
  writeFileSync(name, words);
}

const packLoader = () => `
import { getLocale } from './runtime.js';
const loaded = {};
export const said = (name, nl, en) => (inputs = {}, options = {}) => {
  const locale = options.locale ?? getLocale();
  const words = locale === 'en' ? en : loaded[locale]?.[name];
  return (words ?? nl)(inputs);
};
export const names = ${JSON.stringify(names)};
const load = {
${Object.keys(names)
  .map((language) => `  ${language}: () => import('./packs/${language}.js'),`)
  .join('\n')}
};
export async function loadPack(language) {
  if (load[language]) loaded[language] ??= await load[language]();
}
`;

const packTypes = `
export const names: Record<string, string>;
export function loadPack(language: string): Promise<void>;
`;

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
