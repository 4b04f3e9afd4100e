// Pictures of screens: npm run shots -- [--url http://127.0.0.1:8080] [--width 360,1280] [--full] /path …
// Without --url the built files are served without data. --door municipality goes
// through a door of the demo first; --pdf also prints, on paper and as a picture a
// sheet (with Ghostscript). --zoom 200 shows the text so much larger. Prints what the
// browser complained about, and what axe finds with --axe.
import axe from 'axe-core';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { serve } from './serve.js';

const defaults = ['/', '/app/', '/werkplek/onderdelen'];

function options(words) {
  const chosen = {
    url: '',
    widths: [360, 1280],
    full: false,
    axe: false,
    pdf: false,
    door: '',
    zoom: 100,
    demo: true,
    lang: 'nl-NL',
    paths: [],
  };
  while (words.length) {
    const word = words.shift();
    if (word === '--url') chosen.url = words.shift();
    else if (word === '--width') chosen.widths = words.shift().split(',').map(Number);
    else if (word === '--full') chosen.full = true;
    else if (word === '--axe') chosen.axe = true;
    else if (word === '--pdf') chosen.pdf = true;
    else if (word === '--door') chosen.door = words.shift();
    else if (word === '--zoom') chosen.zoom = Number(words.shift());
    else if (word === '--lang') chosen.lang = words.shift();
    else if (word === '--no-demo') chosen.demo = false;
    else chosen.paths.push(word);
  }
  if (!chosen.paths.length) chosen.paths = defaults;
  return chosen;
}

const settings = (demo) => ({
  demo,
  version: '0',
  organisation: { name: 'De Oever' },
  languages: ['nl', 'en'],
});

async function picture(browser, base, path, width, chosen) {
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 780 : 860 },
    deviceScaleFactor: width < 600 ? 2 : 1,
    locale: chosen.lang,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('console', (line) => line.type() === 'error' && console.log(`${path}: ${line.text()}`));
  page.on('pageerror', (error) => console.log(`${path}: ${error}`));
  if (!chosen.url) {
    await page.route('**/v1/settings', (route) => route.fulfill({ json: settings(chosen.demo) }));
  }
  if (chosen.door) await enter(page, base, chosen.door);
  await page.goto(base + path);
  // A page that follows a project never falls silent: then a few seconds are enough.
  await page.waitForLoadState('networkidle', { timeout: 4000 }).catch(() => undefined);
  if (chosen.zoom !== 100) {
    await page.addStyleTag({ content: `html { font-size: ${chosen.zoom}% }` });
  }
  const name = `${path.replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'start'}-${width}.png`;
  if (chosen.full) await heighten(page, width);
  await page.screenshot({ path: folder + name });
  if (chosen.axe) await accessibility(page, path, width);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wider > 0) console.log(`${path} at ${width}: ${wider} px wider than the screen`);
  console.log(`shots/${name}`);
  if (chosen.pdf && width === chosen.widths[0]) await paper(page, name.replace(/-\d+\.png$/, ''));
  await context.close();
}

/** Goes through a door of the demo; the cookie it sets opens the pages that follow. */
async function enter(page, base, door) {
  const answer = await page.request.post(`${base}/v1/demo-sessions`, {
    data: { door },
    headers: { Origin: base },
  });
  if (!answer.ok()) console.log(`door ${door}: ${answer.status()}`);
}

/** Prints the page, and turns each sheet into a picture. */
async function paper(page, name) {
  await page.pdf({ path: `${folder}${name}.pdf`, preferCSSPageSize: true, printBackground: true });
  const sheets = `-sOutputFile=${folder}${name}-sheet-%d.png`;
  spawnSync('gs', [
    '-q',
    '-dNOPAUSE',
    '-dBATCH',
    '-sDEVICE=png16m',
    '-r80',
    '-dTextAlphaBits=4',
    '-dGraphicsAlphaBits=4',
    sheets,
    `${folder}${name}.pdf`,
  ]);
  console.log(`shots/${name}.pdf`);
}

/** Makes the window as high as the page: what sticks to its end then stands there once. */
async function heighten(page, width) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height });
}

async function accessibility(page, path, width) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  for (const { id, help, nodes } of violations) {
    console.log(`${path} at ${width}: ${id}: ${help}`);
    for (const node of nodes.slice(0, 5))
      console.log(`  ${node.target.join(' ')}: ${node.html.slice(0, 120)}`);
  }
}

const folder = fileURLToPath(new URL('../shots/', import.meta.url));
const chosen = options(process.argv.slice(2));
mkdirSync(folder, { recursive: true });
const server = chosen.url ? null : await serve();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--force-color-profile=srgb'],
});
try {
  for (const path of chosen.paths)
    for (const width of chosen.widths)
      await picture(browser, chosen.url || server.url, path, width, chosen);
} finally {
  await browser.close();
  server?.stop();
}
