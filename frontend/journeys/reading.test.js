import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lea, Person } from './support/api.js';
import { heading, launch, open } from './support/browser.js';
import { obstacles, treeOf } from './support/tree.js';

let browser, guest, project, point;
before(async () => {
  browser = await launch();
  guest = new Person('lea-municipality');
  project = await guest.project(lea);
  const { columns } = await guest.get(`/projects/${project}/versions/latest`);
  const { items } = await guest.get(`/projects/${project}/answers`);
  const open = items.find(({ owner, answer }) => owner === 'municipality' && !answer);
  point = columns.better.concat(columns.lead).find(({ finding }) => finding === open.finding);
});
after(() => browser.close());

const pages = ['lea', 'wat-is-ermee-gedaan', 'zo-is-dit-onderzocht'];

for (const width of [320, 1280])
  test(`somebody who hears the pages at ${width} finds the way`, async () => {
    const page = await open(browser, { door: 'lea-municipality', width });
    for (const path of [...pages, `bevindingen/${point.finding}`]) {
      await page.goto(`/inzicht/${project}/${path}`);
      await page.locator('footer').getByText('5 gesprekken').waitFor();
      assert.deepEqual(obstacles(await treeOf(page)), [], path);
    }
    await page.context().close();
  });

/** Presses Tab until what has the focus is called so. */
async function tabTo(page, name) {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const { activeElement: one } = document;
      const label = one.labels?.[0]?.innerText ?? '';
      const words = `${one.innerText || one.getAttribute('aria-label') || ''} ${label}`;
      return words.replace(/\s+/g, ' ').replaceAll(' :', ':').trim();
    });
    if (name.test(here)) return;
  }
  throw new Error(`Tab never comes to ${name}`);
}

/** Answers with the keyboard alone. */
async function answer(page, state, reason) {
  await page.goto(`/inzicht/${project}/lea`);
  await page.locator('footer').getByText('5 gesprekken').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'inhoud', 'past the bar');
  await tabTo(page, new RegExp(`^Antwoord (geven|wijzigen): ${point.title}`));
  await page.keyboard.press('Enter');
  await heading(page, 'Uw antwoord');
  await page.getByRole('radio', { name: state }).focus();
  await page.keyboard.press('Space');
  await tabTo(page, /Leg het uit/);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(reason);
  await page.getByRole('radio', { name: /^Ambtelijk/ }).focus();
  await page.keyboard.press('Space');
  await tabTo(page, /Uw functie/);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('beleidsadviseur onderwijs');
  await page.keyboard.press('Enter');
  await page.getByText('Uw antwoord staat er.').waitFor();
}

test('an answer by keyboard shows on pages that are open elsewhere, and keeps what was said before', async () => {
  const writer = await open(browser, { door: 'lea-municipality' });
  const school = await open(browser, { door: 'school-board' });
  await school.goto(`/inzicht/${project}/bevindingen/${point.finding}`);
  await heading(school, 'Het antwoord');

  await answer(writer, /^Zoeken we eerst uit/, 'Wij vragen het eerst aan ouders.');
  await school.getByText('Wij vragen het eerst aan ouders.').waitFor();
  const report = school.getByText(`Er is een nieuw antwoord op: ${point.title}`);
  await report.waitFor();

  await answer(writer, /^Dit gaan we doen/, 'Wij beginnen na de zomer.');
  await school.getByText('Wij beginnen na de zomer.').waitFor();
  await school.getByText('Eerder geantwoord').click();
  await school
    .getByRole('listitem')
    .filter({ hasText: /^Eerder, .*Zoeken we eerst uit\. Wij vragen het eerst aan ouders\.$/ })
    .waitFor();
  for (const page of [writer, school]) assert.deepEqual(page.complaints, []);
});
