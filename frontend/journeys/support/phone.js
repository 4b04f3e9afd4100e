import { heading, press } from './browser.js';

const choices = ['participate', 'recording', 'quote', 'keep', 'hearBack', 'health', 'others'];

/** The two words as the server writes them, from how the phone shows them ("lepel · wolk"). */
export const referenceOf = (words) => words.toLowerCase().split(' · ').join(' ');

/** Makes a pairing code in a project as its lead. */
export async function pairingCode(lead, project) {
  const invitation = { label: 'Samira' };
  const { code } = await lead.ask('POST', `/projects/${project}/device-invitations`, invitation);
  return code;
}

/** The input lies invisible over its whole row, where a finger taps. */
async function pick(place, name) {
  const radio = place.getByRole('radio', { name });
  // Out from under the buttons at the bottom, as a finger scrolls it.
  await radio.evaluate((row) => row.scrollIntoView({ block: 'center' }));
  await radio.check({ force: true });
}

/**
 * A key figure's way through the screens of the phone, by what they read there.
 * `look` is called on every screen that is reached, with its name.
 */
export class Walk {
  constructor(page, look = async () => {}) {
    this.page = page;
    this.look = look;
  }

  /** Waits for a step of the interview. */
  async step(path) {
    await this.page.waitForURL((url) => url.pathname.endsWith(`/${path}`));
    this.last = new URL(this.page.url()).pathname;
    await this.page.locator('#screen').waitFor();
    await this.look(path);
  }

  async on(name = 'Verder') {
    await press(this.page, name);
  }

  /** From the code to the first screen. */
  async pair(code, pin = '27182') {
    const { page } = this;
    await page.goto('/app/');
    await heading(page, 'Typ uw code');
    await this.look('koppelen');
    await page.getByLabel('Typ uw code').fill(code);
    await this.on();
    await heading(page, 'Kies een pincode');
    await this.look('pincode');
    await this.type(pin);
    await heading(page, 'Nog een keer');
    await this.type(pin);
    await heading(page, 'Oefen 1 minuut');
    await this.look('oefen-kort');
    await page.getByRole('link', { name: 'Terug' }).click();
    await heading(page, /^(Dag|Welkom)/);
    await page.getByRole('link', { name: 'Gesprek beginnen' }).waitFor();
    await this.look('begin');
  }

  async type(pin) {
    for (const digit of pin) await press(this.page, digit);
  }

  /** Chooses the guide and begins an interview in Dutch, with one person or more. */
  async begin(guide = '', { interpreter = false, people = '1' } = {}) {
    const { page } = this;
    await page.getByRole('link', { name: 'Gesprek beginnen' }).click();
    if (guide) await page.getByRole('link', { name: guide }).click();
    const group = (name) => page.getByRole('group', { name });
    await pick(group('In welke taal praat u?'), 'Nederlands');
    await pick(group('Met hoeveel mensen praat u?'), people);
    await pick(group('Is er een tolk bij?'), interpreter ? 'Ja' : 'Nee');
    await this.look('gesprek-beginnen');
    await this.on();
  }

  /** Age gate, explanation and the seven choices; gives the two words. */
  async consent(no = []) {
    await this.adult();
    return this.choose(no);
  }

  /** From who talks to whom to the two words and the code, which it keeps. */
  async choose(no = []) {
    await this.explain();
    await this.answer(no);
    const words = await this.twoWords();
    this.code = await this.ownCode('code');
    if (!no.includes('hearBack')) await this.contact();
    return words;
  }

  /** Several hear the explanation together; each chooses and gets a code. Gives the two words. */
  async consentOf(people) {
    await this.adult();
    await this.explain();
    this.codes = [];
    for (const [at, no] of people.entries()) {
      await this.step(`wie/${at + 1}`);
      await this.on('Ik heb de telefoon');
      await this.answer(no, `-${at + 1}`);
      this.codes.push(await this.ownCode(`eigen-code/${at + 1}`));
    }
    const words = await this.twoWords();
    if (!people.flat().includes('hearBack')) await this.contact();
    return words;
  }

  async adult() {
    await this.step('leeftijd');
    await this.on('Ja, 16 of ouder');
  }

  async explain() {
    await this.step('kennen');
    await this.on('Verder met mij');
    await this.step('uitleg');
    await this.on();
    await this.step('terugvertellen');
    await this.on('Het is duidelijk');
  }

  async answer(no, person = '') {
    for (const choice of choices) {
      await this.step(`keuze/${choice}${person}`);
      await pick(this.page, no.includes(choice) ? /^Nee/ : /^Ja/);
      await this.on();
    }
  }

  async twoWords() {
    await this.step('woorden');
    const words = (await this.page.locator('p.card').innerText()).trim();
    await this.on('Staat op het kaartje');
    return words;
  }

  /** The five words on the screen. */
  async ownCode(step) {
    await this.step(step);
    const words = await this.page.locator('.card li').allInnerTexts();
    await this.on('Ik heb de woorden');
    return words.join(' ');
  }

  async contact() {
    await this.step('contact');
    await pick(this.page, 'Ik kom het zelf vertellen');
    await this.on();
  }

  /** Tests the microphone and lets it run. */
  async record() {
    await this.step('opnemen');
    await this.on('Test de microfoon');
    await this.page.getByText('Ik hoor u goed').waitFor();
    await this.on('Begin met opnemen');
  }

  /** Without sound: writes. */
  async write() {
    await this.step('vastleggen');
    await pick(this.page, /^Opschrijven/);
    await this.on();
  }

  /** Waits until so many seconds have been recorded; the sound itself is the clock. */
  async recorded(seconds) {
    const { page } = this;
    const question = new URL(page.url()).pathname;
    await page.getByRole('link', { name: /Opname loopt/ }).click();
    await this.step('opname');
    await page.waitForFunction(
      (least) => {
        const clock = document.querySelector('[role=timer]')?.textContent ?? '';
        const [minutes, rest] = clock.trim().split(':').map(Number);
        return minutes * 60 + rest >= least;
      },
      seconds,
      { timeout: 60_000 + seconds * 1000 },
    );
    await this.on('Terug naar de vragen');
    await page.waitForURL((url) => url.pathname === question);
  }

  /** Background questions with the first answer, or with the one given for a question. */
  async background(answers = {}) {
    await this.eachStep('achtergrond', async (name) => {
      const main = this.page.getByRole('main');
      const options = main.getByRole('radio').or(main.getByRole('checkbox'));
      const chosen = answers[name] ? options.and(main.getByLabel(answers[name])) : options.first();
      await chosen.check({ force: true });
      await this.on();
    });
    await this.eachStep('opwarmen', () => this.on('Besproken'));
  }

  /** The questions: those named are talked about, with their note; others are skipped. */
  async questions(notes, during = async () => {}) {
    let first = true;
    await this.eachStep('vraag', async (topic) => {
      if (first) await during();
      first = false;
      if (notes[topic] === undefined) return this.on('Overslaan');
      if (notes[topic]) await this.note(topic, notes[topic]);
      await this.on('Besproken');
    });
  }

  async note(topic, words) {
    const { page } = this;
    await page.getByRole('link', { name: /^Notitie/ }).click();
    await this.step(`notitie/${topic}`);
    await page.getByLabel('Wat hoorde u?').fill(words);
    await this.on('Terug naar de vraag');
    await this.step(`vraag/${topic}`);
  }

  /** Meaning, read-back, closing, and what the interviewer saw, up to the last screen. */
  async finish() {
    const { page } = this;
    await this.eachStep('betekenis', async () => {
      await page.getByRole('button', { name: 'Gaat goed' }).click();
      await this.on();
    });
    if (await this.at('voorlezen')) {
      await this.step('voorlezen');
      await this.on('Ja, lees maar voor');
      await this.eachStep('voorlezen', () => this.on('Ja, dit klopt'));
    }
    await this.step('afronden');
    await this.on();
    await this.step('wens');
    await page
      .getByLabel('Schrijf hier mee')
      .fill('Dat er op het plein iemand is om iets te vragen.');
    await this.on();
    await this.step('bedankt');
    await this.on('Het gesprek is klaar');
    await this.step('observatie');
    await this.on();
    await this.step('nabespreken');
    await this.on();
    await this.step('klaar');
  }

  /** Closes the interview for good. */
  async close() {
    await this.on('Gesprek afsluiten');
    await this.page.waitForURL((url) => !url.pathname.endsWith('/klaar'));
  }

  /** Waits until the phone knows that the server has the interview with these words. */
  async delivered(words) {
    const { page } = this;
    await page.goto('/app/gesprekken');
    await this.unlock();
    await heading(page, 'Mijn gesprekken');
    const safe = page.getByRole('heading', { name: /Veilig bij/ });
    const group = page.locator('section').filter({ has: safe });
    await group.getByText(words).waitFor({ timeout: 120_000 });
  }

  async unlock(pin = '27182') {
    const { page } = this;
    const locked = page.getByRole('heading', { name: 'Uw pincode' });
    await page.locator('h1').first().waitFor();
    if (await locked.isVisible()) await this.type(pin);
  }

  /** Whether the step after the last one is this. */
  async at(name) {
    await this.page.waitForURL((url) => url.pathname !== this.last);
    return new URL(this.page.url()).pathname.endsWith(`/${name}`);
  }

  /** Does the same on every step with this name, until another comes. */
  async eachStep(name, act) {
    const { page } = this;
    const pattern = new RegExp(`/${name}/([^/]+)$`);
    const itemOf = (url) => pattern.exec(new URL(url).pathname)?.[1];
    await page.waitForURL((url) => url.pathname !== this.last);
    for (let item = itemOf(page.url()); item;) {
      await this.step(`${name}/${item}`);
      await act(item);
      const done = item;
      await page.waitForURL((url) => itemOf(String(url)) !== done);
      item = itemOf(page.url());
    }
  }
}
