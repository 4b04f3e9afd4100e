import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lea, Person, proef } from './support/api.js';
import { hindrances } from './support/axe.js';
import { launch, open } from './support/browser.js';
import { screens } from './support/screens.js';
import { finding, release } from './support/study.js';

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
    version: large.id,
    large: large.findings[0].id,
    finding: small.columns.better.find(({ owners }) => owners.includes('municipality')).finding,
    schools: small.columns.good.find(({ owners }) => owners.includes('school-board')).finding,
  };
}

/** The version of the 24 interviews, with a finding; released here when no journey did before. */
async function latest(project) {
  const path = `/projects/${project}/versions/latest`;
  const answer = await lead.call('GET', path);
  if (answer.status === 200) return answer.body;
  await finding(researcher, project);
  await release(researcher, new Person('second-reader'), project, {});
  return lead.get(path);
}

for (const { door, paths, locale, at } of screens)
  test(`no hindrance behind the door ${door || 'of the street'}, ${locale ?? 'nl-NL'}`, async () => {
    const page = await open(browser, { door, width: 360, locale });
    const found = [];
    for (const path of paths) {
      const filled = path.replace(/:(\w+)/g, (_, name) => names[name]);
      await page.goto(filled);
      await page.locator('h1').first().waitFor({ state: 'attached' });
      await page.waitForFunction(() => !/Wordt opgehaald|Even laden/.test(document.body.innerText));
      found.push(...(await hindrances(page, path, at)));
    }
    assert.deepEqual(found, []);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

test('no hindrance in an answer that is refused, nor beside what was copied', async () => {
  const page = await open(browser, { door: 'lea-municipality', width: 360 });
  await page.goto(`/inzicht/${names.lea}/antwoord/${names.finding}/municipality`);
  await page.getByLabel('Uw functie, geen naam').fill('');
  await page.getByRole('button', { name: 'Antwoord plaatsen' }).click();
  await page.getByText('Vul uw functie in, geen naam.').waitFor();
  const found = await hindrances(page, 'a refused answer');
  await page.goto(`/inzicht/${names.lea}/lea`);
  await page.getByRole('button', { name: 'Kopieer als tekst' }).first().click();
  await page.getByText('Gekopieerd.').first().waitFor();
  found.push(...(await hindrances(page, 'what was copied')));
  assert.deepEqual(found, []);
  await page.context().close();
});
