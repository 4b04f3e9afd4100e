import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lea, Person } from './support/api.js';
import { hindrances } from './support/axe.js';
import { launch, open } from './support/browser.js';
import { pairingCode, Walk } from './support/phone.js';
import { EveryScreen, phoneScreenNames, takeableMicrophone } from './support/phone-screens.js';

let browser;
before(async () => void (browser = await launch()));
after(() => browser.close());

/** Fingers are wider than 44 px: what can be tapped and is smaller, words in a line excepted. */
const small = () =>
  [...document.querySelectorAll('a, button, summary')]
    .filter((one) => one.checkVisibility())
    .map((one) => [one.innerText.trim(), one.getBoundingClientRect()])
    .filter(([, { width, height }]) => width < 44 || height < 44)
    .map(([words, { width, height }]) => `${words}: ${width} × ${height}`);

/** The phone of this test, by being the one that was not there before. */
async function revoker(lead, project) {
  const path = `/projects/${project}/devices`;
  const known = (await lead.all(path)).map(({ id }) => id);
  return async () => {
    for (const { id } of await lead.all(path))
      if (!known.includes(id)) await lead.ask('DELETE', `${path}/${id}`);
  };
}

test('no hindrance on any screen of the phone', async () => {
  const lead = new Person('lead');
  const project = await lead.project(lea);
  const revoke = await revoker(lead, project);
  const page = await open(browser, { width: 360, height: 780 });
  await takeableMicrophone(page);
  const found = [];
  const seen = [];
  const look = async (name) => {
    seen.push(name);
    found.push(...(await hindrances(page, name)));
    await page.setViewportSize({ width: 360, height: 780 });
    for (const target of await page.evaluate(small)) found.push(`${name}: too small: ${target}`);
    if ((await page.locator('h1:visible').count()) !== 1) found.push(`${name}: no single heading`);
  };
  const code = await pairingCode(lead, project);
  await new EveryScreen(new Walk(page), look, { code, revoke }).all();
  assert.deepEqual(found, []);
  assert.deepEqual(seen, phoneScreenNames);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
