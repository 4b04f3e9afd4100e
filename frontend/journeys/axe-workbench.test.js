import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, proef } from './support/api.js';
import { hindrances } from './support/axe.js';
import { launch, open, press } from './support/browser.js';

/** The screens and dialogs of the workbench: a path, and what is done there before one looks. */
const byDoor = [
  {
    door: '',
    screens: [
      ['sign in', '/werkplek/'],
      ['forgotten password', '/werkplek/', (page) => press(page, 'Wachtwoord vergeten?')],
      ['refused sign in', '/werkplek/', refused],
      ['invitation', `/werkplek/uitnodiging#${'a'.repeat(43)}`],
      ['broken invitation', '/werkplek/uitnodiging'],
      ['new password', `/werkplek/wachtwoord#${'a'.repeat(43)}`],
    ],
  },
  {
    door: 'researcher',
    screens: [
      ['projects', '/werkplek/'],
      ['start', '/werkplek/:project/start'],
      [
        'menu of the account',
        '/werkplek/:project/start',
        (page) => page.locator('summary').click(),
      ],
      ['search', '/werkplek/:project/start', (page) => page.keyboard.press('Control+k')],
      ['keys', '/werkplek/:project/start', (page) => page.keyboard.press('?')],
      ['interviews', '/werkplek/:project/gesprekken'],
      ['no such interview', '/werkplek/:project/gesprekken/aaaaaaaaaaaaaaaaaaaaaaaaaa'],
      ['interview', '/werkplek/:project/gesprekken/:interview'],
      ['coding', '/werkplek/:project/coderen/:interview'],
      ['chosen words', '/werkplek/:project/coderen/:interview', choose],
      ['a code without its kind', '/werkplek/:project/coderen/:interview', pick],
      ['typed code', '/werkplek/:project/coderen/:interview', typeCode],
      ['chosen piece by a link', '/werkplek/:project/coderen/:interview?stuk=:coding'],
      ['change of a text', '/werkplek/:project/coderen/:interview', edit],
      ['what was understood', '/werkplek/:project/coderen/:interview', paste],
      ['chosen sound', '/werkplek/:project/coderen/:sound', mark],
      ['cutting of words', '/werkplek/:project/coderen/:interview', cutWords],
      ['cutting of sound', '/werkplek/:project/coderen/:sound', cutSound],
      ['what a file said', '/werkplek/:project/coderen/:interview', openFile],
      ['codebook', '/werkplek/:project/codes'],
      ['code', '/werkplek/:project/codes/:code'],
      ['new code', '/werkplek/:project/codes/nieuw'],
      ['findings', '/werkplek/:project/bevindingen'],
      ['new finding', '/werkplek/:project/bevindingen/nieuw'],
      ['refused finding', '/werkplek/:project/bevindingen/nieuw', refusedFinding],
      ['releases', '/werkplek/:project/vrijgeven'],
      ['composing', '/werkplek/:project/vrijgeven', compose],
      ['nothing here', '/werkplek/:project/er-is-hier-niets'],
    ],
  },
  {
    door: 'lead',
    screens: [
      ['people of the organisation', '/werkplek/', members],
      ['refused project', '/werkplek/', refusedProject],
      ['invitation to hand over', '/werkplek/', invite],
      ['link for a password', '/werkplek/', passwordLink],
      ['end of an account', '/werkplek/', endAccount],
      ['start of the lead', '/werkplek/:project/start'],
      ['start of a new project', '/werkplek/:empty/start'],
      ['no interviews yet', '/werkplek/:empty/gesprekken'],
      ['no findings yet', '/werkplek/:empty/bevindingen'],
      ['no version yet', '/werkplek/:empty/vrijgeven'],
      ['no phones yet', '/werkplek/:empty/apparaten'],
      ['settings of a new project', '/werkplek/:empty/instellingen'],
      ['household and contact', '/werkplek/:project/gesprekken/:heard', contact],
      ['unreadable interview', '/werkplek/:project/gesprekken/:interview', unreadable],
      ['worries', '/werkplek/:project/zorgen'],
      ['looking back', '/werkplek/:project/nabesprekingen'],
      ['talked, and not after all', '/werkplek/:project/nabesprekingen', talked],
      ['phones', '/werkplek/:project/apparaten'],
      ['people', '/werkplek/:project/leden'],
      ['roles', '/werkplek/:project/leden', (page) => first(page, /^Veranderen/)],
      ['leaving', '/werkplek/:project/leden', (page) => first(page, /^Haal weg/)],
      ['settings', '/werkplek/:project/instellingen'],
      ['closing', '/werkplek/:project/instellingen', (page) => first(page, /^Sluit het onderzoek/)],
      [
        'withdrawal',
        '/werkplek/:project/gesprekken',
        (page) => first(page, /^Trek een gesprek in/),
      ],
    ],
  },
  {
    door: 'second-reader',
    screens: [
      ['start of the second reader', '/werkplek/:project/start'],
      ['releases to read', '/werkplek/:project/vrijgeven'],
    ],
  },
];

let browser, names;
before(async () => {
  browser = await launch();
  const researcher = new Person('researcher');
  const project = await researcher.project(proef);
  const all = await researcher.all(`/projects/${project}/interviews?state=arrived`);
  const coded = all.find(({ codings }) => codings > 0);
  const { items } = await researcher.get(`/projects/${project}/interviews/${coded.id}/codings`);
  const sound = all.find((one) => one.sound === 'present');
  const coding = items[0];
  const heard = all.find(({ consent }) => consent.hearBack === 'yes');
  names = {
    project,
    empty: await emptyProject(),
    interview: coded.id,
    coding: coding.id,
    code: coding.code,
    sound: sound?.id,
    heard: heard.id,
  };
});
after(() => browser.close());

/** A project in which nothing happened yet. */
async function emptyProject() {
  const lead = new Person('lead');
  const { id, organisation } = await lead.get('/account');
  const body = { name: 'Pas begonnen', lead: id };
  const project = await lead.ask('POST', `/organisations/${organisation.id}/projects`, body);
  return project.id;
}

for (const { door, screens } of byDoor)
  test(`no hindrance at the workbench behind the door ${door || 'of everybody'}`, async () => {
    const found = [];
    const page = await open(browser, { door, width: 1280 });
    for (const [name, path, act] of screens) {
      const filled = path.replace(/:(\w+)/g, (_, part) => names[part]);
      if (filled.includes('undefined')) continue;
      await page.setViewportSize({ width: 1280, height: 860 });
      await page.goto('about:blank');
      await page.goto(filled);
      await page.locator('h1').first().waitFor({ state: 'attached' });
      await page.waitForFunction(() => !document.body.innerText.includes('Wordt opgehaald'));
      await act?.(page);
      found.push(...(await hindrances(page, name)));
    }
    assert.deepEqual(found, []);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

const first = (page, name) => page.getByRole('button', { name }).first().click();

async function refused(page) {
  await page.getByLabel('E-mailadres').fill('iemand@voorbeeld.invalid');
  await page.getByLabel('Wachtwoord', { exact: true }).fill('niet het goede woord');
  await press(page, 'Aanmelden');
  await page.getByRole('alert').filter({ hasText: /\S/ }).first().waitFor();
}

async function choose(page) {
  await page.locator('[data-utterance]').first().waitFor();
  await page.keyboard.press('j');
  await page.getByRole('heading', { name: 'Gekozen stuk' }).waitFor();
}

async function pick(page) {
  await choose(page);
  await page.keyboard.press('1');
  await page.getByText('Kies de soort').or(page.locator('section.waits')).first().waitFor();
}

async function typeCode(page) {
  await choose(page);
  await page.getByRole('combobox', { name: 'Code erbij: typ of kies' }).fill('ve');
  await page.getByRole('option').first().waitFor();
}

async function edit(page) {
  await press(page, 'Tekst veranderen');
  await page.getByRole('heading', { name: 'Tekst van dit gesprek' }).waitFor();
}

async function paste(page) {
  await edit(page);
  await page.getByText('Plak hier een tekst').first().click();
  await page
    .getByRole('textbox', { name: 'Plak hier een tekst' })
    .fill('A: Hoe gaat het?\nB: Goed.');
  await press(page, 'Lees deze tekst');
  await page.getByRole('button', { name: 'Neem over' }).waitFor();
}

async function mark(page) {
  await page.getByRole('button', { name: 'Van hier' }).click();
  await page.getByRole('slider', { name: 'Plek in het geluid' }).fill('3000');
  await page.getByRole('button', { name: 'Tot hier' }).click();
  await page.getByRole('heading', { name: 'Gekozen geluid' }).waitFor();
}

async function cutWords(page) {
  await choose(page);
  await press(page, 'Voorgoed wegknippen');
  await page.getByRole('dialog', { name: 'Dit stuk voorgoed wegknippen?' }).waitFor();
}

async function cutSound(page) {
  await mark(page);
  await press(page, 'Voorgoed wegknippen');
  await page.getByText('Dit stuk van het geluid wordt stil.').waitFor();
}

async function openFile(page) {
  await edit(page);
  const file = {
    name: 'gesprek.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('A: Hoe?\nB: Zo.'),
  };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('button', { name: 'Neem over' }).waitFor();
}

async function members(page) {
  await page.getByText('Marit Slot').first().waitFor();
}

async function refusedProject(page) {
  await members(page);
  await page.getByLabel('Wie is de projectleider?').selectOption({ label: 'Ilse Brandsma' });
  await page.getByLabel('Naam van het onderzoek').fill(' ');
  await press(page, 'Begin dit onderzoek');
  await page.getByRole('alert').filter({ hasText: /\S/ }).first().waitFor();
}

/** Chooses the research organisation in the form at this place. */
async function ofOurs(page, form) {
  await members(page);
  await page.getByLabel('Van welke organisatie?').nth(form).selectOption({ label: 'De Oever' });
}

async function invite(page) {
  await ofOurs(page, 0);
  await page.getByLabel('Naam', { exact: true }).fill('Noor de Wit');
  await page.getByLabel('E-mailadres').fill(`noor${Date.now()}@voorbeeld.invalid`);
  await press(page, 'Nodig uit');
  await page.getByText('Geef deze link zelf aan Noor de Wit.').waitFor();
}

async function passwordLink(page) {
  await ofOurs(page, 1);
  await page.getByLabel('Wie is het wachtwoord vergeten?').selectOption({ index: 1 });
  await press(page, 'Link maken');
  await page.getByRole('button', { name: 'Kopieer' }).waitFor();
}

async function endAccount(page) {
  await members(page);
  await first(page, /^Beëindigen/);
  await page.getByRole('dialog').waitFor();
}

async function contact(page) {
  page.once('dialog', (dialog) => dialog.accept());
  await press(page, 'Toon contactgegeven');
  await page
    .getByText(/Via de gespreksvoerder|^[0-9+ -]{10,}$/)
    .first()
    .waitFor();
}

/** What the lead sees when a phone's manifest cannot be read: no choices, and words to give. */
async function unreadable(page) {
  const { pathname } = new URL(page.url());
  await page.route(`**/interviews/${pathname.split('/').at(-1)}`, async (route) => {
    const answer = await route.fetch();
    const { consent, ...rest } = await answer.json();
    assert.ok(consent);
    await route.fulfill({
      response: answer,
      json: { ...rest, reference: 'niet leesbaar', review: 'invalid-part', checked: false },
    });
  });
  await page.reload();
  await page.getByRole('heading', { name: 'Geef dit gesprek twee woorden' }).waitFor();
  await page.unroute('**/interviews/**');
}

/** Notes a talk with who wanted one, and takes it back: then they ask for it again. */
async function talked(page) {
  const wants = page.getByText(/wil met u praten$/);
  const asked = page.getByRole('heading', { name: 'Wil met u praten' });
  await wants.first().waitFor();
  const before = await wants.count();
  await first(page, /^Gesproken:/);
  await page.getByRole('heading', { name: 'Gesproken' }).waitFor();
  assert.equal(await wants.count(), before - 1);
  await press(page, 'Ongedaan maken');
  await asked.waitFor();
  await page.getByRole('heading', { name: 'Gesproken' }).waitFor({ state: 'detached' });
  assert.equal(await wants.count(), before);
}

async function refusedFinding(page) {
  await press(page, 'Bewaar de bevinding');
  await page.getByRole('alert').filter({ hasText: /\S/ }).first().waitFor();
}

async function compose(page) {
  await first(page, /nieuwe versie/);
  await page.getByRole('button', { name: 'Stel samen' }).waitFor();
  await press(page, 'Voeg rijen samen');
}
