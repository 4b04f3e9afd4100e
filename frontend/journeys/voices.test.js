import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lea, Person } from './support/api.js';
import { launch, open, press } from './support/browser.js';
import { keeps } from './support/kept-voices.js';
import { pairingCode, Walk } from './support/phone.js';

const question = 'Bent u 16 jaar of ouder?';

let browser;
before(async () => void (browser = await launch()));
after(() => browser.close());

/** The row of a text on the screen of translations and voices. */
async function rowOf(page, project, words) {
  await page.goto(`/werkplek/${project}/vertalingen`);
  await page.getByLabel('Taal', { exact: true }).selectOption('nl');
  await page.getByLabel('Laat zien').selectOption({ label: 'Alle teksten' });
  return page.getByRole('listitem').filter({ hasText: words }).first();
}

/** How many texts have a voice, as the screen says it. */
async function voiced(page) {
  const said = await page.getByText(/teksten hebben een stem/).innerText();
  return Number(/(\d+) van/.exec(said)[1]);
}

/** Waits until a sound of so many seconds at least was heard to its end in the page. */
const heardToItsEnd = (page, seconds) =>
  page.waitForFunction(
    (least) => [...globalThis.playedSounds].some((one) => one.ended && one.currentTime >= least),
    seconds,
  );

test('somebody records a text, another finds it right, and a phone plays it without network', async () => {
  const lead = new Person('lead');
  const project = await lead.project(lea);

  const maker = await open(browser, { door: 'researcher', width: 360, height: 740 });
  let row = await rowOf(maker, project, question);
  const before = await voiced(maker);
  await press(row, 'Spreek in');
  await maker.getByText('Lees de tekst rustig voor').waitFor();
  await row.getByText('0:02').waitFor();
  await press(row, 'Klaar');
  await press(row, 'Luister');
  await heardToItsEnd(maker, 1);
  await press(row, 'Bewaar deze stem');
  await row.getByText('U sprak dit in. Vraag iemand anders om te luisteren.').waitFor();
  assert.equal(await row.getByRole('button', { name: 'Deze stem is goed' }).count(), 0);
  assert.equal(await voiced(maker), before + 1);

  const other = await open(browser, { door: 'lead' });
  row = await rowOf(other, project, question);
  await row.getByText('Luister, en zeg of het goed is.').waitFor();
  await press(row, 'Luister');
  await heardToItsEnd(other, 1);
  await press(row, 'Deze stem is goed');
  await row.getByText(/goedgekeurd door/).waitFor();

  const phone = await open(browser, { width: 360, height: 740 });
  const walk = new Walk(phone);
  await walk.pair(await pairingCode(lead, project));
  await phone.evaluate(async () => void (await navigator.serviceWorker.ready));
  await phone.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await keeps(phone, 1);

  await phone.context().setOffline(true);
  await phone.goto('/app/');
  await walk.unlock();
  await walk.begin();
  await walk.step('leeftijd');
  await press(phone.getByRole('main'), 'Luister');
  await heardToItsEnd(phone, 1);
  await phone.getByText('Een deel heeft geen stem').waitFor(); // nobody recorded the answers

  await phone.context().setOffline(false);
  other.on('dialog', (dialog) => dialog.accept());
  await press(row, 'Haal weg');
  await row.getByRole('button', { name: 'Spreek in' }).waitFor();
  assert.equal(await voiced(other), before);
  for (const page of [maker, other, phone]) assert.deepEqual(page.complaints, []);
});

test('a file that is no sound is refused in words', async () => {
  const lead = new Person('lead');
  const page = await open(browser, { door: 'researcher' });
  const row = await rowOf(page, await lead.project(lea), question);
  const file = (name, bytes) =>
    row.locator('input[type=file]').setInputFiles({ name, mimeType: 'audio/wav', buffer: bytes });
  await file('lang.wav', Buffer.alloc((1 << 20) + 1));
  await row.getByText('Dit bestand is te groot.').waitFor();
  await file('geen.wav', Buffer.from('geen geluid'));
  await press(row, 'Bewaar deze stem');
  await row
    .getByRole('alert')
    .getByText('Dit is geen geluid dat telefoons kunnen afspelen.')
    .waitFor();
  await press(row, 'Niet doen');
  await row.getByRole('button', { name: 'Spreek in' }).waitFor();
  assert.deepEqual(page.complaints, []);
});
