import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const description = readFileSync('../internal/api/openapi.yaml', 'utf8');

/** The paths of which the list comes in pages. */
function pagedPaths(): string[] {
  const paths = description.slice(description.indexOf('\npaths:')).split(/\n {2}(?=\/)/);
  return paths
    .filter((path) =>
      /\n {4}get:[^]*?parameters\/after/.test(path.split(/\n {4}(?=post:|put:)/)[0]!),
    )
    .map((path) => path.slice(0, path.indexOf(':')));
}

const sources = ['src/workbench', 'src/dashboard', 'src/start'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|svelte)$/.test(file) && !file.includes('.test.'))
    .map((file) => join(folder, file)),
);

test('the description is read as it is', () => {
  expect(pagedPaths()).toContain('/projects/{project}/alerts');
  expect(pagedPaths()).toContain('/organisations');
  expect(pagedPaths()).not.toContain('/projects/{project}/codes');
});

test('whoever asks for a list that comes in pages asks for all of them', () => {
  const paths = pagedPaths();
  const first = sources.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    return [...text.matchAll(/\.GET\(\s*'([^']+)'/g)]
      .filter(({ 1: path }) => paths.includes(path!))
      .filter(({ index }) => !text.slice(Math.max(0, index - 200), index).includes('all((after)'))
      .map(({ 1: path }) => `${file}: ${path}`);
  });
  expect(first).toEqual([]);
});
