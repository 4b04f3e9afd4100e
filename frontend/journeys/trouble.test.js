import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Person, lea, proef } from './support/api.js';
import { heading, launch, open, press } from './support/browser.js';

const password = 'een lange zin die ik onthoud';
const typed = 'Een uur werk aan deze zin.';
const lead = new Person('lead');
const researcher = new Person('researcher');
let browser, project, interviews;

before(async () => {
  browser = await launch();
  project = await lead.project(proef);
  const all = await researcher.all(`/projects/${project}/interviews?state=arrived`);
  interviews = all.filter((one) => one.checked && one.consent?.quote === 'yes');
});
after(() => browser.close());

const at = (path) => `/werkplek/${project}/${path}`;

/** Somebody types and is away until the session has ended; then the layer lies over the page. */
async function awayFrom(email) {
  const page = await open(browser);
  await page.clock.install();
  await page.goto('/werkplek/');
  await signIn(page, email);
  await heading(page, 'Kies een onderzoek');
  const words = await editing(page, interviews[0].id);
  await page.context().clearCookies();
  await page.clock.fastForward('31:00');
  await press(page, 'Bewaren');
  const layer = page.getByRole('dialog', { name: 'U bent een tijd weg geweest' });
  return { page, words, layer };
}

test('an ended session is gone on with over what was typed', async () => {
  const email = await colleague();
  const { page, words, layer } = await awayFrom(email);
  await layer.waitFor();
  assert.equal(await words.inputValue(), typed);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  assert.ok(await layer.isVisible(), 'what lies below an ended session is covered');

  await signIn(layer, email);
  await layer.waitFor({ state: 'detached' });
  assert.equal(await words.inputValue(), typed);
  await press(page, 'Bewaren');
  await page.locator('.sheet').getByText(typed).first().waitFor();
});

test('somebody else who signs in sees nothing of what was typed', async () => {
  const [email, other] = [await colleague(), await colleague()];
  const { page, words, layer } = await awayFrom(email);
  await signIn(layer, other);
  await layer.waitFor({ state: 'detached' });
  await page.locator('.sheet .utterance').first().waitFor();
  assert.equal(await words.count(), 0);
});

test('work without a request keeps the session, an empty desk does not', async () => {
  const page = await open(browser, { door: 'researcher' });
  await page.clock.install();
  const words = await editing(page, interviews[0].id);
  const renewals = [];
  page.on('request', (request) => request.url().endsWith('refreshes') && renewals.push(request));
  await page.clock.fastForward('11:00');
  assert.equal(renewals.length, 0);
  const renewed = page.waitForResponse('**/session-refreshes');
  await words.press('End');
  assert.equal((await renewed).status(), 201);
});

test('what was not saved is left neither by Back nor by a reload without a question', async () => {
  const page = await open(browser, { door: 'researcher' });
  await page.goto(at('gesprekken'));
  await page.locator('table a').first().waitFor();
  await page.locator('table a').first().click();
  const words = await typing(page);
  const coding = page.url();

  const asked = [];
  let answer = 'dismiss';
  page.on('dialog', (dialog) => (asked.push(dialog.type()), dialog[answer]()));
  await page.goBack();
  await page.waitForURL(coding);
  assert.deepEqual(asked, ['confirm']);
  assert.equal(await words.inputValue(), typed);

  await page.evaluate(() => setTimeout(() => location.reload()));
  await page.waitForEvent('dialog');
  assert.deepEqual(asked, ['confirm', 'beforeunload']);
  assert.equal(await words.inputValue(), typed);

  answer = 'accept';
  await page.goBack();
  await heading(page, 'Gesprekken');
  await page.goForward();
  await page.locator('.sheet .utterance').first().waitFor();
  assert.equal(await words.count(), 0);
});

test('the text of somebody who withdrew leaves an open desk', async () => {
  const { id } = interviews.at(-1);
  const page = await open(browser, { door: 'researcher' });
  const followed = page.waitForResponse('**/events');
  await page.goto(at(`coderen/${id}`));
  await page.locator('.sheet .utterance').first().waitFor();
  await followed;
  await lead.ask('POST', `/projects/${project}/withdrawals`, { interview: id });
  await page.locator('.sheet').waitFor({ state: 'detached' });
  await heading(page, 'Deze bladzijde is er niet');
});

test('an answer of the consent that was not kept is not shown', async () => {
  const page = await open(browser, { door: 'lead' });
  await page.goto(at(`gesprekken/${interviews[1].id}`));
  const select = page.locator('select[aria-labelledby="consent-quote"]');
  assert.equal(await select.inputValue(), 'yes');
  await page.context().setOffline(true);
  await select.selectOption('no');
  await page.getByText('Er is geen verbinding').first().waitFor();
  assert.equal(await select.inputValue(), 'yes');
});

test('who could not be signed out is told and stays', async () => {
  const page = await open(browser, { door: 'researcher' });
  await page.goto('/werkplek/');
  await page.route('**/v1/sessions/current', (route) => route.fulfill({ status: 503, body: '{}' }));
  await signOut(page);
  await page.getByText('Afmelden is niet gelukt').waitFor();
  await heading(page, 'Kies een onderzoek');
  await page.unroute('**/v1/sessions/current');
  await signOut(page);
  await heading(page, 'Aanmelden');
  await page.reload();
  await heading(page, 'Aanmelden');
});

test('a token that the server refuses is renewed, and the request repeated', async () => {
  const page = await open(browser, { door: 'researcher' });
  const seen = [];
  await page.route('**/v1/projects/*/codes', async (route) => {
    if (seen.push(route.request().method()) === 1) await route.fulfill({ status: 401, body: '{}' });
    else await route.continue();
  });
  await page.goto(at('codes'));
  await page.locator('main li').first().waitFor();
  assert.deepEqual(seen, ['GET', 'GET']);
});

test('the clock of a desk may be wrong', async () => {
  const page = await open(browser, { door: 'researcher' });
  await page.addInitScript(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + 3_600_000;
  });
  let renewals = 0;
  page.on('request', (request) => (renewals += request.url().endsWith('refreshes') ? 1 : 0));
  await page.goto(at('start'));
  await page.locator('main h2').first().waitFor();
  await page.goto(at('codes'));
  await page.getByRole('heading', { name: 'Codeboek' }).first().waitFor();
  assert.equal(renewals, 2, 'one for each time that the page is loaded');
});

test('the heading of a text has the focus once it is there', async () => {
  const page = await open(browser, { door: 'researcher' });
  await page.goto(at('gesprekken'));
  await page.locator('table a').first().waitFor();
  await page.route('**/text', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    await route.continue();
  });
  await page.locator('table a').first().click();
  await page.locator('.sheet .utterance').first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');
});

test('a quote that a colleague changed is judged and edited as it is now', async () => {
  const { id } = interviews.find((one) => one.group === 'parent');
  const { items } = await researcher.get(`/projects/${project}/interviews/${id}/codings`);
  const coding = items.find((one) => one.quote);
  const finding = await lead.ask('POST', `/projects/${project}/findings`, {
    title: 'Een vast gezicht',
    sentence: 'Het helpt als u iemand kent.',
    kind: 'good',
    codes: [coding.code],
    evidence: [coding.id],
    policyThemes: [],
    owners: ['municipality'],
  });
  const quote = {
    coding: coding.id,
    finding: finding.id,
    kind: coding.kind,
    text: 'De juf van de Merelschool belt mij.',
    form: 'paraphrase',
    label: 'een ouder',
    translated: false,
  };
  const path = `/projects/${project}/quotes/${newId()}`;
  await researcher.ask('PUT', path, quote);

  const page = await open(browser, { door: 'lead' });
  const followed = page.waitForResponse('**/events');
  await page.goto(at(`bevindingen/${finding.id}`));
  await page.locator('.quote').getByText('Merelschool').waitFor();
  await followed;
  await researcher.ask('PUT', path, { ...quote, text: 'De juf belt mij.' });
  await page.locator('.quote').getByText('De juf belt mij.').waitFor();
  await press(page.locator('.quote'), 'nee');
  await page.getByText('nee, volgens').waitFor();
  await press(page, 'Verander het citaat');
  assert.equal(await page.getByLabel('Tekst van het citaat').inputValue(), 'De juf belt mij.');
});

test('a guest goes on with an answer after the session ended', async () => {
  const study = await lead.project(lea);
  const { items } = await lead.get('/organisations?limit=100');
  const guests = items.find(({ kind }) => kind === 'municipality');
  const email = await invited(guests.id, study, 'municipality-answers');
  const lines = await lead.all(`/projects/${study}/answers`);
  const { finding } = lines.find(({ owner }) => owner === 'municipality');
  const page = await open(browser);
  await page.clock.install();
  await page.goto(`/inzicht/${study}/antwoord/${finding}/municipality`);
  await signIn(page, email);
  const reason = page.locator('textarea').first();
  await reason.fill(typed);

  await page.context().clearCookies();
  await page.clock.fastForward('31:00');
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  const layer = page.getByRole('dialog', { name: 'U bent een tijd weg geweest' });
  await signIn(layer, email);
  await layer.waitFor({ state: 'detached' });
  assert.equal(await reason.inputValue(), typed);
});

test('sound that did not come can be played once it does', async () => {
  const all = await researcher.all(`/projects/${project}/interviews?state=arrived`);
  const { id } = all.find((one) => one.sound === 'present');
  const page = await open(browser, { door: 'researcher' });
  let cut = true;
  await page.route('**/sound', (route) =>
    cut ? route.fulfill({ status: 401, body: '' }) : route.continue(),
  );
  await page.goto(at(`coderen/${id}`));
  await press(page, 'Afspelen');
  await page.getByRole('alert').getByText('Dit lukt nu niet').waitFor();
  cut = false;
  await press(page, 'Afspelen');
  const place = page.getByRole('slider', { name: 'Plek in het geluid' });
  await page.waitForFunction((input) => input.valueAsNumber > 0, await place.elementHandle());
});

/** Somebody with a password of their own, a researcher in the project. */
async function colleague() {
  const { organisation } = await lead.get('/account');
  return invited(organisation.id, project, 'researcher');
}

/** Somebody of an organisation with a role in a project; gives the address to sign in with. */
async function invited(organisation, study, role) {
  const name = `Iemand ${randomUUID().slice(0, 8)}`;
  const email = `${randomUUID()}@voorbeeld.invalid`;
  const invitations = `/organisations/${organisation}/invitations`;
  const { link } = await lead.ask('POST', invitations, { email, name });
  const token = new URL(link).hash.slice(1);
  await lead.ask('POST', '/invitation-acceptances', { token, name, password });
  const { items } = await lead.get(`/projects/${study}/member-candidates`);
  const { account } = items.find((one) => one.name === name);
  await lead.ask('PUT', `/projects/${study}/members/${account}`, { roles: [role] });
  return email;
}

async function signIn(place, email) {
  await place.getByLabel('E-mailadres').fill(email);
  await place.getByLabel('Wachtwoord', { exact: true }).fill(password);
  await press(place, 'Aanmelden');
}

async function signOut(page) {
  await page.locator('details:not([open]) > summary').click();
  await press(page, 'Afmelden');
  await page.keyboard.press('Escape');
}

async function editing(page, interview) {
  await page.goto(at(`coderen/${interview}`));
  return typing(page);
}

/** Opens the editor of the text and types over its first words; gives where. */
async function typing(page) {
  await press(page, 'Tekst veranderen');
  const words = page.locator('main ol textarea').first();
  await words.fill(typed);
  return words;
}

/** An id as the screens make them. */
const newId = () => `q${randomUUID().replaceAll(/[^a-f2-7]/g, 'a')}`.slice(0, 26);
