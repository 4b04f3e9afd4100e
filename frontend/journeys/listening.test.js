import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, proef, until } from './support/api.js';
import { launch, open } from './support/browser.js';

const researcher = new Person('researcher');
/** `spoken` is a talk whose words are written; `all` are all that can be heard. */
let browser, project, spoken, all;

before(async () => {
  browser = await launch();
  project = await researcher.project(proef);
  const lines = await researcher.all(`/projects/${project}/interviews?state=arrived`);
  const there = lines.filter(({ sound }) => sound === 'present');
  all = await Promise.all(there.map(({ id }) => researcher.get(path(id))));
  const texts = await Promise.all(there.map(({ id }) => researcher.get(`${path(id)}/text`)));
  const words = (index) => texts[index].utterances.length;
  for (const { id } of there) await until(() => measured(id));
  spoken = all.toSorted((a, b) => words(all.indexOf(b)) - words(all.indexOf(a)))[0];
});
after(() => browser.close());

const path = (id) => `/projects/${project}/interviews/${id}`;

/** Whether it is known how loud all the sound of a talk is; a job finds that out. */
async function measured(id) {
  const { items } = await researcher.get(`${path(id)}/recordings`);
  const peaks = items.map(({ part }) =>
    researcher.call('GET', `${path(id)}/recordings/${part}/peaks`),
  );
  return (await Promise.all(peaks)).every(({ status }) => status === 200);
}

/** The first moments at which questions were on the phone's screen. */
const shown = (talk) => {
  const first = new Map();
  for (const { event, topic, ms } of talk.moments)
    if (event === 'screen' && topic && ms !== undefined && !first.has(topic)) first.set(topic, ms);
  return [...first];
};

/** Where the sound stands that was played last, in seconds. */
const stands = (page) => page.evaluate(() => [...globalThis.playedSounds].at(-1)?.currentTime);

test('from a question a researcher comes to its sound', async () => {
  const page = await open(browser, { door: 'researcher' });
  await page.goto(`/werkplek/${project}/coderen/${spoken.id}`);
  const list = page.getByRole('complementary', { name: 'Vragen van de leidraad' });
  const [, ms] = shown(spoken)[2];
  const buttons = list.getByRole('button', { name: /^Luister bij vraag/ });
  await buttons.first().waitFor();
  assert.equal(await buttons.count(), shown(spoken).length);
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
  for (const talk of all) {
    const page = await open(browser, { door: 'researcher', width: 360, height: 740 });
    await page.goto(`/werkplek/${project}/coderen/${talk.id}`);
    const player = page.getByRole('region', { name: 'Geluid van dit gesprek' });
    await player.locator('svg .heard').waitFor({ state: 'attached' });
    assert.equal(await player.locator('.questions span').count(), shown(talk).length);
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(over, 0, 'nothing hangs over the edge');
    await listenOnNarrow(page, talk);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  }
});

/** Each question has one place to listen to it, whether or not its words are written. */
async function listenOnNarrow(page, talk) {
  const buttons = page.getByRole('button', { name: /^Luister bij vraag/ });
  assert.equal(await buttons.count(), shown(talk).length);
  const [, ms] = shown(talk)[1];
  const minutes = String(Math.floor(ms / 60_000)).padStart(2, '0');
  const seconds = String(Math.floor(ms / 1000) % 60).padStart(2, '0');
  const named = new RegExp(`^Luister bij vraag.* vanaf ${minutes}:${seconds}$`);
  await page.getByRole('button', { name: named }).first().click();
  await page.waitForFunction(() => [...globalThis.playedSounds].some((one) => !one.paused));
  const at = await stands(page);
  assert.ok(at >= ms / 1000 - 1 && at <= ms / 1000 + 2, `it plays from ${at}, asked ${ms} ms`);
}
