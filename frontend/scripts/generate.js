// Makes what the sources need and the repository does not hold: the compiled
// messages and the TypeScript types of the API description.
//
// Dutch is part of every screen, and English of every screen at a desk. Of the other
// languages only the words of the phone and of the first page exist. Each of them, and
// the English of the phone, is a pack of its own that is loaded when somebody speaks
// it, so that nobody else pays for it.
import { compile } from '@inlang/paraglide-js';
import openapi, { astToString } from 'openapi-typescript';
import { packLanguages, packNames as names } from './packs.js';
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

/** The languages that are taken out of a message: what the phone says, in English too. */
const apartIn = (file) => (file.startsWith('field_') ? packLanguages : Object.keys(names));

/** What one language says, as the compiler writes it; what it lacks stands as the Dutch. */
const wordIn = (languages) =>
  new RegExp(
    `(?:/\\*\\* @type [^\\n]*\\n)?const (${languages.join('|')})_(\\w+) = (nl_\\w+|[^]*?\\n\\});?\\n\\n?`,
    'g',
  );
/** How a message chooses among them; one function does so for all. */
const choosing =
  /\(\(inputs(?: = \{\})?, options = \{\}\) => \{[^]*?return \w+?_(\w+)\(inputs\)\n\}\);/;

/** Takes the packs out of what is loaded at once; what a pack lacks is said in Dutch. */
function packs() {
  const said = Object.fromEntries(packLanguages.map((language) => [language, []]));
  const files = readdirSync(path('src/messages/messages')).filter(
    (file) => file !== '_index.js' && file.endsWith('.js'),
  );
  for (const [at, file] of files.sort().entries())
    edit(`messages/${file}`, (message) => apart(message, `m${at.toString(36)}`, file, said));
  for (const [language, words] of Object.entries(said))
    write(`packs/${language}.js`, `${begin}${words.join('\n')}`);
  write('packs.js', packLoader());
  write('packs.d.ts', packTypes);
}

const begin = '/* eslint-disable */\nimport * as registry from "../registry.js"\nvoid registry\n';

/** A message without the packs, each of which gets its own under a short name. */
function apart(message, short, file, said) {
  const languages = apartIn(file);
  let found = 0;
  const rest = message
    .replace(wordIn(languages), (_whole, language, _name, body) => {
      found++;
      if (!body.startsWith('nl_')) said[language].push(`export const ${short} = ${body}`);
      return '';
    })
    .replace(choosing, (_whole, name) => {
      const kept = languages.includes('en') ? '' : `, en_${name}`;
      return `(/* @__PURE__ */ said("${short}", nl_${name}${kept}));`;
    });
  if (found !== languages.length || new RegExp(`\\b(?:${languages.join('|')})_`).test(rest))
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
  const words = locale === 'nl' ? nl : (loaded[locale]?.[name] ?? (locale === 'en' && en));
  return (words || nl)(inputs);
};
export const names = ${JSON.stringify(names)};
const load = {
${packLanguages
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
