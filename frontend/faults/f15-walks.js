import { until } from './support/wait.js';

const words = 'De juf belt zelf als er iets is.';

/**
 * Fingers go everywhere during a talk: back, forward, reload, old and wrong
 * addresses, another size, "Gesprek beginnen", the first of the two buttons that
 * erase. A round is six of them in a random order, on the real screens; then the
 * talk is opened again. Only both buttons erase it, which the end tries.
 */
export default {
  fault: 'F15',
  name: 'back, reload, other addresses, other sizes',
  engines: { chromium: { rounds: 200, quick: 1, piece: 25 } },
  needs: ['server'],
  bars: [
    { of: 'talks', take: 'min', atLeast: 1, words: 'talks on the phone after a round, fewest' },
    { of: 'fewerChunks', atMost: 0, words: 'rounds after which the disk had fewer chunks' },
    { of: 'noteGone', atMost: 0, words: 'rounds after which the note was gone or another' },
    { of: 'choicesGone', atMost: 0, words: 'rounds after which the choices were asked anew' },
    { of: 'complaints', atMost: 0, words: 'errors in the page' },
    { of: 'left', atMost: 0, words: 'what both buttons left of the talk' },
  ],
  run,
};

async function run(stage) {
  for (const name of ['fewerChunks', 'noteGone', 'choicesGone', 'complaints']) stage.count(name, 0);
  const server = await stage.server();
  const app = await stage.app({ url: server.url });
  app.page.on('pageerror', (error) => {
    stage.count('complaints');
    stage.say(String(error));
  });
  const { walk, page } = app;
  await walk.pair(await server.invite());
  await walk.begin();
  await walk.consent();
  await walk.record();
  await walk.background();
  await page.waitForURL(/\/vraag\//);
  const [, talk, topic] = /^(\/app\/gesprek\/[^/]+\/)vraag\/(.+)$/.exec(pathOf(page));
  await walk.note(topic, words);
  await stage.eachRound((chance) => wander(stage, app, { talk, topic }, chance));
  await erase(stage, app, talk);
}

const pathOf = (page) => new URL(page.url()).pathname;

/** Six mishaps, then a look at what is left. */
async function wander(stage, app, { talk, topic }, chance) {
  const before = await app.entries();
  for (let n = 0; n < 6; n++) {
    const mishap = mishaps[Math.floor(chance() * mishaps.length)];
    await mishap(app, { talk, topic, chance });
    // Whatever screen this is: it is one, and not a white page.
    await app.unlocked();
  }
  await app.go(`${talk}notitie/${topic}`);
  const note = await until(() => noteOn(app.page), 'the note shows', 15_000).catch(() => '');
  if (!note.includes(words)) stage.count('noteGone');
  await app.go(`${talk}keuzes`);
  const path = pathOf(app.page);
  if (!path.endsWith('/keuzes')) {
    stage.count('choicesGone');
    stage.say(`the choices lead to ${path}`);
  }
  const after = await app.entries();
  stage.measure('talks', after.interviews);
  if (after.chunks < before.chunks) stage.count('fewerChunks');
}

/** All that stands on the screen, what is typed in fields too. */
async function noteOn(page) {
  const fields = await page.locator('textarea').evaluateAll((all) => all.map(({ value }) => value));
  const all = [await page.locator('#screen').innerText(), ...fields].join('\n');
  return all.includes(words) && all;
}

const settled = (page) => page.locator('h1').first().waitFor({ state: 'attached' });

/** Goes there without loading the app again. */
async function softly(page, path) {
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
  await settled(page);
}

const addresses = ({ talk, topic }) => [
  '/app/',
  '/app/gesprekken',
  '/app/begin',
  '/app/oefenen',
  '/app/bestaat-niet',
  talk,
  `${talk}vraag/${topic}`,
  `${talk}vraag/bestaat-niet`,
  `${talk}notitie/${topic}`,
  `${talk}keuze/participate`,
  `${talk}leeftijd`,
  `${talk}stoppen`,
  `${talk}klaar`,
  '/app/gesprek/aaaaaaaaaaaaaaaaaaaaaaaaaa/vraag/x',
];

const one = (list, chance) => list[Math.floor(chance() * list.length)];

const mishaps = [
  async ({ page }) => void (await page.goBack({ timeout: 5_000 }).catch(() => undefined)),
  async ({ page }) => void (await page.goForward({ timeout: 5_000 }).catch(() => undefined)),
  async ({ page }) => void (await page.reload()),
  async (app, here) => app.go(one(addresses(here), here.chance)),
  async ({ page }, here) => softly(page, one(addresses(here), here.chance)),
  async ({ page }, { chance }) => {
    const width = Math.round(280 + chance() * 700);
    await page.setViewportSize({ width, height: Math.round(300 + chance() * 600) });
  },
  async (app) => {
    await app.go('/app/');
    const begin = app.page.getByRole('link', { name: 'Gesprek beginnen' });
    if (await begin.isVisible()) await begin.click();
    await settled(app.page);
    await app.page.goBack().catch(() => undefined);
  },
  async (app, { talk }) => {
    await app.go(`${talk}stoppen`);
    const first = app.page.getByRole('button', { name: 'Stop. Haal alles weg' });
    if (await first.isVisible()) await first.click();
    await app.page.goBack().catch(() => undefined);
  },
];

/** Both buttons, and nothing is left: the rounds would have seen it. */
async function erase(stage, app, talk) {
  await app.page.setViewportSize({ width: 360, height: 780 });
  await app.go(`${talk}stoppen`);
  await app.walk.on('Stop. Haal alles weg');
  await app.walk.on('Ja, haal alles weg');
  const left = async () => {
    const { interviews, chunks } = await app.entries();
    return interviews + chunks;
  };
  await until(async () => (await left()) === 0, 'the talk is erased').catch(() => undefined);
  stage.count('left', await left());
}
