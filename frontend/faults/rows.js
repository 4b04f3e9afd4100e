import { readdirSync } from 'node:fs';

/**
 * All rows, in the order of their file names. A row is a file in this folder,
 * such as f01-killed.js; README.md says what stands in it.
 */
export async function allRows() {
  const files = readdirSync(new URL('.', import.meta.url)).filter(
    (name) => name.endsWith('.js') && !['run.js', 'rows.js'].includes(name),
  );
  const modules = files.sort().map(async (name) => ({
    id: name.slice(0, -3),
    ...(await import(/* @vite-ignore */ `./${name}`)).default,
  }));
  return Promise.all(modules);
}

/** What is published of a row without running it. */
export const described = ({ id, fault, name, engines, needs = [], beside = false, bars }) => ({
  id,
  fault,
  name,
  engines,
  needs,
  beside,
  bars: bars.map(({ words, engine }) => (engine ? `${engine}: ${words}` : words)),
});
