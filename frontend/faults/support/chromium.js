import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { chromium } from 'playwright-core';
import { markName } from './processes.js';

export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const missingChromium = () =>
  existsSync(chromiumPath) ? [] : [`no browser at ${chromiumPath}: apt-get install chromium`];

export const chromiumVersion = () =>
  spawnSync(chromiumPath, ['--version'], { encoding: 'utf8' })
    .stdout.trim()
    .replace(/ built.*/, '');

/**
 * Starts Chromium with a profile of its own that stays when it is killed. The
 * microphone hears the file `sound`, again and again. `context` are more options
 * of Playwright; `prepare` gets the context before the first page.
 */
export async function startChromium({ profile, url, sound, mark, args = [], ...more }) {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath,
    headless: true,
    env: { ...process.env, [markName]: mark },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      ...(sound ? [`--use-file-for-fake-audio-capture=${sound}`] : []),
      ...args,
    ],
    permissions: ['microphone'],
    ...more.context,
  });
  await more.prepare?.(context);
  const gone = new Promise((resolve) => context.once('close', resolve));
  const open = async (address) => {
    const page = await context.newPage();
    await page.goto(address);
    return page;
  };
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(url);
  return {
    context,
    page,
    open,
    gone,
    cdp: () => context.newCDPSession(page),
    close: () => context.close(),
  };
}
