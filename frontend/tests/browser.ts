import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Why the tests in a real browser cannot run here; empty when they can. */
export const missing = [
  existsSync(executablePath) ? '' : `no browser at ${executablePath} (apt-get install chromium)`,
  existsSync(new URL('../dist/app/sw.js', import.meta.url))
    ? ''
    : 'the screens are not built (npm run build)',
]
  .filter(Boolean)
  .join(', ');

/** A browser without a window. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}
