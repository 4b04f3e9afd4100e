// The pictures of the README: npm run screenshots -- http://127.0.0.1:8080 FOLDER
// The address is of a demonstration. Each picture is of the first screen that
// somebody meets behind a door, or of a place from there.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [base, folder] = process.argv.slice(2);
if (!base || !folder) throw new Error('say the address of a demonstration and a folder');
mkdirSync(folder, { recursive: true });

const phone = { width: 360, height: 780 };
const desk = { width: 1280, height: 860 };

/** Name, door, size of the window, and what comes behind the door's own path. */
const places = [
  ['lead-desk', 'lead', desk, ''],
  ['codes-desk', 'researcher', desk, '/codes'],
  ['municipality-desk', 'municipality', desk, ''],
  ['themes-desk', 'municipality', desk, '/themas'],
  ['municipality-phone', 'municipality', phone, ''],
  ['five-parents-desk', 'lea-municipality', desk, ''],
];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-dev-shm-usage',
    '--disable-gpu',
    '--force-color-profile=srgb',
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
  ],
});

async function within(size, act) {
  const context = await browser.newContext({
    viewport: size,
    locale: 'nl-NL',
    timezoneId: 'Europe/Amsterdam',
    reducedMotion: 'reduce',
    hasTouch: size === phone,
    isMobile: size === phone,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => console.log(`${page.url()}: ${error}`));
  await act(page);
  await context.close();
}

async function keep(page, name) {
  await page.locator('h1:visible').first().waitFor();
  // A screen that follows a project keeps one request open, so it never is idle.
  await page.waitForLoadState('networkidle', { timeout: 4_000 }).catch(() => null);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  console.log(`      ${name}`);
}

async function behindDoor(page, name, door, rest) {
  const answer = await page.request.post(`${base}/v1/demo-sessions`, {
    data: { door },
    headers: { Origin: base },
  });
  if (!answer.ok()) throw new Error(`door ${door}: ${answer.status()}`);
  const { path } = await answer.json();
  await page.goto(base + path + rest);
  await keep(page, name);
}

/** The coding of one of the longer texts. */
async function coding(page) {
  await behindDoor(page, 'interviews-desk', 'researcher', '/gesprekken');
  const line = page.locator('main a[href*="/gesprekken/"], main a[href*="/coderen/"]').first();
  await page.goto(base + (await line.getAttribute('href')).replace('/gesprekken/', '/coderen/'));
  await keep(page, 'coding-desk');
}

/** Pairs a phone through its door, and goes through an interview up to a question. */
async function onPhone(page) {
  await page.goto(base);
  await page.getByRole('button', { name: /Sleutelfiguur/ }).click();
  await page.getByRole('button', { name: 'Verder' }).click();
  for (const title of ['Kies een pincode', 'Nog een keer']) {
    await page.getByRole('heading', { name: title }).waitFor();
    for (const digit of '13579')
      await page.getByRole('button', { name: digit, exact: true }).click();
  }
  await page.getByRole('link', { name: 'Gesprek beginnen' }).waitFor();
  await keep(page, 'home-phone');
  await page.getByRole('link', { name: 'Gesprek beginnen' }).click();
  await page.getByRole('link', { name: /Opvoeden in de wijk/ }).click();
  await onward(page, '/keuze/recording');
  await keep(page, 'consent-phone');
  await onward(page, '/vraag/');
  await keep(page, 'question-phone');
}

/** Answers what is asked with the first answer until the address has a part. */
async function onward(page, part) {
  for (let step = 0; !page.url().includes(part); step++) {
    if (step > 40) throw new Error(`never came to ${part}: ${page.url()}`);
    const before = page.url();
    await page.locator('button:visible').first().waitFor();
    for (const group of await page.locator('fieldset:visible').all())
      await group.locator('label')[before.includes('hearBack') ? 'last' : 'first']().click();
    await pressOn(page);
    await page.waitForURL((url) => url.href !== before, { timeout: 3_000 }).catch(() => null);
  }
}

/** Presses what leads on: the main button, else the first that is no side way. */
async function pressOn(page) {
  const main = page.locator('button.primary:visible');
  if (await main.count()) return main.first().click();
  const sideways = /^(Luister|Terug|Ik maak me zorgen)/;
  const buttons = page.locator('button:visible');
  const words = (await buttons.allInnerTexts()).map((text) => text.trim());
  return buttons.nth(words.findIndex((word) => word && !sideways.test(word))).click();
}

try {
  for (const [name, size] of [
    ['start-desk', desk],
    ['start-phone', phone],
  ])
    await within(size, async (page) => {
      await page.goto(base);
      await keep(page, name);
    });
  for (const [name, door, size, rest] of places)
    await within(size, (page) => behindDoor(page, name, door, rest));
  await within(desk, coding);
  await within(phone, onPhone);
} finally {
  await browser.close();
}
