import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lea, Person } from './support/api.js';
import { heading, launch, open, press } from './support/browser.js';
import { pairingCode, Walk } from './support/phone.js';

let browser;
before(async () => void (browser = await launch()));
after(() => browser.close());

/** Where the film is, and whether it plays; nothing when there is none. */
const film = (page) =>
  page.evaluate(() => {
    const video = document.querySelector('video.awake');
    return video && { at: video.currentTime, plays: !video.paused, loops: video.loop };
  });

test('without a wake lock a film plays while a talk is recorded, and no longer', async () => {
  const lead = new Person('lead');
  const page = await open(browser, { width: 360, height: 740 });
  await page.addInitScript(() => delete Navigator.prototype.wakeLock);
  const walk = new Walk(page);
  await walk.pair(await pairingCode(lead, await lead.project(lea)));
  assert.equal(await page.evaluate(() => 'wakeLock' in navigator), false);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.context().setOffline(true); // the film is one of the files that the phone keeps
  await page.getByRole('link', { name: /Oefenen/ }).click();
  await press(page, 'Oefenen');
  await walk.answer([]);
  assert.equal(await film(page), null, 'nothing plays before something is recorded');
  await walk.record();
  await heading(page, 'Wat is fijn aan uw buurt?');
  await page.waitForFunction(() => document.querySelector('video.awake')?.currentTime > 0);
  const turned = page.evaluate(
    () =>
      new Promise((resolve) => {
        const video = document.querySelector('video.awake');
        video.addEventListener('seeked', () => resolve(video.currentTime), { once: true });
      }),
  );
  assert.ok((await turned) < 1, 'it is turned back, again and again');
  assert.deepEqual({ ...(await film(page)), at: 0 }, { at: 0, plays: true, loops: false });
  await page.evaluate(() => document.querySelector('video.awake').pause());
  await page.waitForFunction(() => !document.querySelector('video.awake').paused);

  await page.getByRole('link', { name: /Opname loopt/ }).click();
  await page.getByText('Een stil filmpje houdt het scherm aan').waitFor();
  await press(page, 'Stoppen');
  await page.waitForFunction(() => document.querySelector('video.awake') === null);
  assert.deepEqual(page.complaints, []);
});

test('a piece of the film is given when it is asked for, as Safari does', async () => {
  const page = await open(browser, { width: 360, height: 740 });
  await page.goto('/app/');
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const piece = await page.evaluate(async () => {
    const answer = await fetch('/app/awake.mp4', { headers: { Range: 'bytes=4-7' } });
    const { status, headers } = answer;
    return [status, headers.get('Content-Range'), headers.get('Content-Type'), await answer.text()];
  });
  assert.deepEqual(piece.slice(2), ['video/mp4', 'ftyp']);
  assert.equal(piece[0], 206);
  assert.match(piece[1], /^bytes 4-7\/\d+$/);
});
