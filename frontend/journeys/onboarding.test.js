import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lea, Person } from './support/api.js';
import { android, heading, launch, open } from './support/browser.js';
import { Effort } from './support/effort.js';
import { pairingCode } from './support/phone.js';

let browser;
before(async () => void (browser = await launch()));
after(() => browser.close());

/** The longest that somebody new may need, in seconds. */
const limit = 180;
/** Menu, "App installeren", "Installeren", and the new picture on the start screen. */
const systemTaps = 4;

const phone = { width: 360, height: 740, agent: android };

test('somebody new installs, pairs, practises and is ready within three minutes', async (t) => {
  const lead = new Person('lead');
  const project = await lead.project(lea);
  const list = () => lead.all(`/projects/${project}/interviews`);
  const [earlier, code] = [await list(), await pairingCode(lead, project)];
  const began = Date.now();

  const tab = await open(browser, phone);
  await tab.goto('/app/');
  await heading(tab, /op uw beginscherm/);
  const installing = new Effort(tab);
  await installing.read();
  installing.taps += systemTaps;
  await tab.context().close();

  const page = await open(browser, { ...phone, installed: true });
  const person = new Effort(page);
  await page.goto('/app/');
  await heading(page, 'Typ uw code');
  await person.touch(page.getByLabel('Typ uw code'));
  await person.type(code);
  await person.tap('button', 'Verder');
  await heading(page, 'Kies een pincode');
  await person.keypad('27182');
  await heading(page, 'Nog een keer');
  await person.keypad('27182');
  await heading(page, 'Oefen 1 minuut');
  const before = person.seconds;

  await practise(page, person);
  await heading(page, 'U bent klaar om gesprekken te voeren');
  await person.read();

  const whole = installing.seconds + person.seconds;
  const real = (Date.now() - began) / 1000;
  t.diagnostic(`installing: ${installing}`);
  t.diagnostic(`in the app: ${person}`);
  t.diagnostic(`practice alone: ${(person.seconds - before).toFixed(0)} s`);
  t.diagnostic(`together ${whole.toFixed(0)} s by the model; this run took ${real.toFixed(0)} s`);
  assert.equal(person.keys, code.length + 2 * 5, 'only the code and twice the PIN are typed');
  assert.ok(whole <= limit, `${whole.toFixed(0)} s is more than ${limit}`);
  assert.ok(real <= limit, `this run took ${real.toFixed(0)} s`);

  await person.tap('link', 'Naar het begin');
  await page.getByRole('link', { name: 'Gesprek beginnen' }).waitFor();
  await page.getByText('Nog geen gesprekken').waitFor();
  assert.deepEqual(await list(), earlier, 'a practice is never counted');
  assert.deepEqual(page.complaints, []);
});

/** The seven choices, the microphone, two questions and the alarm. */
async function practise(page, person) {
  await page.getByRole('button', { name: 'Oefenen' }).waitFor();
  await person.tap('button', 'Oefenen');
  for (let choice = 1; choice <= 7; choice++) {
    await page.getByText(`Keuze ${choice} van 7`).waitFor();
    await page.getByText('Oefenen: dit telt niet mee').waitFor();
    await person.read();
    await person.touch(page.getByRole('radio', { name: /^Ja/ }));
    await person.tap('button', 'Verder');
  }
  await person.tap('button', 'Test de microfoon');
  await page.getByText('Ik hoor u goed').waitFor();
  person.wait(3);
  await person.tap('button', 'Begin met opnemen');
  await heading(page, 'Wat is fijn aan uw buurt?');
  await person.tap('button', 'Besproken');
  await heading(page, 'De opname is gestopt');
  await person.tap('button', 'Weer opnemen');
  await page.getByRole('link', { name: /Opname loopt/ }).waitFor();
  await person.tap('button', 'Besproken');
  await heading(page, 'De oefening is klaar');
  await person.tap('button', 'Gooi de oefening weg');
}
