import assert from 'node:assert/strict';
import axe from 'axe-core';
import { after, before, test } from 'node:test';
import { lea, Person, proef } from './support/api.js';
import { launch, open } from './support/browser.js';
import { pairingCode, Walk } from './support/phone.js';
import { around, besides, screens, widths } from './support/screens.js';
import { release } from './support/study.js';

let browser, lead, researcher, names;
before(async () => {
  browser = await launch();
  lead = new Person('lead');
  researcher = new Person('researcher');
  names = await namesOf();
});
after(() => browser.close());

/** What stands for the names in the paths. */
async function namesOf() {
  const projects = { proef: await lead.project(proef), lea: await lead.project(lea) };
  const [interview] = await researcher.all(`/projects/${projects.proef}/interviews?state=arrived`);
  const small = await lead.get(`/projects/${projects.lea}/versions/latest`);
  const large = await latest(projects.proef);
  return {
    ...projects,
    interview: interview.id,
    theme: large.themes[0].code,
    finding: small.columns.better[0].finding,
  };
}

/** The version of the 24 interviews; released here when no journey did before. */
async function latest(project) {
  const path = `/projects/${project}/versions/latest`;
  const answer = await lead.call('GET', path);
  if (answer.status === 200) return answer.body;
  await release(researcher, new Person('second-reader'), project, {});
  return lead.get(path);
}

/** What axe finds on a page at every width, and whether the page is wider than the screen. */
async function look(page, name) {
  const found = [];
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  for (const width of widths) {
    await page.setViewportSize({ width, height: width < 600 ? 780 : 860 });
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    for (const { id, help, nodes } of violations)
      found.push(`${name} at ${width}: ${id}: ${help}: ${nodes[0].target} (${nodes.length})`);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wider > 0) found.push(`${name} at ${width}: ${wider} px wider than the screen`);
  }
  return found;
}

for (const { door, paths } of screens)
  test(`no hindrance on the screens behind the door ${door || 'of the street'}`, async () => {
    const page = await open(browser, { door, width: 360 });
    const found = [];
    for (const path of paths) {
      const filled = path.replace(/:(\w+)/g, (_, name) => names[name]);
      await page.goto(filled);
      await page.locator('h1').first().waitFor({ state: 'attached' });
      await page.waitForFunction(() => !document.body.innerText.includes('Wordt opgehaald'));
      found.push(...(await look(page, path)));
    }
    assert.deepEqual(found, []);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

test('no hindrance on the screens of the phone', async () => {
  const page = await open(browser, { width: 360, height: 780 });
  const found = [];
  const seen = new Set();
  const walk = new Walk(page, async (name) => {
    const kind =
      /^(achtergrond|opwarmen|vraag|betekenis|notitie|voorlezen\/)/.exec(name)?.[1] ?? name;
    if (seen.has(kind)) return;
    seen.add(kind);
    found.push(...(await look(page, name)));
    await page.setViewportSize({ width: 360, height: 780 });
  });
  await walk.pair(await pairingCode(lead, names.lea));
  for (const path of around) await lookAt(page, walk, path, found);
  await page.goto('/app/');
  await walk.unlock();
  await walk.begin();
  await walk.consent();
  await walk.record();
  await walk.background();
  await walk.questions({ 'wat-gaat-goed': 'De juf belt zelf.' }, () =>
    alongside(page, walk, found),
  );
  await walk.finish();
  assert.deepEqual(found, []);
  assert.ok(seen.size >= 25, `${seen.size} kinds of screens were seen`);
  assert.deepEqual(page.complaints, []);
});

async function lookAt(page, walk, path, found) {
  await page.goto(path);
  await page.locator('h1').first().waitFor();
  if (path === around[0]) found.push(...(await look(page, 'ontgrendelen')));
  await walk.unlock();
  await page.waitForLoadState('networkidle');
  await page.locator('main h1').first().waitFor({ state: 'attached' });
  found.push(...(await look(page, path)));
  await page.setViewportSize({ width: 360, height: 780 });
}

/** The screens beside the first question, and "in gesprek". */
async function alongside(page, walk, found) {
  const question = new URL(page.url()).pathname;
  const [interview] = /^\/app\/gesprek\/[^/]+\//.exec(question);
  for (const name of besides) {
    await page.evaluate((path) => {
      history.pushState(null, '', path);
      dispatchEvent(new PopStateEvent('popstate'));
    }, interview + name);
    await walk.step(name);
    await page.goBack();
    await walk.step(question.slice(interview.length));
  }
  await walk.recorded(1);
  assert.ok(found);
}
