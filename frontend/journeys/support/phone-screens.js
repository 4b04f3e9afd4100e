import { heading, press } from './browser.js';

/**
 * Every screen of the phone, in the order in which everyScreen() comes there.
 * A screen with several faces stands here once for each.
 */
export const phoneScreens = [
  ['pair', ['koppelen', 'koppelen-fout', 'pincode', 'pincode-nogmaals', 'oefen-kort', 'begin']],
  ['around', ['gesprekken', 'installeren', 'antwoord', 'ontgrendelen', 'pincode-vergeten']],
  ['notAllowed', ['te-jong', 'liever-iemand-anders', 'niet-meedoen']],
  [
    'practise',
    ['oefenen', 'vastleggen', 'notitie-zonder-geluid', 'samenvatting', 'oefening-klaar'],
  ],
  [
    'before',
    [
      'gesprek-beginnen',
      'leeftijd',
      'kennen',
      'uitleg',
      'terugvertellen',
      'keuze/participate',
      'keuze/recording',
      'keuze/quote',
      'keuze/keep',
      'keuze/hearBack',
      'keuze/health',
      'keuze/others',
      'woorden',
      'code',
      'contact',
      'contact-nummer',
      'opnemen',
      'opnemen-gehoord',
      'achtergrond',
      'opwarmen',
    ],
  ],
  [
    'during',
    [
      'vraag',
      'vraag-makkelijker',
      'vraag-doorvragen',
      'notitie-inspreken',
      'notitie',
      'onderwerpen',
      'zorgen',
      'keuzes',
      'keuzes/quote',
      'stoppen',
      'stoppen-zeker',
      'opname',
      'opname-pauze',
      'alarm',
    ],
  ],
  [
    'after',
    [
      'betekenis',
      'betekenis-soms',
      'voorlezen',
      'voorlezen-tekst',
      'voorlezen-weg',
      'voorlezen-anders',
      'afronden',
      'wens',
      'bedankt',
      'observatie',
      'nabespreken',
      'klaar',
    ],
  ],
  [
    'sent',
    ['gesprekken-na-afloop', 'verstuurd', 'verstuurd-keuze', 'verstuurd-stoppen', 'ingetrokken'],
  ],
];

/** All names in one list. */
export const phoneScreenNames = phoneScreens.flatMap(([, names]) => names);

/** Takes the microphone away, or gives it back; called before the first page of a window opens. */
export const takeableMicrophone = (page) =>
  page.addInitScript(() => {
    const { mediaDevices } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    const tracks = [];
    let taken = false;
    mediaDevices.getUserMedia = async (what) => {
      if (taken) throw new DOMException('taken', 'NotReadableError');
      const stream = await open(what);
      tracks.push(...stream.getTracks());
      return stream;
    };
    globalThis.takeMicrophone = (now) => {
      taken = now;
      if (now) for (const track of tracks) track.stop();
    };
  });

/** Walks over every screen of the phone and calls `look` on each with its name. */
export class EveryScreen {
  /**
   * `walk` is a Walk without a look of its own; `code` pairs the phone; `revoke`
   * takes its access away.
   */
  constructor(walk, look, { code, revoke }) {
    Object.assign(this, { walk, look, code, revoke, page: walk.page });
  }

  async all() {
    for (const [part] of phoneScreens) await this[part]();
  }

  /** Goes to a place of the app without loading it again. */
  async go(path) {
    await this.page.evaluate((to) => {
      history.pushState(null, '', to);
      dispatchEvent(new PopStateEvent('popstate'));
    }, path);
    await this.page.waitForURL(
      (url) => url.pathname === path.replace(/\/$/, '') || url.pathname === path,
    );
    await this.page.locator('h1').first().waitFor({ state: 'attached' });
  }

  button(name) {
    return this.page.getByRole('button', { name });
  }

  async pair() {
    const { page, walk } = this;
    await page.goto('/app/');
    await heading(page, 'Typ uw code');
    await this.look('koppelen');
    await page.getByLabel('Typ uw code').fill('K7MR');
    await walk.on();
    await page.getByText('De code heeft 8 tekens.').waitFor();
    await this.look('koppelen-fout');
    await page.getByLabel('Typ uw code').fill(this.code);
    await walk.on();
    await heading(page, 'Kies een pincode');
    await this.look('pincode');
    await walk.type('27182');
    await heading(page, 'Nog een keer');
    await this.look('pincode-nogmaals');
    await walk.type('27182');
    await heading(page, 'Oefen 1 minuut');
    await this.look('oefen-kort');
    await page.getByRole('link', { name: 'Terug' }).click();
    await page.getByRole('link', { name: 'Gesprek beginnen' }).waitFor();
    await this.look('begin');
  }

  async around() {
    const { page } = this;
    await this.go('/app/gesprekken');
    await this.look('gesprekken');
    await this.go('/app/installeren');
    await this.look('installeren');
    await this.go('/app/gesprekken');
    await page.locator('a[href*="/app/antwoord/"]').first().click();
    await page.getByText('Wij zeiden:').waitFor();
    await this.look('antwoord');
    await page.goto('/app/');
    await heading(page, 'Uw pincode');
    await this.look('ontgrendelen');
    await this.button('Pincode vergeten?').click();
    await heading(page, 'Pincode vergeten');
    await this.look('pincode-vergeten');
    await this.button('Terug').click();
    await this.walk.unlock();
    await page.getByRole('link', { name: 'Gesprek beginnen' }).waitFor();
  }

  /** The three ways in which an interview ends before it begins. */
  async notAllowed() {
    const { walk } = this;
    await walk.begin();
    await walk.step('leeftijd');
    await walk.on('Nee, jonger dan 16');
    await this.button('Naar het begin').waitFor();
    await this.look('te-jong');
    await walk.on('Naar het begin');
    await walk.begin();
    await walk.step('leeftijd');
    await walk.on('Ja, 16 of ouder');
    await walk.step('kennen');
    await walk.on('Liever iemand anders');
    await this.look('liever-iemand-anders');
    await walk.on('Stop, bewaar niets');
    await heading(this.page, 'Dat is goed');
    await this.look('niet-meedoen');
    await walk.on('Naar het begin');
  }

  /** A practice interview without sound, to its end. */
  async practise() {
    const { page, walk } = this;
    await page.getByRole('link', { name: /Oefenen/ }).click();
    await page.getByRole('link', { name: 'Oefen een heel gesprek' }).click();
    await page.getByRole('radio', { name: 'Nederlands' }).check({ force: true });
    await this.look('oefenen');
    await walk.on();
    await walk.consent(['recording', 'hearBack']);
    await walk.step('vastleggen');
    await this.look('vastleggen');
    await page.getByRole('radio', { name: /^Opschrijven/ }).check({ force: true });
    await walk.on();
    await walk.background();
    const note = async (topic) => {
      await page.getByRole('link', { name: /^Notitie/ }).click();
      await walk.step(`notitie/${topic}`);
      await this.look('notitie-zonder-geluid');
      await walk.on('Straks inspreken');
      await page.getByText('U kunt dit na het gesprek inspreken.').waitFor();
      await walk.on('Terug naar de vraag');
      await walk.step(`vraag/${topic}`);
    };
    await walk.questions({ 'wat-gaat-goed': '' }, () =>
      note(new URL(page.url()).pathname.split('/').at(-1)),
    );
    for (const [step, button] of [
      ['afronden', 'Verder'],
      ['wens', 'Verder'],
      ['bedankt', 'Het gesprek is klaar'],
    ]) {
      await walk.step(step);
      await walk.on(button);
    }
    await walk.step('samenvatting');
    await this.look('samenvatting');
    await walk.on('Overslaan');
    for (const step of ['observatie', 'nabespreken']) {
      await walk.step(step);
      await walk.on();
    }
    await walk.step('klaar');
    await this.look('oefening-klaar');
    await walk.on('Gooi de oefening weg');
    await page.getByRole('link', { name: 'Gesprek beginnen' }).waitFor();
  }

  /** From the first button to the first question, recorded. */
  async before() {
    const { page, walk } = this;
    walk.look = (name) => {
      const shown = /^(achtergrond|opwarmen)/.exec(name)?.[1] ?? name;
      return phoneScreenNames.includes(shown) ? this.once(shown) : undefined;
    };
    await walk.begin();
    await walk.consent();
    await walk.step('opnemen');
    await walk.on('Test de microfoon');
    await page.getByText('Ik hoor u goed').waitFor();
    await this.look('opnemen-gehoord');
    await walk.on('Begin met opnemen');
    await walk.background();
    walk.look = async () => {};
  }

  #seen = new Set();

  /** Looks at a screen the first time that it comes by. */
  async once(name) {
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    await this.look(name);
    if (name !== 'contact') return;
    await this.page.getByRole('radio', { name: /telefoontje/ }).check({ force: true });
    await this.look('contact-nummer');
  }

  /** The first question and all that can be opened from there. */
  async during() {
    const { page, walk } = this;
    await page.waitForURL(/\/vraag\//);
    const question = new URL(page.url()).pathname;
    const talk = /^\/app\/gesprek\/[^/]+\//.exec(question)[0];
    const topic = question.split('/').at(-1);
    await this.look('vraag');
    await this.button('Makkelijker').click();
    await this.look('vraag-makkelijker');
    await this.button('Doorvragen').click();
    await this.look('vraag-doorvragen');
    await this.button('Doorvragen').click();
    await this.noted(topic);
    for (const name of ['onderwerpen', 'zorgen', 'keuzes', 'keuzes/quote', 'stoppen']) {
      await this.go(talk + name);
      await this.look(name);
    }
    await walk.on('Stop. Haal alles weg');
    await this.look('stoppen-zeker');
    await this.go(question);
    await this.recorder(talk);
    await this.go(question);
  }

  /** A note that is spoken and one that is typed. */
  async noted(topic) {
    const { page, walk } = this;
    await page.getByRole('link', { name: /^Notitie/ }).click();
    await walk.step(`notitie/${topic}`);
    await walk.on('Inspreken');
    await page.getByText('Spreek nu.').waitFor();
    await this.look('notitie-inspreken');
    await walk.on('Klaar met inspreken');
    await page.getByText(/Ingesproken om/).waitFor();
    await page.getByLabel('Wat hoorde u?').fill('De juf belt zelf als er iets is.');
    await this.look('notitie');
    await walk.on('Terug naar de vraag');
  }

  async recorder(talk) {
    const { page, walk } = this;
    await this.go(`${talk}opname`);
    await page.getByText('Opname loopt').waitFor();
    await this.look('opname');
    await walk.on('Pauze');
    await this.button('Neem verder op').waitFor();
    await this.look('opname-pauze');
    await walk.on('Neem verder op');
    await page.evaluate(() => globalThis.takeMicrophone(true));
    await heading(page, 'De opname is gestopt');
    await this.look('alarm');
    await page.evaluate(() => globalThis.takeMicrophone(false));
    await this.button('Weer opnemen').click();
    await page.getByText('Opname loopt').waitFor();
  }

  async after() {
    const { page, walk } = this;
    const asked = page.url();
    await walk.on('Besproken');
    await page.waitForURL((url) => String(url) !== asked);
    await walk.questions({});
    await page.waitForURL(/\/betekenis\//);
    await this.look('betekenis');
    for (const kind of ['Gaat goed', 'Kan beter']) await this.button(kind).click();
    await this.look('betekenis-soms');
    await walk.on();
    await walk.step('voorlezen');
    await this.look('voorlezen');
    await walk.on('Ja, lees maar voor');
    await page.waitForURL(/\/voorlezen\//);
    await this.look('voorlezen-tekst');
    await walk.on('Haal weg');
    await this.look('voorlezen-weg');
    await walk.on('Toch laten staan');
    await walk.on('Nee, anders');
    await this.look('voorlezen-anders');
    await walk.on('Zo klopt het');
    await walk.on('Ja, dit klopt');
    for (const [step, button] of [
      ['afronden', 'Verder'],
      ['wens', 'Verder'],
      ['bedankt', 'Het gesprek is klaar'],
      ['observatie', 'Verder'],
      ['nabespreken', 'Verder'],
    ]) {
      await walk.step(step);
      await this.look(step);
      await walk.on(button);
    }
    await walk.step('klaar');
    await this.look('klaar');
    await walk.close();
  }

  /** What was sent, and the end of this phone. */
  async sent() {
    const { page } = this;
    await heading(page, /Veilig bij/);
    await this.look('gesprekken-na-afloop');
    await page.locator('a[href^="/app/gesprekken/"]').first().click();
    await heading(page, 'Wat de deelnemer koos');
    await this.look('verstuurd');
    const here = new URL(page.url()).pathname;
    await this.go(`${here}/quote`);
    await page.getByRole('radio', { name: /^Nee/ }).check({ force: true });
    await this.look('verstuurd-keuze');
    await press(page, 'Verder');
    await heading(page, 'Wat de deelnemer koos');
    await this.go(`${here}/participate`);
    await this.look('verstuurd-stoppen');
    await page.context().setOffline(true);
    await press(page, 'Ja, haal alles weg');
    await page.getByText('Een keuze is nog niet doorgegeven').waitFor();
    await this.revoke();
    await page.context().setOffline(false);
    await page.goto('/app/');
    await this.walk.unlock();
    await heading(page, /Deze telefoon doet niet meer mee|Typ uw code/);
    await this.look('ingetrokken');
  }
}
