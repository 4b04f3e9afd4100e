import { join } from 'node:path';
import { newVersion, Site } from './support/site.js';
import { must, pause, until } from './support/wait.js';

const words = 'De juf belt zelf als er iets is.';

/**
 * A new version of the app comes while a talk is recorded, whole or with a file
 * that is not what was announced. Nothing is loaded anew during the talk. After
 * a SIGKILL the whole one is taken at the cold start, of the other one nothing;
 * the talk is there with its note either way.
 */
export default {
  fault: 'F11',
  name: 'a new version during a talk',
  engines: { chromium: { rounds: 10, quick: 1 } },
  needs: ['server'],
  bars: [
    { of: 'reloaded', atMost: 0, words: 'times that the page was loaded anew during the talk' },
    { of: 'stopped', atMost: 0, words: 'recordings that did not go on' },
    { of: 'otherVersion', atMost: 0, words: 'cold starts with the wrong version' },
    { of: 'noteGone', atMost: 0, words: 'talks without their note afterwards' },
    { of: 'fewerChunks', atMost: 0, words: 'talks with fewer chunks afterwards' },
  ],
  run,
};

async function run(stage) {
  for (const name of ['reloaded', 'stopped', 'otherVersion', 'noteGone', 'fewerChunks'])
    stage.count(name, 0);
  const server = await stage.server();
  await stage.eachRound(async (_, n) => {
    const whole = n % 2 === 0;
    const site = await Site.open(join(stage.folder, `site-${n}`), server.url);
    try {
      const app = await stage.app({ url: site.url });
      const note = await talk(app, await server.invite());
      newVersion(site.folder, whole);
      await during(stage, app, whole);
      const { chunks } = await app.entries();
      await app.kill();
      await app.start();
      await coldStart(stage, app, { whole, note, chunks });
      await app.end();
    } finally {
      site.stop();
    }
  });
}

/** A talk that is recorded and has a note; gives the address of the note. */
async function talk({ walk, page }, code) {
  await walk.pair(code);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await walk.begin();
  await walk.consent();
  await walk.record();
  await walk.background();
  await page.waitForURL(/\/vraag\//);
  const question = new URL(page.url()).pathname;
  await walk.note(question.split('/').at(-1), words);
  return question.replace('/vraag/', '/notitie/');
}

/** The new version is found and fetched; the page and the recorder stay as they are. */
async function during(stage, app, whole) {
  const { page } = app;
  await page.evaluate(() => void (globalThis.sameLoad = true));
  const state = await page.evaluate(update);
  must(state === (whole ? 'installed' : 'redundant'), `the new worker is ${state}`);
  await pause(2_000);
  if (!(await page.evaluate(() => globalThis.sameLoad))) stage.count('reloaded');
  const before = await app.entries();
  const more = async () => (await app.entries()).chunks > before.chunks;
  await until(more, 'more sound is kept', 15_000).catch(() => stage.count('stopped'));
}

/** In the page: asks for the new version, and gives what became of it. */
async function update() {
  const registration = await navigator.serviceWorker.ready;
  await registration.update().catch(() => undefined);
  const worker = registration.installing;
  if (!worker) return registration.waiting ? 'installed' : 'redundant';
  return new Promise((resolve) => {
    worker.addEventListener('statechange', () => resolve(worker.state));
  });
}

async function coldStart(stage, app, { whole, note, chunks }) {
  const versionOf = () =>
    app.page.evaluate(
      () => document.querySelector('meta[name=version]')?.getAttribute('content') ?? '1',
    );
  const wanted = whole ? '2' : '1';
  await pause(1_000);
  await until(async () => (await versionOf()) === wanted, 'the version', 15_000).catch(() =>
    stage.count('otherVersion'),
  );
  await app.unlocked();
  await app.go(note);
  const shown = async () => {
    const { page } = app;
    const typed = await page
      .locator('textarea')
      .evaluateAll((all) => all.map(({ value }) => value));
    return [await page.locator('#screen').innerText(), ...typed].join('\n').includes(words);
  };
  await until(shown, 'the note shows', 15_000).catch(() => stage.count('noteGone'));
  if ((await app.entries()).chunks < chunks) stage.count('fewerChunks');
}
