import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Person } from './support/api.js';
import { hindrances } from './support/axe.js';
import { follow, heading, launch, open, press } from './support/browser.js';
import { pairingCode, Walk } from './support/phone.js';

const guide = 'opgroeien-in-de-wijk@1.1.0';
const noSound = ['recording', 'hearBack'];

let browser;
let lead;
let project;

before(async () => {
  browser = await launch();
  lead = new Person('lead');
  project = await lead.project('Merelveld');
  const { body, headers } = await lead.call('GET', `/projects/${project}`);
  const { settings } = body;
  const guides = [...settings.guides.filter((name) => !name.startsWith('opgroeien')), guide];
  await lead.ask(
    'PUT',
    `/projects/${project}/settings`,
    { ...settings, guides },
    { 'If-Match': headers.get('ETag') },
  );
});
after(() => browser.close());

/** What axe has against the screens that are looked at; JOURNEY_PICTURES names a folder for pictures. */
function watcher(page, found) {
  const folder = process.env.JOURNEY_PICTURES;
  if (folder) mkdirSync(folder, { recursive: true });
  return async (name) => {
    const size = page.viewportSize();
    const path = `${folder}/${name.replaceAll('/', '-')}-${size.width}.png`;
    if (folder) await page.screenshot({ path, fullPage: true });
    found.push(...(await hindrances(page, name)));
    await page.setViewportSize(size);
  };
}

/** A phone of 360 pixels on which a talk with a young person begins. */
async function begun(interpreter = false) {
  const page = await open(browser, { width: 360, height: 780 });
  const found = [];
  const look = watcher(page, found);
  const walk = new Walk(page);
  await walk.pair(await pairingCode(lead, project));
  await walk.begin('Opgroeien in de wijk', { interpreter });
  await walk.step('leeftijd');
  await look('leeftijd');
  return { page, walk, look, found };
}

/** The rest of the talk, written down; gives the interview as the server has it. */
async function finished({ page, walk }) {
  const words = await walk.choose(noSound);
  await walk.write();
  await walk.background({ leeftijd: '12, 13, 14 of 15 jaar' });
  await walk.questions({ plekken: 'Het veldje achter de flat.' });
  await walk.finish();
  await walk.close();
  await walk.delivered(words);
  const reference = words.toLowerCase().split(' · ').join(' ');
  const line = (await lead.all(`/projects/${project}/interviews`)).find(
    (one) => one.reference === reference,
  );
  assert.deepEqual(page.complaints, []);
  return lead.get(`/projects/${project}/interviews/${line.id}`);
}

const assent = async ({ page, walk, look }) => {
  await walk.step('zelf-ja');
  await look('zelf-ja');
  await page.getByRole('radio', { name: /^Ja/ }).check({ force: true });
  await walk.on();
};

test('somebody of 13 talks with the letter of a parent', async () => {
  const desk = await open(browser, { door: 'lead' });
  const found = [];
  const seen = watcher(desk, found);
  await desk.goto(`/werkplek/${project}/apparaten`);
  await heading(desk, 'Brieven van ouders');
  await desk.getByLabel('Waaraan herkent u de brief?').fill('J., voetbal dinsdag');
  await desk.getByLabel('Getekend op').fill('2026-11-20');
  await press(desk, 'De brief is er');
  await desk.getByRole('rowheader', { name: 'J., voetbal dinsdag' }).waitFor();
  await seen('apparaten');

  const talk = await begun();
  const { page, walk, look } = talk;
  await walk.on('12, 13, 14 of 15');
  await walk.step('ouder');
  await look('ouder');
  await press(page, 'Ja, er is een brief');
  await walk.step('ouder/brief');
  await look('ouder/brief');
  await page.getByRole('button', { name: /J\., voetbal dinsdag/ }).click();
  await assent(talk);
  const interview = await finished(talk);
  assert.equal(interview.minor.parent, 'letter');
  assert.equal(interview.held ?? false, false);
  assert.deepEqual(interview.background.leeftijd, ['12-15']);

  await desk.goto(`/werkplek/${project}/gesprekken/${interview.id}`);
  await desk.getByText('met een brief').waitFor();
  await seen('gesprek');
  await desk.goto(`/werkplek/${project}/apparaten`);
  await press(desk, 'Ouder zegt toch nee: J., voetbal dinsdag');
  await desk.getByRole('dialog').getByRole('button', { name: 'Ouder zegt toch nee' }).click();
  await desk.getByText(/^ingetrokken op/).waitFor();
  await desk.setViewportSize({ width: 360, height: 780 });
  await seen('apparaten');
  await desk.setViewportSize({ width: 1280, height: 860 });
  await follow(desk, interview.reference.split(' ').join(' · '));
  await desk.getByText('Niemand leest of hoort dit gesprek.').waitFor();
  await seen('gesprek-dicht');
  const held = await new Person('researcher').call(
    'GET',
    `/projects/${project}/interviews/${interview.id}/text`,
  );
  assert.equal(held.status, 403);
  assert.deepEqual([...found, ...talk.found], []);
});

test('somebody of 13 talks after the yes of a parent at the table', async () => {
  const talk = await begun(true);
  const { page, walk, look } = talk;
  await walk.on('12, 13, 14 of 15');
  await walk.step('tolk');
  await look('tolk');
  await page.getByRole('radio', { name: /^Nee/ }).check({ force: true });
  await walk.on();
  await page.getByText('Zo kan het gesprek niet beginnen').waitFor();
  await look('tolk-nee');
  await press(page, 'Een andere tolk');
  await page.getByRole('radio', { name: /^Ja/ }).check({ force: true });
  await walk.on();
  await walk.step('ouder');
  await press(page, 'Een ouder zit hier');
  await walk.step('ouder/tafel');
  await look('ouder/tafel');
  await page.getByRole('radio', { name: /^Ja/ }).check({ force: true });
  await walk.on();
  await walk.step('alleen');
  await look('alleen');
  await walk.on();
  await assent(talk);
  const interview = await finished(talk);
  assert.equal(interview.minor.parent, 'table');
  assert.ok(interview.minor.parentAt <= interview.minor.assentAt);
  assert.ok(interview.interpreterPromisedAt);
  assert.deepEqual(talk.found, []);
});

test('a no of a parent or of the young person ends it kindly', async () => {
  for (const parentSaysYes of [false, true]) {
    const { page, walk, look, found } = await begun();
    await walk.on('12, 13, 14 of 15');
    await walk.step('ouder');
    await press(page, 'Een ouder zit hier');
    await walk.step('ouder/tafel');
    await page.getByRole('radio', { name: parentSaysYes ? /^Ja/ : /^Nee/ }).check({ force: true });
    await walk.on();
    if (parentSaysYes) {
      await walk.step('alleen');
      await walk.on();
      await walk.step('zelf-ja');
      await page.getByRole('radio', { name: /^Nee/ }).check({ force: true });
      await walk.on();
    }
    await heading(page, 'Bedankt. We stoppen hier.');
    const why = parentSaysYes ? 'Je wilt nu niet meedoen.' : 'Een ouder zegt eerst ja';
    await page.getByText(why).waitFor();
    await look(parentSaysYes ? 'zelf-nee' : 'ouder-nee');
    assert.deepEqual(found, []);
  }
});
