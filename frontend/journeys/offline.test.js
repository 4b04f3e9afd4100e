import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lea, Person } from './support/api.js';
import { launch, open } from './support/browser.js';
import { pairingCode, referenceOf, Walk } from './support/phone.js';

let browser;
before(async () => void (browser = await launch()));
after(() => browser.close());

test('a phone without network makes an interview and delivers it once', async () => {
  const lead = new Person('lead');
  const project = await lead.project(lea);
  const list = () => lead.all(`/projects/${project}/interviews`);
  const earlier = (await list()).length;
  const page = await open(browser, { width: 360, height: 780 });
  const walk = new Walk(page);
  await walk.pair(await pairingCode(lead, project));
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);

  await page.context().setOffline(true);
  await page.goto('/app/');
  await walk.unlock();
  await walk.begin();
  const words = await walk.consent(['recording', 'hearBack']);
  await walk.write();
  await walk.background();
  await walk.questions({ 'wat-gaat-goed': 'De juf belt zelf als er iets is.' });
  await walk.finish();
  await walk.close();
  await page.getByText('Wacht op internet').waitFor();
  assert.equal((await list()).length, earlier, 'nothing arrives while the phone is offline');

  await page.context().setOffline(false);
  await walk.delivered(words);
  await page.reload();
  await walk.delivered(words);
  const arrived = (await list()).filter(({ reference }) => reference === referenceOf(words));
  assert.equal(arrived.length, 1, 'it arrives once');
  assert.equal(arrived[0].state, 'arrived');
  assert.equal(arrived[0].capture, 'notes');
  assert.equal((await list()).length, earlier + 1);
  assert.deepEqual(page.complaints, []);
});
