import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const base = () => process.env.JOURNEY_URL;

/** A browser whose microphone hears the Dutch speech. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--disable-gpu',
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-audio-capture=${process.env.JOURNEY_SOUND}`,
    ],
  });
}

/** A window of its own, as a person has one. What the page complains about is kept in `complaints`. */
export async function open(
  browser,
  { width = 1280, height = 860, door = '', locale = 'nl-NL', agent = '', installed = false } = {},
) {
  const context = await browser.newContext({
    baseURL: base(),
    viewport: { width, height },
    locale,
    ...(agent && { userAgent: agent, hasTouch: true }),
    reducedMotion: 'reduce',
    permissions: ['microphone', 'clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(60_000);
  if (door) await enter(context, door);
  await context.addInitScript(keepSounds);
  if (installed) await context.addInitScript(onStartScreen);
  const page = await context.newPage();
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  // The screen darkens while a talk is recorded and nobody touches it: a person would touch it.
  await page.addLocatorHandler(page.locator('button.dim'), (dim) => dim.click());
  return page;
}

/** In the page: keeps every sound that is played, so that it can be listened to. */
function keepSounds() {
  const { play } = HTMLMediaElement.prototype;
  globalThis.playedSounds = new Set();
  HTMLMediaElement.prototype.play = function () {
    globalThis.playedSounds.add(this);
    return play.call(this);
  };
}

/** In the page: it was opened from the start screen, as Safari says it. */
function onStartScreen() {
  Object.defineProperty(navigator, 'standalone', { value: true });
}

/** What Chrome says it is on a phone. */
export const android =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36';

/** Goes through a door; the cookie it sets opens the pages that follow. */
async function enter(context, door) {
  const answer = await context.request.post('/v1/demo-sessions', {
    data: { door },
    headers: { Origin: base() },
  });
  assert.ok(answer.ok(), `door ${door}: ${answer.status()} ${await answer.text()}`);
}

/** Clicks the one button with this name. */
export const press = (place, name) => place.getByRole('button', { name, exact: true }).click();

/** Follows the one link with this name. */
export const follow = (place, name) => place.getByRole('link', { name }).click();

/** Waits until a heading says this. */
export const heading = (page, name) => page.getByRole('heading', { name }).first().waitFor();
