import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const frontend = join(root, 'frontend');
const sources = [
  'src',
  'messages',
  'public',
  'app',
  'werkplek',
  'inzicht',
  'intrekken',
  'index.html',
];

/** Builds the screens, unless they are newer than all they are made of. */
export function buildScreens() {
  const built = join(frontend, 'dist', 'index.html');
  const newest = Math.max(
    ...sources.map((name) => changed(join(frontend, name))),
    changed(join(root, 'internal/api/openapi.yaml')),
  );
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return;
  console.log('building the screens');
  run('npm', ['run', 'build'], frontend);
}

/** Builds the server with the screens in it; returns where the program is. */
export function buildServer(folder) {
  console.log('building the server');
  const binary = join(folder, 'wijkstem');
  run('go', ['build', '-o', binary, './cmd/wijkstem'], root);
  return binary;
}

/** When a file, or the newest one in a folder, was last written. What the build itself makes does not count. */
function changed(place) {
  if (!existsSync(place)) return 0;
  const about = statSync(place);
  if (!about.isDirectory()) return place.endsWith('schema.d.ts') ? 0 : about.mtimeMs;
  if (place.endsWith(join('src', 'messages'))) return 0;
  return Math.max(0, ...readdirSync(place).map((name) => changed(join(place, name))));
}

function run(program, args, cwd) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(`${program} ${args.join(' ')} failed\n${error ?? ''}${stdout}${stderr}`);
}
