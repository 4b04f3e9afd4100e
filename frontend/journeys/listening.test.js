import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, proef } from './support/api.js';
import { launch, open } from './support/browser.js';

const researcher = new Person('researcher');
let browser, project, spoken;

before(async () => {
  browser = await launch();
  project = await researcher.project(proef);
  const all = await researcher.all(`/projects/${project}/interviews?state=arrived`);
  const { id } = all.find((one) => one.sound === 'present');
  spoken = await researcher.get(`/projects/${project}/interviews/${id}`);
});
after(() => browser.close());

/** The first moments at which questions were on the phone's screen. */
const shown = () => {
  const first = new Map();
  for (const { event, topic, ms } of spoken.moments)
    if (event === 'screen' && topic && ms !== undefined && !first.has(topic)) first.set(topic, ms);
  return [...first];
};

/** Where the sound stands that was played last, in seconds. */
const stands = (page) => page.evaluate(() => [...globalThis.playedSounds].at(-1)?.currentTime);

test('from a question a researcher comes to its sound', async () => {
  const page = await open(browser, { door: 'researcher' });
  await page.goto(`/werkplek/${project}/coderen/${spoken.id}`);
  const list = page.getByRole('complementary', { name: 'Vragen van de leidraad' });
  const [, ms] = shown()[2];
  const buttons = list.getByRole('button', { name: /^Luister bij vraag/ });
  await buttons.first().waitFor();
  assert.equal(await buttons.count(), shown().length);
  await buttons.nth(2).click();
  await page.waitForFunction(() => [...globalThis.playedSounds].some((one) => !one.paused));
  const at = await stands(page);
  assert.ok(at >= ms / 1000 - 0.5 && at <= ms / 1000 + 2, `it plays from ${at}, asked ${ms} ms`);
  await page.getByRole('button', { name: 'Stop het geluid' }).click();
  const place = page.getByRole('slider', { name: 'Plek in het geluid' });
  await place.fill(String(ms - (ms % 500)));
  await page.waitForFunction(
    (want) => Math.abs([...globalThis.playedSounds].at(-1).currentTime - want) < 0.5,
    ms / 1000,
  );
  assert.deepEqual(page.complaints, []);
});

test('the sound is drawn with the questions in it, also where there is no list of them', async () => {
  const page = await open(browser, { door: 'researcher', width: 360, height: 740 });
  await page.goto(`/werkplek/${project}/coderen/${spoken.id}`);
  const player = page.getByRole('region', { name: 'Geluid van dit gesprek' });
  await player.locator('svg .heard').waitFor({ state: 'attached' });
  assert.equal(await player.locator('.questions span').count(), shown().length);
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.equal(over, 0, 'nothing hangs over the edge');
  const [, ms] = shown()[1];
  await page
    .getByRole('button', { name: /^Luister bij vraag/ })
    .nth(1)
    .click();
  await page.waitForFunction(() => [...globalThis.playedSounds].some((one) => !one.paused));
  const at = await stands(page);
  assert.ok(at >= ms / 1000 - 0.5 && at <= ms / 1000 + 2, `it plays from ${at}, asked ${ms} ms`);
  assert.deepEqual(page.complaints, []);
});
