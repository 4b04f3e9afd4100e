import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Person, proef } from './support/api.js';
import { heading, launch, open, press } from './support/browser.js';

const password = 'een lange zin die ik onthoud';
const researcher = new Person('researcher');
let browser, project, coded, sound;

before(async () => {
  browser = await launch();
  project = await researcher.project(proef);
  const all = await researcher.all(`/projects/${project}/interviews?state=arrived`);
  coded = all.find((one) => one.codings > 1 && one.checked && one.consent?.quote === 'yes');
  sound = all.find((one) => one.sound === 'present');
});
after(() => browser.close());

const at = (path) => `/werkplek/${project}/${path}`;
const alertOf = (page) => page.getByRole('alert').filter({ hasText: /\S/ }).first();
const said = (page, words) => page.getByText(words).first().waitFor();

test('somebody comes in by an invitation and a password, gets roles and loses them', async () => {
  const lead = await open(browser, { door: 'lead' });
  const name = `Nieuwe ${randomUUID().slice(0, 8)}`;
  const email = `${randomUUID()}@voorbeeld.invalid`;
  await lead.goto(at('leden'));
  const invite = lead.locator('section').filter({ hasText: 'Nodig iemand uit' });
  await invite.getByLabel('Van welke organisatie?').selectOption({ label: 'De Oever' });
  await invite.getByLabel('Naam', { exact: true }).fill(name);
  await invite.getByLabel('E-mailadres').fill(email);
  await press(invite, 'Nodig uit');
  const link = new URL(await invite.locator('p.link').innerText());
  assert.match(link.hash, /^#[\w-]{43}$/);

  const page = await open(browser);
  await page.goto(link.pathname + link.hash);
  await page.getByLabel('Naam', { exact: true }).fill(name);
  await page.getByLabel('Nieuw wachtwoord').fill('kort');
  await press(page, 'Begin');
  await alertOf(page).waitFor();
  await page.getByLabel('Nieuw wachtwoord').fill(password);
  await press(page, 'Begin');
  await page.waitForURL('**/werkplek/');
  await signIn(page, email);
  await heading(page, 'Kies een onderzoek');
  await said(page, 'U werkt nog nergens aan mee');

  await lead.reload();
  await lead.getByLabel('Kies een collega of gast').selectOption({ label: `${name} (De Oever)` });
  await lead.getByRole('checkbox', { name: 'onderzoeker' }).check();
  await press(lead, 'Voeg toe');
  const row = lead.getByRole('row').filter({ hasText: name });
  await row.getByText('onderzoeker').waitFor();
  await page.reload();
  await page.getByRole('link', { name: proef }).click();
  await page.waitForURL(`**${at('start')}`);

  await row.getByRole('button', { name: /^Haal weg/ }).click();
  await press(lead.getByRole('dialog'), 'Haal uit het onderzoek');
  await row.waitFor({ state: 'detached' });
  await page.reload();
  await said(page, /Deze bladzijde is er niet|Dit is niet voor uw rol/);
});

/** Signs in where the page asks for it, after a wrong password that is refused. */
async function signIn(page, email) {
  await page.locator('h1').first().waitFor();
  if (await page.getByRole('heading', { name: 'Kies een onderzoek' }).isVisible()) {
    await page.locator('details > summary').click();
    await press(page, 'Afmelden');
  }
  await page.getByLabel('E-mailadres').fill(email);
  await page.getByLabel('Wachtwoord', { exact: true }).fill('niet dit wachtwoord');
  await press(page, 'Aanmelden');
  await alertOf(page).waitFor();
  await page.getByLabel('Wachtwoord', { exact: true }).fill(password);
  await press(page, 'Aanmelden');
}

test('a new project names all that it lacks before it can begin', async () => {
  const page = await open(browser, { door: 'lead' });
  const name = `Wijk ${randomUUID().slice(0, 8)}`;
  await page.goto('/werkplek/');
  await page.getByLabel('Naam van het onderzoek').fill(name);
  await page.getByLabel('Wie is de projectleider?').selectOption({ label: 'Ilse Brandsma' });
  await press(page, 'Begin dit onderzoek');
  const link = page.getByRole('link', { name });
  await link.waitFor();
  const lead = new Person('lead');
  const { projects } = await lead.get('/account');
  const { id } = projects.find((one) => one.name === name);
  const { missing } = await lead.get(`/projects/${id}`);
  await page.goto(`/werkplek/${id}/instellingen`);
  await said(page, `Nog ${missing.length} dingen voordat dit onderzoek kan beginnen`);
  for (const { detail } of missing)
    await page.getByRole('listitem').filter({ hasText: detail }).first().waitFor();
  assert.equal(await page.getByRole('button', { name: 'Begin het onderzoek' }).count(), 0);
  await page.getByLabel('De vraag van dit onderzoek').fill('Wat helpt ouders hier?');
  page.once('dialog', (dialog) => dialog.dismiss());
  await page.getByRole('link', { name: 'Start' }).click();
  assert.ok(
    page.url().endsWith('/instellingen'),
    'what was not saved is not left without a question',
  );
  await press(page, 'Bewaar de instellingen');
  await said(page, `Nog ${missing.length - 1} dingen`);
});

test('a quote needs a second person, and a changed one needs that person again', async () => {
  const { items } = await researcher.get(`/projects/${project}/interviews/${coded.id}/codings`);
  const made = await findingOn(items[0]);
  const page = await open(browser, { door: 'researcher' });
  await page.goto(at(`bevindingen/${made.id}`));
  await press(page, 'Maak er een citaat van');
  await press(page, 'Verander het citaat');
  await page.getByLabel('Tekst van het citaat').fill('Iemand die je kent, maakt het makkelijker.');
  await press(page, 'Bewaar het citaat');
  await said(page, 'U schreef dit citaat');
  const quote = (await page.locator('[id^="citaat-"]').getAttribute('id')).slice('citaat-'.length);

  const reader = await open(browser, { door: 'second-reader' });
  await reader.goto(`${at(`bevindingen/${made.id}`)}?citaat=${quote}`);
  await press(reader, 'nee');
  await said(reader, 'klaar voor een versie');

  await page.reload();
  await said(page, 'nee, volgens Bram Oosthuis');
  await press(page, 'Verander het citaat');
  await page.getByLabel('Tekst van het citaat').fill('Een bekend gezicht helpt.');
  await press(page, 'Bewaar het citaat');
  await said(page, 'nog niet klaar');
  await notOverwritten(page, quote);

  await stoppedBy(page, 'Citaten');
  await page.goto(at(`bevindingen/${made.id}`));
  await press(page, 'Haal de bevinding weg');
  await press(page.getByRole('dialog'), 'Haal de bevinding weg');
  await page.waitForURL(`**${at('bevindingen')}`);
});

/** A colleague's text that came in between is shown first, and replaced only by who says so. */
async function notOverwritten(page, id) {
  const path = `/projects/${project}/quotes/${id}`;
  const text = () => page.getByLabel('Tekst van het citaat');
  await press(page, 'Verander het citaat');
  await text().fill('Wie u kent, helpt u.');
  await page.route(
    `**/v1${path}`,
    async (route) => {
      const body = { ...route.request().postDataJSON(), text: 'Een bekende helpt.' };
      await researcher.ask('PUT', path, body);
      await route.continue();
    },
    { times: 1 },
  );
  await press(page, 'Bewaar het citaat');
  await said(page, 'Een bekende helpt.');
  assert.equal(await text().inputValue(), 'Wie u kent, helpt u.');
  page.once('dialog', (dialog) => dialog.accept());
  await press(page, 'Bewaar het citaat');
  await said(page, 'Wie u kent, helpt u.');
}

const findingOn = (coding) =>
  researcher.ask('POST', `/projects/${project}/findings`, {
    title: 'Een bekend gezicht',
    sentence: 'Het helpt als u iemand kent.',
    kind: 'good',
    codes: [coding.code],
    evidence: [coding.id],
    policyThemes: [],
    owners: ['municipality'],
  });

/** Composes a version that a quote stops, lets its own button take the quote out, and drops it. */
async function stoppedBy(page, rule) {
  await page.goto(at('vrijgeven'));
  await press(page, 'Stel een nieuwe versie samen');
  await page.getByLabel('Wie spraken wij niet?').fill('vaders');
  page.once('dialog', (dialog) => dialog.dismiss());
  await page.getByRole('link', { name: 'Start' }).click();
  assert.ok(page.url().endsWith('/vrijgeven'), 'a version in the making is not left unasked');
  await press(page, 'Stel samen');
  await page.waitForURL(/\/vrijgeven\/[a-z2-7]{26}$/);
  const stop = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: rule }) });
  await stop.first().waitFor();
  const stopped = page.url();
  await stop
    .getByRole('button', { name: /^Laat het citaat weg/ })
    .first()
    .click();
  await page.waitForURL((url) => String(url) !== stopped);
  await heading(page, 'Niets houdt deze versie tegen');
  await press(page, 'Gooi dit ontwerp weg');
  await press(page.getByRole('dialog'), 'Gooi dit ontwerp weg');
  await page.waitForURL(`**${at('vrijgeven')}`);
}

const files = [
  ['gesprek.txt', 'Gespreksvoerder: Hoe gaat het hier?\nMoeder: Goed, de juf belt zelf.'],
  [
    'gesprek.vtt',
    'WEBVTT\n\n00:00.000 --> 00:02.000\n<v Lezer>Hoe gaat het hier?\n\n00:02.000 --> 00:05.000\n<v Moeder>Goed, de juf belt zelf.',
  ],
  [
    'gesprek.srt',
    '1\n00:00:00,000 --> 00:00:02,000\nLezer: Hoe gaat het hier?\n\n2\n00:00:02,000 --> 00:00:05,000\nMoeder: Goed, de juf belt zelf.',
  ],
];

test('a file shows what was understood of it before it is taken over', async () => {
  const page = await open(browser, { door: 'researcher' });
  await page.goto(at(`coderen/${coded.id}`));
  await press(page, 'Tekst veranderen');
  for (const [name, text] of files) {
    await page
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: 'Neem over' }).waitFor();
    await said(page, 'Goed, de juf belt zelf.');
    await page.getByRole('button', { name: 'Niet doen' }).first().click();
    await page.getByRole('button', { name: 'Neem over' }).waitFor({ state: 'detached' });
  }
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'foto.png', mimeType: 'image/png', buffer: Buffer.from('x') });
  await alertOf(page).waitFor();
});

test('a code sits on a stretch of sound, is heard alone, undone and done again', async () => {
  const page = await open(browser, { door: 'researcher' });
  await page.goto(at(`coderen/${sound.id}`));
  const place = page.getByRole('slider', { name: 'Plek in het geluid' });
  await place.fill('2000');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Van hier' }).click();
  await place.fill('6000');
  await page.getByRole('button', { name: 'Tot hier' }).click();
  await heading(page, 'Gekozen geluid');
  await page.locator('h1').click();
  await page.keyboard.press('1');
  await page.keyboard.press('b');
  const piece = page.getByRole('button', { name: /4 seconden geluid zonder tekst/ });
  await piece.waitFor();
  await page.getByRole('button', { name: 'Beluister dit stuk' }).click();
  await page.waitForFunction(() => [...globalThis.playedSounds].some((one) => !one.paused));
  await page.waitForFunction(() => [...globalThis.playedSounds].every((one) => one.paused));
  const heard = await page.evaluate(() => [...globalThis.playedSounds].at(-1).currentTime);
  assert.ok(heard > 5.5 && heard < 7.5, `it stops near the end of the stretch, at ${heard} s`);
  await page.locator('h1').click();
  await page.keyboard.press('Control+z');
  await piece.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+y');
  await piece.waitFor();
  await onPaper(page, /, [^,]+\. 4 seconden geluid zonder tekst/);
  await page.keyboard.press('Control+z');
  await piece.waitFor({ state: 'detached' });

  await press(page, 'Tekst veranderen');
  await heading(page, 'U verandert de tekst');
  assert.equal(await page.getByRole('heading', { name: 'Gekozen geluid' }).count(), 0);
  assert.equal(await page.getByRole('button', { name: 'Van hier' }).count(), 0);
  await page.locator('h1').click();
  await page.keyboard.press('j');
  await press(page, 'Niet doen');
  await heading(page, 'Kies een stuk tekst');
});

test('a text on paper names its codes, whose they are and the words', async () => {
  const page = await open(browser, { door: 'researcher' });
  await page.goto(at(`coderen/${coded.id}`));
  await page.locator('[data-utterance]').first().waitFor();
  const { items } = await researcher.get(`/projects/${project}/interviews/${coded.id}/codings`);
  const { items: codes } = await researcher.get(`/projects/${project}/codes`);
  const coding = items.find(({ quote }) => quote);
  const { label } = codes.find(({ id }) => id === coding.code);
  await onPaper(
    page,
    new RegExp(`${label}, ${coding.coder.name}\\. “${coding.quote.slice(0, 20)}`),
  );
});

/** What a sheet of paper shows and the screen does not. */
async function onPaper(page, words) {
  const line = page.getByRole('listitem').filter({ hasText: words });
  assert.equal(await line.count(), 0, 'not on the screen');
  await page.emulateMedia({ media: 'print' });
  await line.first().waitFor();
  await page.emulateMedia({ media: null });
}

test('who was overtaken sees what the other changed, and merges both', async () => {
  const path = `/projects/${project}/codes`;
  const before = (await researcher.get(path)).items.find(({ group }) => group !== '');
  const page = await open(browser, { door: 'researcher' });
  await page.goto(at(`codes/${before.id}`));
  await page.getByLabel('Naam van de code').fill(`${before.label} hier`);
  await researcher.ask('PUT', `${path}/${before.id}`, {
    ...before,
    include: 'Wat de ander schreef.',
  });
  await press(page, 'Bewaren');
  await said(page, 'Iemand anders veranderde dit intussen');
  await said(page, 'Wat de ander schreef.');
  await press(page, 'Voeg samen en bewaar');
  await said(page, 'Bewaard.');
  const { items } = await researcher.get(path);
  const now = items.find(({ id }) => id === before.id);
  assert.deepEqual([now.label, now.include], [`${before.label} hier`, 'Wat de ander schreef.']);
  await researcher.ask('PUT', `${path}/${before.id}`, before);
});

test('counts of codes and the workbench stay with those who research', async () => {
  const [guest] = (await researcher.get(`/projects/${project}/codes`)).items;
  const municipality = new Person('municipality');
  for (const path of [
    '/codes',
    `/codes/${guest.id}/codings`,
    '/interviews',
    '/findings',
    '/quotes',
    '/releases',
    '/overview',
    `/interviews/${coded.id}/codings`,
  ]) {
    const { status } = await municipality.call('GET', `/projects/${project}${path}`);
    assert.ok(status === 403 || status === 404, `${path} answers a guest with ${status}`);
  }
});
