import assert from 'node:assert/strict';
import { follow, heading, press } from './browser.js';

/** Somebody of the research organisation at the workbench, in one project, by its screens only. */
export class Office {
  constructor(page) {
    this.page = page;
  }

  /** Chooses the project by its name; gives its id, as the address has it. */
  async enter(name) {
    const { page } = this;
    await page.goto('/werkplek/');
    await page.getByRole('link', { name }).click();
    await page.waitForURL(/\/werkplek\/[a-z2-7]{26}\/start/);
    this.project = new URL(page.url()).pathname.split('/')[2];
    return this.project;
  }

  async go(path) {
    await this.page.goto(`/werkplek/${this.project}/${path}`);
  }

  /** Makes a code for somebody's phone; gives what the screen shows to type. */
  async pairingCode(who) {
    const { page } = this;
    await this.go('apparaten');
    await page.getByLabel('Van wie is de telefoon?').fill(who);
    await press(page, 'Maak een code');
    const card = page.locator('section').filter({ hasText: `Code voor ${who}` });
    const code = (await card.locator('p.code').innerText()).replace(/\s/g, '');
    assert.match(code, /^[A-HJKMNP-TV-Z2-9]{8}$/);
    const message = await card.getByLabel('Tekst om te sturen').inputValue();
    assert.ok(message.includes(`${code.slice(0, 4)} ${code.slice(4)}`), message);
    return code;
  }

  /** Writes a finding on its screen, resting on the pieces of text that are named. */
  async finding({ title, sentence, kind, code, evidence, owner }) {
    const { page } = this;
    await this.go('bevindingen');
    await follow(page, 'Nieuwe bevinding');
    await page.getByLabel('Titel').fill(title);
    await page.getByLabel('De bevinding in één zin').fill(sentence);
    await page.getByRole('radio', { name: kind }).check({ force: true });
    await page.getByLabel('Bij welke codes hoort dit?').selectOption({ label: code });
    await page.getByRole('checkbox', { name: owner }).check();
    await page.getByLabel('Een van de drie zinnen op de eerste bladzijde?').selectOption('1');
    await page.getByLabel('Die zin, met **nadruk** om de kern').fill(sentence);
    const pieces = page.getByRole('list', { name: 'Waar steunt dit op?' });
    for (const words of evidence)
      await pieces.getByRole('checkbox', { name: words }).first().check();
    await press(page, 'Bewaar de bevinding');
    await page.waitForURL(/\/bevindingen\/[a-z2-7]{26}$/);
    await page.getByText('Bewaard.').first().waitFor();
    return new URL(page.url()).pathname.split('/').at(-1);
  }

  /** Composes a version; gives where it stands. The one who composes cannot release it. */
  async compose(notHeard) {
    const { page } = this;
    await this.go('vrijgeven');
    await press(page, 'Stel een nieuwe versie samen');
    await page.getByLabel('Wie spraken wij niet?').fill(notHeard.join('\n'));
    await press(page, 'Stel samen');
    await page.waitForURL(/\/vrijgeven\/[a-z2-7]{26}$/);
    await heading(page, 'Niets houdt deze versie tegen');
    await page.getByRole('button', { name: 'Geef vrij', exact: true }).click({ force: true });
    await page.getByText('U stelde deze versie samen. Iemand anders geeft vrij.').waitFor();
    assert.equal(await page.getByRole('dialog').count(), 0, 'the composer gets no dialog');
    return new URL(page.url()).pathname;
  }

  /** Reads the draft as the second reader, with all that the municipality will see, and releases it. */
  async release(sentence) {
    const { page } = this;
    await this.go('vrijgeven');
    await page.getByRole('link', { name: 'Nieuwe vaste versie' }).first().click();
    await heading(page, 'Niets houdt deze versie tegen');
    await press(page, 'Bekijk zoals de gemeente');
    await page.getByText(sentence).first().waitFor();
    for (const tick of await page.getByRole('checkbox').all()) await tick.check();
    await press(page, 'Geef vrij');
    const dialog = page.getByRole('dialog');
    for (const tick of await dialog.getByRole('checkbox').all()) await tick.check();
    await press(dialog, 'Geef vrij');
    await page.getByText('De versie is vrij.').first().waitFor();
  }
}
