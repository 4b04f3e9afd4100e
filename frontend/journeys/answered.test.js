import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, proef } from './support/api.js';
import { follow, heading, launch, open, press } from './support/browser.js';
import { Desk } from './support/desk.js';
import { expectedReach, expectedRows } from './support/oracle.js';
import { Office } from './support/office.js';
import { referenceOf, Walk } from './support/phone.js';
import { material } from './support/study.js';
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

let browser, researcher;
before(async () => {
  browser = await launch();
  researcher = new Person('researcher');
});
after(() => browser.close());

/** Somebody's own window, through their door. */
const window = (door) => open(browser, { door });

test('a spoken interview becomes interview 25, a released version, and an answer on the phone', async () => {
  const lead = new Office(await window('lead'));
  const project = await lead.enter(proef);
  const earlier = await material(researcher, project);
  assert.equal(earlier.interviews.length, 24);
  const labels = Object.fromEntries(earlier.codes.map(({ id, label }) => [id, label]));

  const phone = await open(browser, { width: 360, height: 780 });
  const walk = new Walk(phone);
  await walk.pair(await lead.pairingCode('Samira'));
  const words = await interview(walk);
  const about = await arrived(project, words);

  const office = new Office(await window('researcher'));
  await office.enter(proef);
  await coded(office, words, labels, about);
  const expected = withNew(earlier, about);
  assert.notDeepEqual(
    expectedRows(expected),
    expectedRows(earlier),
    'the new interview changes what is shown',
  );

  const municipality = await waiting(project);
  await office.finding({
    title: 'Iemand op het plein',
    sentence,
    kind: /^Aanknopingspunt/,
    code: labels.ontmoeten,
    evidence: [codings[2].words],
    owner: 'gemeente',
  });
  await office.compose(['vaders die in ploegen werken']);
  const reader = new Office(await window('second-reader'));
  await reader.enter(proef);
  await reader.release(sentence);

  await dashboard(municipality, expected, labels);
  await answered(municipality);
  await onPhone(phone, walk);
  await office.compose(['vaders die in ploegen werken', 'opa’s en oma’s']);
  await reader.release(sentence);
  await renewed(municipality);
  for (const one of [lead.page, phone, office.page, reader.page, municipality])
    assert.deepEqual(one.complaints, []);
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
async function arrived(project, words) {
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

/** The researcher hears the talk, types its text, and codes three pieces of it by selecting them. */
async function coded({ page, project }, words, labels, about) {
  const desk = new Desk(page, project);
  await desk.open(words);
  const { total, loudest, moved } = await desk.listen(3_000);
  assert.ok(total >= 20_000, `${total} ms of sound`);
  assert.ok(moved >= 1, `the sound went on by ${moved} s`);
  assert.ok(loudest > 0.01, `the loudest moment was ${loudest} of full scale`);
  await desk.paste(text);
  for (const { words, code, kind } of codings)
    await desk.code(words, labels[code], kindNames[kind]);
  await desk.check();
  await onTheServer(project, about.id);
}

/** What was coded by hand is on the server, on exactly those words. */
async function onTheServer(project, interview) {
  const { items } = await researcher.get(`/projects/${project}/interviews/${interview}/codings`);
  const seen = items.map(({ quote, code, kind }) => ({ words: quote, code, kind }));
  const order = (a, b) => a.code.localeCompare(b.code);
  assert.deepEqual(seen.sort(order), codings.toSorted(order));
}

/** Interviews 1 to 24 as they were read before, and the new one with its three codings. */
const withNew = ({ interviews, codes }, about) => ({
  codes,
  interviews: [...interviews, { ...about, codings }],
});

/** The municipality has its page open before there is anything to read. */
async function waiting(project) {
  const page = await window('municipality');
  await page.goto(`/inzicht/${project}/oogopslag`);
  await heading(page, 'Er is nog geen vaste versie');
  return page;
}

/** Without being asked for again, the open page shows the version, with exactly the numbers that were worked out. */
async function dashboard(page, expected, labels) {
  await page.getByText(sentence).first().waitFor();
  await heading(page, 'Wie spraken we?');
  assert.match(await page.getByRole('main').innerText(), /\b25\s+gesprekken/);
  await follow(page, 'Wie spraken we?');
  await page.waitForURL(/wie-spraken-we$/);
  await page.getByText('vaders die in ploegen werken').waitFor();
  const lines = (await page.getByRole('main').innerText()).toLowerCase().split('\n');
  const counted = lines.filter((line) => / (ouders|jongeren)$|^\S+( alle)? gesprekken /.test(line));
  assert.deepEqual(
    counted,
    expectedReach(expected).map((line) => line.toLowerCase()),
  );

  const rows = Object.entries(expectedRows(expected));
  const groups = rows.map(([code]) => code).filter((code) => isGroup(expected, code));
  await page.goto(page.url().replace('wie-spraken-we', `themas?open=${groups.join(',')}`));
  await page.getByRole('table').waitFor();
  const drawn = rows.map(([code, row]) => [labels[code], asDrawn(row, isGroup(expected, code))]);
  assert.deepEqual(await shownRows(page, 25), Object.fromEntries(drawn));
}

const isGroup = ({ codes }, id) => codes.find((code) => code.id === id).group === '';

/** A row of the table: with its parts no word stands beside them, and only groups say how often they were asked. */
function asDrawn({ asked, word, ...row }, group) {
  return {
    ...row,
    ...(word === undefined || row.parts ? {} : { word }),
    ...(group && asked !== undefined ? { asked } : {}),
  };
}

/** The municipality answers on its screen, from the first page. */
async function answered(page) {
  await follow(page, 'In één oogopslag');
  await heading(page, /^1 bevinding wacht op uw antwoord vóór/);
  await follow(page, 'Antwoord geven');
  await heading(page, 'Uw antwoord');
  await page.getByRole('radio', { name: /^Dit gaan we doen/ }).check({ force: true });
  await page.getByLabel('Leg het uit in gewone taal').fill(reason);
  await page.getByLabel('Uw functie, geen naam').fill('beleidsadviseur jeugd');
  await page.getByRole('radio', { name: /^Ambtelijk/ }).check({ force: true });
  await press(page, 'Antwoord plaatsen');
  await page.getByText('Uw antwoord staat er.').waitFor();
  await page.getByText(reason).first().waitFor();
}

/** A page that is open offers the next version, and goes on to it where the reader is. */
async function renewed(page) {
  await page.getByText('Er is een nieuwe vaste versie').waitFor();
  await follow(page, 'Wie spraken we?');
  await page.getByText('vaders die in ploegen werken').waitFor();
  assert.equal(
    await page.getByText('opa’s en oma’s').count(),
    0,
    'nothing changes under the reader',
  );
  await press(page, 'Lees de nieuwe versie');
  await page.getByText('opa’s en oma’s').waitFor();
  assert.match(page.url(), /wie-spraken-we$/);
}

/** The key figure reads the answer. */
async function onPhone(phone, walk) {
  await phone.goto('/app/gesprekken');
  await walk.unlock();
  await phone.getByRole('link', { name: sentence }).click();
  await heading(phone, 'Dit gaan we doen');
  await phone.getByText(reason).waitFor();
}
