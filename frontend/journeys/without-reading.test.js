// Somebody who reads little gives an interview. The driver knows no words: it goes by order,
// size, pictures, and recorded sound that was really played to its end.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lea, Person } from './support/api.js';
import { launch, open } from './support/browser.js';
import { keeps } from './support/kept-voices.js';
import { pairingCode, Walk } from './support/phone.js';
import { recordAll, textsOf } from './support/voices.js';

/** Steps that only the interviewer reads; all others are shared with the participant. */
const interviewer = /\/(terugvertellen|vastleggen|opnemen|notitie|samenvatting)(\/|$)/;

/** Which picture the participant means, by step; else the first card, or the largest button. */
const meant = {
  leeftijd: 'adult',
  kennen: 'bubble',
  participate: 'bubble',
  recording: 'notebook',
  quote: 'quote',
  keep: 'lock',
  hearBack: 'check',
  health: 'notebook',
  others: 'people',
};

let browser;
let project;
let guide;
let voices;
const [lead, researcher] = [new Person('lead'), new Person('researcher')];

before(async () => {
  browser = await launch();
  project = await lead.project(lea);
  const settings = (await lead.get(`/projects/${project}`)).settings;
  const [slug, version] = settings.guides[0].split('@');
  voices = await recordAll(researcher, lead, project, { slug, version });
  guide = { slug, version, path: `/projects/${project}/guides/${slug}/versions/${version}` };
  guide.texts = textsOf(await lead.get(guide.path));
});
after(() => browser.close());

/** In the page: notes which recorded sounds came to their end; what nobody recorded a local voice says. */
function keepHeard() {
  const sums = new Map();
  const make = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (blob) => {
    const url = make(blob);
    const sum = blob.arrayBuffer().then((bytes) => crypto.subtle.digest('SHA-256', bytes));
    sums.set(url, sum);
    return url;
  };
  globalThis.heardSums = [];
  globalThis.saidByDevice = 0;
  const { play } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.play = function () {
    const sum = sums.get(this.src);
    const note = async () => {
      const bytes = new Uint8Array(await sum);
      globalThis.heardSums.push([...bytes].map((b) => b.toString(16).padStart(2, '0')).join(''));
    };
    if (sum) this.addEventListener('ended', () => void note(), { once: true });
    this.defaultPlaybackRate = this.playbackRate = 8;
    return play.call(this);
  };
  const voice = { lang: 'nl-NL', name: 'own', localService: true, default: true };
  globalThis.SpeechSynthesisUtterance = class {
    constructor(text) {
      this.text = text;
    }
  };
  const synthesis = {
    getVoices: () => [voice],
    cancel: () => undefined,
    speak: (one) => {
      globalThis.saidByDevice++;
      setTimeout(() => one.onend?.(), 5);
    },
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };
  Object.defineProperty(globalThis, 'speechSynthesis', { value: synthesis });
}

/** The participant with a phone of the interviewer before them. */
class Listener {
  constructor(page) {
    this.page = page;
  }

  get step() {
    return new URL(this.page.url()).pathname.split('/').slice(4);
  }

  /** Taps the loudspeaker and listens to the end; what was heard is of the heading on this screen. */
  async listen() {
    const { page } = this;
    const speaker = page.locator('main button:has([data-icon=speaker])').first();
    await speaker.waitFor();
    await page.evaluate(() => (globalThis.heardSums.length = globalThis.saidByDevice = 0));
    await speaker.click();
    await page.waitForFunction(() => globalThis.heardSums.length + globalThis.saidByDevice > 0);
    await page.locator('main button:has([data-icon=stop])').first().waitFor({ state: 'detached' });
    await page.waitForTimeout(100);
    const ids = (await page.evaluate(() => globalThis.heardSums)).map((sum) => voices.get(sum));
    const title = (await page.locator('h1').first().innerText()).trim();
    const asked = [...guide.texts].filter(([, { nl }]) => nl.trim() === title).map(([id]) => id);
    const recordable = asked.filter((id) => [...voices.values()].includes(id));
    if (recordable.length === 0) return; // the screens' own words, said by the phone's voice
    assert.ok(
      recordable.some((id) => ids.includes(id)),
      `${this.step.join('/')}: its question has no recorded voice`,
    );
  }

  /** Every choice has a picture. */
  async pictured() {
    const choices = this.page.locator('main label:has(input)');
    for (const choice of await choices.all())
      assert.equal(
        await choice.locator('.picture [data-icon]').count(),
        1,
        `${this.step.join('/')}: a choice without a picture`,
      );
    return choices;
  }

  async choose() {
    const { page } = this;
    const [name, item = ''] = this.step;
    const picture = meant[item] ?? meant[name];
    const choices = await this.pictured();
    if ((await choices.count()) > 0) {
      const one = picture
        ? choices.filter({ has: page.locator(`[data-icon="${picture}"]`) })
        : choices.first();
      await one.locator('input').check({ force: true });
      return this.largest();
    }
    if (picture) return page.locator(`button:has([data-icon="${picture}"])`).first().click();
    const kinds = page.locator('main [role=group] button');
    if ((await kinds.count()) > 0) await kinds.first().click();
    return this.largest();
  }

  /** The largest button at the bottom, the lowest of several. */
  async largest() {
    const buttons = await this.page.locator('button.wide, a.button.wide').all();
    const sizes = await Promise.all(buttons.map((button) => button.boundingBox()));
    const area = (box) => (box ? box.width * box.height : 0);
    const most = Math.max(...sizes.map(area));
    await buttons[sizes.findIndex((box) => area(box) === most)].click();
  }
}

/** An interview by pictures and sound from the first question to the thanks; gives the steps. */
async function interview() {
  const page = await open(browser, { width: 360, height: 740 });
  await page.addInitScript(keepHeard);
  const walk = new Walk(page);
  await walk.pair(await pairingCode(lead, project));
  await keeps(page, voices.size - 1);
  await page.context().setOffline(true);
  await walk.begin();
  const listener = new Listener(page);
  const steps = [];
  for (let at = ''; !at.endsWith('/bedankt');) {
    await page.waitForURL((url) => url.pathname !== at && url.pathname.split('/').length > 4);
    await page.locator('h1').first().waitFor();
    at = new URL(page.url()).pathname;
    steps.push(listener.step.join('/'));
    if (interviewer.test(at)) {
      if (at.endsWith('/vastleggen')) await walk.write();
      else await listener.largest();
      continue;
    }
    await listener.listen();
    if (!at.endsWith('/bedankt')) await listener.choose();
  }
  assert.deepEqual(page.complaints, []);
  await page.context().close();
  return steps;
}

test('an interview can be given by somebody who does not read', async () => {
  const steps = await interview();
  for (const step of ['leeftijd', 'uitleg', 'keuze/others', 'woorden', 'bedankt'])
    assert.ok(steps.includes(step), `${step} came by: ${steps.join(' ')}`);
  assert.ok(steps.some((step) => step.startsWith('achtergrond/')));
  assert.ok(steps.some((step) => step.startsWith('vraag/')));
});

test('one voice that is missing is noticed', async () => {
  const gone = 'acquaintance.question';
  await lead.ask('DELETE', `${guide.path}/wordings/nl/${gone}/spoken`);
  await assert.rejects(interview(), /kennen: its question has no recorded voice/);
});
