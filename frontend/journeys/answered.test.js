import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, proef } from './support/api.js';
import { heading, launch, open, press } from './support/browser.js';
import { Desk } from './support/desk.js';
import { expectedRows, rowsOf } from './support/oracle.js';
import { pairingCode, referenceOf, Walk } from './support/phone.js';
import { material, release } from './support/study.js';
import { shownRows } from './support/table.js';

const text = `Gespreksvoerder: Hoe is het contact met school?
Deelnemer: De juf belt mij zelf op als er iets is. Dat geeft rust.
Gespreksvoerder: En als u hulp zoekt?
Deelnemer: Ik weet vaak niet waar ik moet zijn. Dan vraag ik het aan mijn buurvrouw.
Gespreksvoerder: Wat zou helpen?
Deelnemer: Zet elke week iemand op het plein met koffie. Dan kun je gewoon iets vragen.`;

const codings = [
  { words: 'De juf belt mij zelf op als er iets is.', code: 'contact-via-school', kind: 'good' },
  { words: 'Ik weet vaak niet waar ik moet zijn.', code: 'de-weg-weten', kind: 'better' },
  { words: 'Zet elke week iemand op het plein', code: 'ontmoeten', kind: 'lead' },
];
const kindNames = { good: 'Gaat goed', better: 'Kan beter', lead: 'Aanknopingspunt' };

const reason = 'Vanaf januari staat er elke woensdag iemand op het schoolplein.';
const sentence = 'Ouders vragen liever iets aan iemand die zij op het plein tegenkomen.';

let browser, lead, researcher, reader, municipality, project;
before(async () => {
  browser = await launch();
  lead = new Person('lead');
  researcher = new Person('researcher');
  reader = new Person('second-reader');
  municipality = new Person('municipality');
  project = await lead.project(proef);
});
after(() => browser.close());

test('a spoken interview becomes interview 25, a released version, and an answer on the phone', async () => {
  const earlier = await material(researcher, project);
  assert.equal(earlier.interviews.length, 24);
  const phone = await open(browser, { width: 360, height: 780 });
  const walk = new Walk(phone);
  await walk.pair(await pairingCode(lead, project));
  const words = await interview(walk);
  const about = await arrived(words);

  const page = await open(browser, { door: 'researcher' });
  const desk = new Desk(page, project);
  await desk.open(words);
  const total = await desk.listen(1_500);
  assert.ok(total >= 20_000, `${total} ms of sound`);
  await desk.paste(text);
  const labels = Object.fromEntries(earlier.codes.map(({ id, label }) => [id, label]));
  for (const { words, code, kind } of codings)
    await desk.code(words, labels[code], kindNames[kind]);
  await desk.check();
  const ids = await codingsOf(about.id);

  const expected = expectedRows(withNew(earlier, about));
  assert.notDeepEqual(expected, expectedRows(earlier), 'the new interview changes what is shown');
  const finding = await released(ids);
  const version = await municipality.get(`/projects/${project}/versions/latest`);
  assert.equal(version.n, 25);
  assert.deepEqual(rowsOf(version), expected);
  await dashboard(version, expected, labels);
  await answered(finding);
  await onPhone(phone, walk);
  for (const one of [phone, page]) assert.deepEqual(one.complaints, []);
});

/** The talk on the phone, with 20 seconds of sound and two notes. */
async function interview(walk) {
  await walk.begin('Opvoeden in de wijk');
  const words = await walk.consent();
  await walk.record();
  await walk.background();
  const notes = {
    'wat-helpt': 'Vraagt het aan de buurvrouw.',
    'de-weg-weten': 'Weet vaak niet waar zij moet zijn voor hulp.',
    'contact-met-school': '',
    'andere-ouders': '',
  };
  await walk.questions(notes, () => walk.recorded(20));
  await walk.finish();
  await walk.close();
  await walk.delivered(words);
  return words;
}

/** The interview as the server has it. */
async function arrived(words) {
  const lines = await researcher.all(`/projects/${project}/interviews`);
  const line = lines.find(({ reference }) => reference === referenceOf(words));
  assert.equal(lines.length, 25);
  assert.equal(line.state, 'arrived');
  assert.equal(line.sound, 'present');
  assert.equal(line.capture, 'audio');
  const about = await researcher.get(`/projects/${project}/interviews/${line.id}`);
  const states = Object.fromEntries(about.topics.map(({ topic, state }) => [topic, state]));
  assert.equal(states['de-weg-weten'], 'discussed');
  assert.equal(states.activiteiten, 'skipped');
  return about;
}

/** What was coded by hand is on the server, on exactly those words. */
async function codingsOf(interview) {
  const { items } = await researcher.get(`/projects/${project}/interviews/${interview}/codings`);
  const seen = items.map(({ quote, code, kind }) => ({ words: quote, code, kind }));
  const order = (a, b) => a.code.localeCompare(b.code);
  assert.deepEqual(seen.sort(order), codings.toSorted(order));
  return items.map(({ id }) => id);
}

/** Interviews 1 to 24 as they were read before, and the new one with its three codings. */
const withNew = ({ interviews, codes }, about) => ({
  codes,
  interviews: [...interviews, { ...about, codings }],
});

/** One person composes, another releases; the one who composed may not. */
async function released(evidence) {
  const finding = await researcher.ask('POST', `/projects/${project}/findings`, {
    title: 'Iemand op het plein',
    sentence,
    kind: 'lead',
    codes: ['ontmoeten'],
    evidence,
    policyThemes: [],
    owners: ['municipality'],
    glance: 1,
    glanceSentence: sentence,
  });
  assert.equal(
    (await municipality.call('GET', `/projects/${project}/versions/latest`)).status,
    404,
  );
  const choices = { notHeard: ['vaders die in ploegen werken'] };
  const draft = await release(researcher, reader, project, choices);
  assert.deepEqual(
    draft.checks.filter(({ ok }) => !ok),
    [],
  );
  const again = `/projects/${project}/releases/${draft.id}/approval`;
  assert.equal((await researcher.call('PUT', again)).status, 403);
  return finding;
}

/** The municipality's screens say what was worked out. */
async function dashboard(version, expected, labels) {
  const page = await open(browser, { door: 'municipality' });
  await page.goto(`/inzicht/${project}/oogopslag`);
  await heading(page, version.question);
  await page.getByText(sentence).first().waitFor();
  assert.match(await page.getByRole('main').innerText(), /\b25\s+gesprekken/);
  const groups = version.themes.filter(({ group }) => group).map(({ code }) => code);
  await page.goto(`/inzicht/${project}/themas?open=${groups.join(',')}`);
  await page.getByRole('table').waitFor();
  const byLabel = Object.entries(expected).map(([code, row]) => [labels[code], asDrawn(row)]);
  assert.deepEqual(await shownRows(page, 25), Object.fromEntries(byLabel));
  assert.deepEqual(page.complaints, []);
  await page.context().close();
}

/** A row of the table: with its parts no word stands beside them, and what was asked is on another page. */
function asDrawn({ asked: _, word, ...row }) {
  return word === undefined || row.parts ? row : { ...row, word };
}

/** The municipality answers on its screen. */
async function answered(finding) {
  const page = await open(browser, { door: 'municipality' });
  await page.goto(`/inzicht/${project}/antwoord/${finding.id}/municipality`);
  await heading(page, 'Uw antwoord');
  await page.getByRole('radio', { name: /^Dit gaan we doen/ }).check({ force: true });
  await page.getByLabel('Leg het uit in gewone taal').fill(reason);
  await page.getByLabel('Uw functie, geen naam').fill('beleidsadviseur jeugd');
  await page.getByRole('radio', { name: /^Ambtelijk/ }).check({ force: true });
  await press(page, 'Antwoord plaatsen');
  await page.getByText('Uw antwoord staat er.').waitFor();
  await page.getByText(reason).first().waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
}

/** The key figure reads the answer. */
async function onPhone(phone, walk) {
  await phone.goto('/app/gesprekken');
  await walk.unlock();
  await phone.getByRole('link', { name: sentence }).click();
  await heading(phone, 'Dit gaan we doen');
  await phone.getByText(reason).waitFor();
}
