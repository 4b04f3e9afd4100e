import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, proef, until } from './support/api.js';
import { hindrances } from './support/axe.js';
import { heading, launch, open, press } from './support/browser.js';
import { pairingCode, referenceOf, Walk } from './support/phone.js';

const wide = [360, 1280];
const notes = { 'wat-helpt': 'Vraagt het aan de buurvrouw.' };

let browser, lead, project;
before(async () => {
  browser = await launch();
  lead = new Person('lead');
  project = await lead.project(proef);
});
after(() => browser.close());

const lines = () => lead.all(`/projects/${project}/interviews`);
const lineOf = async (words) =>
  (await lines()).find(({ reference }) => reference === referenceOf(words));

async function paired(look) {
  const page = await open(browser, { width: 360, height: 780 });
  const walk = new Walk(page, look);
  await walk.pair(await pairingCode(lead, project));
  return walk;
}

/** From the first question to the phone's word that the server has it. */
async function talked(walk, words) {
  await walk.write();
  await walk.background();
  await walk.questions(notes);
  await walk.finish();
  await walk.close();
  await walk.delivered(words);
}

/** Somebody at home, on their own phone, with the link of the picture or with words to type. */
async function atHome(code, { typed = false } = {}) {
  const page = await open(browser, { width: 360, height: 780 });
  await page.goto(typed ? '/intrekken' : `/intrekken#${code.replaceAll(' ', '+')}`);
  await heading(page, 'Wilt u stoppen met meedoen?');
  assert.equal(new URL(page.url()).hash, '', 'the words do not stay in the address');
  if (typed) await page.getByLabel('Uw vijf woorden').fill(code);
  await press(page, 'Verder');
  return page;
}

async function withdrawn(page) {
  await heading(page, 'Weet u het zeker?');
  await press(page, 'Ja, wis mijn gesprek');
  await heading(page, 'Uw verzoek is binnen');
  return page.locator('main').innerText();
}

test('a participant withdraws with the code that the phone showed, and all is gone', async () => {
  const found = [];
  const walk = await paired(async (step) => {
    if (step === 'code') found.push(...(await hindrances(walk.page, step, [360])));
  });
  await walk.begin('Opvoeden in de wijk');
  const words = await walk.consent(['recording', 'hearBack']);
  await talked(walk, words);
  const { id } = await lineOf(words);
  const before = (await lines()).length;

  const page = await atHome(walk.code);
  found.push(...(await hindrances(page, 'sure', wide)));
  const known = await withdrawn(page);
  found.push(...(await hindrances(page, 'done', wide)));
  await until(
    async () => (await lead.call('GET', `/projects/${project}/interviews/${id}`)).status === 410,
  );
  assert.equal((await lines()).length, before - 1);
  const { turns } = await lead.get(`/projects/${project}/overview`);
  assert.ok(turns.some(({ what }) => what.startsWith('Iemand trok zich terug met de eigen code')));

  const again = await withdrawn(await atHome(walk.code, { typed: true }));
  assert.equal(again, known, 'a code that nobody has any more gets the same answer');
  assert.deepEqual(found, []);
  assert.deepEqual([...walk.page.complaints, ...page.complaints], []);
});

test('a word that is wrong is named, and nothing is sent', async () => {
  const page = await open(browser, { width: 360, height: 780 });
  const sent = [];
  page.on('request', (request) => sent.push(request.url()));
  await page.goto('/intrekken');
  const found = await hindrances(page, 'typing', wide);
  await page
    .getByLabel('Uw vijf woorden')
    .fill('ankerkorenveld bankbloem haakvlach boterkamer krekelvlinder');
  await press(page, 'Verder');
  await page.getByText('Woord 3 klopt niet. Kijk het na.').waitFor();
  found.push(...(await hindrances(page, 'a wrong word', wide)));
  assert.deepEqual(found, []);
  assert.deepEqual(
    sent.filter((url) => url.includes('/v1/')),
    [],
  );
});

test('two people choose each for themselves; one leaves and the lead keeps the text', async () => {
  const found = [];
  const walk = await paired(async (step) => {
    if (/^(wie|eigen-code|keuze\/quote)/.test(step))
      found.push(...(await hindrances(walk.page, step, [360])));
  });
  await walk.begin('Opvoeden in de wijk', { people: '2' });
  const words = await walk.consentOf([[], ['recording', 'hearBack']]);
  await talked(walk, words);
  const { id } = await lineOf(words);
  const path = `/projects/${project}/interviews/${id}`;
  const held = await lead.get(path);
  assert.equal(held.persons, 2);
  assert.equal(held.consent.recording, 'no');
  assert.equal(held.consent.quote, 'yes');

  await withdrawn(await atHome(walk.codes[1]));
  await until(async () => (await lead.get(path)).review === 'person-left');

  const desk = await open(browser, { door: 'lead' });
  await desk.goto(`/werkplek/${project}/gesprekken/${id}`);
  await desk.getByText('Iemand uit dit gesprek stopte').waitFor();
  await desk.getByText('Eén van de 2 mensen doet niet meer mee').waitFor();
  found.push(...(await hindrances(desk, 'left', wide)));
  await desk.getByRole('button', { name: /^Laat staan zonder citaten/ }).click();
  await desk.getByText('De tekst blijft staan, zonder citaten.').waitFor();
  const kept = await lead.get(path);
  assert.equal(kept.review, undefined);
  assert.equal(kept.consent.quote, 'no');

  await withdrawn(await atHome(walk.codes[0]));
  await until(async () => (await lead.call('GET', path)).status === 410);
  assert.deepEqual(found, []);
  assert.deepEqual([...walk.page.complaints, ...desk.complaints], []);
});
