import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, press } from './support/browser.js';
import { Walk } from './support/phone.js';

let browser;
before(async () => void (browser = await launch()));
after(() => browser.close());

const door = (page) => page.getByRole('button', { name: /^Sleutelfiguur/ });
const begins = (page) => page.getByRole('link', { name: 'Gesprek beginnen' });

test('the door of the key figure leads to the first screen in one click', async () => {
  const page = await open(browser, { width: 360, height: 780 });
  await page.goto('/');
  const [pin] = /\b\d{5}\b/.exec(await door(page).innerText()) ?? [];
  assert.ok(pin, 'the street says the PIN');
  await door(page).click();
  await begins(page).waitFor();
  assert.equal(new URL(page.url()).hash, '', 'the code does not stay in the address');

  await page.reload();
  await page.getByRole('heading', { name: 'Uw pincode' }).waitFor();
  await new Walk(page).type(pin);
  await begins(page).waitFor();

  await page.goto('/');
  await door(page).click();
  await begins(page).waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('a code in the address alone pairs nothing', async () => {
  const page = await open(browser, { width: 360, height: 780 });
  await page.goto('/app/#K7MR4X2P');
  await page.getByRole('heading', { name: 'Typ uw code' }).waitFor();
  assert.equal(await page.getByLabel('Typ uw code').inputValue(), 'K7MR4X2P');
  await press(page, 'Verder');
  await page.getByText('Deze code klopt niet').waitFor();
  await page.context().close();
});
