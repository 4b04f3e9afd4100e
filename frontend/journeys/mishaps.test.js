import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lea, Person } from './support/api.js';
import { follow, launch, open, press } from './support/browser.js';
import { takeableMicrophone } from './support/phone-screens.js';
import { pairingCode, Walk } from './support/phone.js';

let browser;
before(async () => void (browser = await launch()));
after(() => browser.close());

/** A key figure who begins a talk on a phone of 360 pixels. */
async function begun(prepare) {
  const lead = new Person('lead');
  const project = await lead.project(lea);
  const page = await open(browser, { width: 360, height: 780 });
  await prepare(page);
  const walk = new Walk(page);
  await walk.pair(await pairingCode(lead, project));
  await walk.begin();
  return { page, walk };
}

/** In the page: a store that is full when fillUp(true) was called. */
const fillable = (page) =>
  page.addInitScript(() => {
    const { put } = IDBObjectStore.prototype;
    let full = false;
    IDBObjectStore.prototype.put = function (...what) {
      if (full) throw new DOMException('full', 'QuotaExceededError');
      return put.apply(this, what);
    };
    globalThis.fillUp = (now) => (full = now);
  });

const fillUp = (page, now) => page.evaluate((full) => globalThis.fillUp(full), now);

/** Opens another screen of the talk, as "Terug" and old addresses do. */
const at = (page, step) =>
  page.evaluate((name) => {
    const place = location.pathname.split('/').slice(0, 4).join('/');
    history.pushState(null, '', `${place}/${name}`);
    dispatchEvent(new PopStateEvent('popstate'));
  }, step);

test('a full phone says what was not kept, and goes on when there is room', async () => {
  const { page, walk } = await begun(fillable);
  await walk.consent(['recording', 'hearBack']);
  await walk.write();
  await page.waitForURL(/achtergrond/);

  await fillUp(page, true);
  await follow(page, 'Ik maak me zorgen');
  await page.getByText('Deze telefoon kon het bericht niet bewaren. Bel nu.').waitFor();
  assert.equal(await page.getByText('staat klaar voor').count(), 0);
  await fillUp(page, false);
  await page.getByText('staat klaar voor').waitFor();

  await press(page, 'Naar het gesprek');
  await page.waitForURL(/achtergrond/);
  const answer = page.getByRole('main').getByRole('radio').or(page.getByRole('checkbox')).first();
  await answer.check({ force: true });
  await fillUp(page, true);
  await press(page, 'Verder');
  await page.getByText('De telefoon is vol: dit is niet bewaard.').waitFor();
  await page.getByRole('button', { name: 'Sluiten' }).click();
  await fillUp(page, false);

  await at(page, 'klaar');
  await fillUp(page, true);
  await press(page, 'Gesprek afsluiten');
  await page.getByText('De telefoon is vol: dit is niet bewaard.').waitFor();
  await fillUp(page, false);
  await press(page, 'Gesprek afsluiten');
  await page.waitForURL((url) => url.pathname === '/app/gesprekken');
  assert.deepEqual(page.complaints, []);
});

test('a recording is seen, kept awake and watched on every screen', async () => {
  const { page, walk } = await begun(async (page) => {
    await takeableMicrophone(page);
    await page.context().grantPermissions(['screen-wake-lock']);
    await page.addInitScript(() => {
      globalThis.awake = 0;
      const request = navigator.wakeLock.request.bind(navigator.wakeLock);
      navigator.wakeLock.request = async (kind) => {
        const lock = await request(kind);
        globalThis.awake++;
        lock.addEventListener('release', () => globalThis.awake--);
        return lock;
      };
    });
  });
  await walk.consent();
  await walk.record();
  const running = page.getByRole('link', { name: /Opname loopt/ });
  for (const step of ['contact', 'woorden', 'keuze/quote']) {
    await at(page, step);
    await page.waitForURL((url) => url.pathname.endsWith(step));
    await running.waitFor();
    assert.equal(await page.getByText('Microfoon is uit').count(), 0, step);
  }

  await at(page, 'keuzes');
  await follow(page, 'Mijn gesprekken');
  await page.waitForURL((url) => url.pathname === '/app/gesprekken');
  await running.waitFor();
  await page.waitForFunction(() => globalThis.awake === 1);
  await page.evaluate(() => {
    history.pushState(null, '', '/app/begin');
    dispatchEvent(new PopStateEvent('popstate'));
  });
  await running.waitFor();
  await page.evaluate(() => globalThis.takeMicrophone(true));
  await page.getByRole('alert').filter({ hasText: 'De opname is gestopt' }).waitFor();
  assert.deepEqual(page.complaints, []);
});
