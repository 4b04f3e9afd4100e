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
  ['researcher-desk', 'researcher', desk, ''],
  ['codes-desk', 'researcher', desk, '/codes'],
  ['municipality-desk', 'municipality', desk, ''],
  ['themes-desk', 'municipality', desk, '/themas'],
  ['theme-desk', 'municipality', desk, '/themas/contact-via-school'],
  ['answered-desk', 'municipality', desk, '/wat-is-ermee-gedaan'],
  ['municipality-phone', 'municipality', phone, ''],
  ['themes-phone', 'municipality', phone, '/themas'],
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
  await page.goto(`${base}/app/`);
  await page.getByRole('button', { name: 'Verder' }).waitFor();
  await keep(page, 'pairing-phone');
  await page.goto(base);
  await page.getByRole('button', { name: /Sleutelfiguur/ }).click();
  await page.getByRole('link', { name: 'Gesprek beginnen' }).waitFor();
  await keep(page, 'home-phone');
  await page.getByRole('link', { name: 'Gesprek beginnen' }).click();
  await page.getByRole('link', { name: /Opvoeden in de wijk/ }).click();
  await onward(page, '/keuze/recording');
  await keep(page, 'consent-phone');
  await onward(page, '/woorden');
  await keep(page, 'words-phone');
  await onward(page, '/vraag/');
  await keep(page, 'question-phone');
  const question = page.url();
  for (const [name, words, path] of [
    ['probes-phone', /^Doorvragen/, '/vraag/'],
    ['talk-phone', /Opname loopt/, '/opname'],
    ['worry-phone', /^Ik maak me zorgen/, '/zorgen'],
  ]) {
    await page
      .getByRole('button', { name: words })
      .or(page.getByRole('link', { name: words }))
      .click();
    await page.waitForURL((url) => url.pathname.includes(path));
    await keep(page, name);
    if (page.url() !== question) await page.goBack();
  }
  await answered(page);
}

/** The list of interviews, and an answer of the municipality. */
async function answered(page) {
  await page.goto(`${base}/app/gesprekken`);
  await page.getByRole('heading', { name: 'Uw pincode' }).waitFor();
  await type(page);
  await page.getByRole('heading', { name: 'Mijn gesprekken' }).waitFor();
  await keep(page, 'interviews-phone');
  await page.locator('main a[href*="/app/antwoord"]').first().click();
  await page.waitForURL(/antwoord/);
  await keep(page, 'answer-phone');
}

async function type(page) {
  for (const digit of '11111') await page.getByRole('button', { name: digit, exact: true }).click();
}

/** A version with what was checked before it was released. */
async function release(page) {
  await behindDoor(page, 'releases-desk', 'second-reader', '/vrijgeven');
  await page.locator('main a[href*="/vrijgeven/"]').first().click();
  await page.waitForURL(/vrijgeven\/./);
  await page.getByRole('button', { name: 'Bekijk zoals de gemeente' }).waitFor();
  await keep(page, 'release-desk');
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
  for (const [name, size, path] of [
    ['start-desk', desk, '/'],
    ['start-phone', phone, '/'],
    ['parts-desk', desk, '/werkplek/onderdelen'],
  ])
    await within(size, async (page) => {
      await page.goto(base + path);
      await keep(page, name);
    });
  for (const [name, door, size, rest] of places)
    await within(size, (page) => behindDoor(page, name, door, rest));
  await within(desk, coding);
  await within(desk, release);
  await within(phone, onPhone);
} finally {
  await browser.close();
}
