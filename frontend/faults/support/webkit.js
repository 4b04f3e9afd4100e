import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { markName } from './processes.js';

const viewer = fileURLToPath(new URL('webkit.py', import.meta.url));

/** The Python of the system: others do not see its packages. */
const python = process.env.PYTHON ?? '/usr/bin/python3';

const packages =
  'xvfb python3-gi gir1.2-webkit2-4.1 gir1.2-gstreamer-1.0 gstreamer1.0-plugins-good ' +
  'gstreamer1.0-plugins-base gstreamer1.0-plugins-bad gstreamer1.0-libav dbus';

const version = () => spawnSync(python, [viewer, '--version'], { encoding: 'utf8' });

export const webkitVersion = () => version().stdout.trim();

/** What WebKitGTK lacks here, with how to get it. */
export function missingWebKit() {
  const lacks = ['Xvfb', 'dbus-run-session'].filter(
    (name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0,
  );
  if (version().status !== 0) lacks.push('WebKitGTK 4.1 with an AAC encoder');
  return lacks.length ? [`${lacks.join(', ')}: apt-get install ${packages}`] : [];
}

let screen;

/** One virtual screen for all windows of this process; it is not killed with a browser. */
function virtualScreen() {
  screen ??= new Promise((resolve, reject) => {
    const args = ['-displayfd', '3', '-screen', '0', '800x600x24', '-nolisten', 'tcp'];
    const child = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    child.once('error', reject);
    child.stdio[3].once('data', (number) => resolve(`:${String(number).trim()}`));
    process.once('exit', () => child.kill());
    child.unref();
    child.stdio[3].unref();
  });
  return screen;
}

/** Starts WebKitGTK on a folder of its own that stays when it is killed. */
export async function startWebKit({ profile, url, mark }) {
  const runtime = join(profile, 'runtime');
  mkdirSync(runtime, { recursive: true, mode: 0o700 });
  const env = {
    ...process.env,
    [markName]: mark,
    DISPLAY: await virtualScreen(),
    XDG_RUNTIME_DIR: runtime,
    XDG_DATA_HOME: join(profile, 'data'),
    XDG_CACHE_HOME: join(profile, 'cache'),
    GST_REGISTRY: `${profile}.gstreamer`, // names of kinds of sound, that are nobody's
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    WEBKIT_DISABLE_COMPOSITING_MODE: '1',
    LIBGL_ALWAYS_SOFTWARE: '1',
    NO_AT_BRIDGE: '1',
    GDK_BACKEND: 'x11',
  };
  const args = ['--', python, viewer, url, join(profile, 'store')];
  const child = spawn('dbus-run-session', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => said.push(text));
  const gone = new Promise((resolve) => child.once('close', resolve));
  const close = async () => {
    child.kill('SIGTERM');
    await gone;
  };
  return { gone, close, said };
}
