import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { lea, Person } from './support/api.js';
import { launch, open, press } from './support/browser.js';
import { pairingCode, referenceOf, Walk } from './support/phone.js';

let browser;
before(async () => void (browser = await launch()));
after(() => browser.close());

const seconds = 12;

/** What a phone's own recorder would have made of the speech. */
const recorded = (...how) =>
  execFileSync(
    'ffmpeg',
    ['-v', 'error', '-i', process.env.JOURNEY_SOUND, '-t', String(seconds), ...how],
    { maxBuffer: 1 << 26 },
  );

/** As the recorder of an iPhone or a newer Android writes it: the table at its end. */
function m4a() {
  const file = `${process.env.JOURNEY_SOUND}.m4a`;
  recorded('-c:a', 'aac', '-b:a', '64k', '-y', file);
  return execFileSync('cat', [file]);
}

/** Frames of 12.2 kbit/s as old phones write them; what is heard is noise. */
function amr() {
  const frame = Buffer.alloc(32);
  const frames = Array.from({ length: seconds * 50 }, (_, n) => {
    frame.forEach((_, at) => (frame[at] = (n * 31 + at * 17) % 256));
    frame[0] = 0x3c;
    return Buffer.from(frame);
  });
  return Buffer.concat([Buffer.from('#!AMR\n'), ...frames]);
}

/** A phone whose system cannot record, at the end of a talk by notes. */
async function talked(browser) {
  const lead = new Person('lead');
  const project = await lead.project(lea);
  const page = await open(browser, { width: 360, height: 740 });
  await page.addInitScript(() => delete globalThis.MediaRecorder);
  const walk = new Walk(page);
  await walk.pair(await pairingCode(lead, project));
  await walk.begin();
  const words = await walk.consent(['hearBack']);
  await walk.step('opnemen');
  await page.getByRole('heading', { name: 'Deze telefoon kan niet opnemen' }).waitFor();
  await walk.on('Verder met notities');
  await walk.background();
  await walk.questions({ 'wat-gaat-goed': 'De juf belt zelf als er iets is.' });
  await walk.finish();
  return { page, walk, words, project };
}

/** Chooses a file, as the list of the system would give it. */
async function choose(page, name, buffer) {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: '', buffer });
}

/** The recordings once the server knows how long each is: no browser can tell that of AMR. */
async function measured(researcher, path) {
  for (let tries = 0; tries < 120; tries++) {
    const { items } = await researcher.get(path);
    if (items.every(({ milliseconds }) => milliseconds > 0)) return items;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('nobody measured the sound');
}

/** Plays the recordings of an interview as a researcher; gives how long they are together. */
async function played(project, words) {
  const researcher = new Person('researcher');
  const list = await researcher.all(`/projects/${project}/interviews?state=arrived`);
  const { id } = list.find(({ reference }) => reference === referenceOf(words));
  const items = await measured(researcher, `/projects/${project}/interviews/${id}/recordings`);
  const page = await open(browser, { door: 'researcher' });
  await page.goto(`/werkplek/${project}/coderen/${id}`);
  const place = page.getByRole('slider', { name: 'Plek in het geluid' });
  await page.getByRole('button', { name: 'Afspelen' }).click();
  let before = 0;
  for (const { part, milliseconds } of items) {
    await place.fill(String(Math.round((before + milliseconds / 2) / 500) * 500));
    before += milliseconds;
    await page.waitForFunction(
      (number) =>
        [...globalThis.playedSounds].some(
          ({ src, paused, currentTime }) =>
            src.endsWith(`/recordings/${number}/sound`) && !paused && currentTime > 6,
        ),
      part,
      { timeout: 30_000 },
    );
  }
  assert.deepEqual(page.complaints, []);
  await page.context().close();
  return items;
}

test('a phone that cannot record: sound of its own recorder arrives and can be heard', async () => {
  const { page, walk, words, project } = await talked(browser);
  await page.getByRole('link', { name: 'Geluidsbestand toevoegen' }).click();
  await walk.step('geluid');
  const added = page.getByText('Geluid toegevoegd');
  await choose(page, 'vakantie.png', Buffer.from('\x89PNG\r\n\x1a\n0000', 'latin1'));
  await press(page, 'Voeg toe');
  await page.getByText('Dit is een foto. Kies het geluid uit uw recorder.').waitFor();

  await choose(page, 'Nieuwe opname 3.m4a', m4a());
  await page.getByText('1 minuut').waitFor();
  await press(page, 'Voeg toe');
  await added.waitFor();
  await page.getByText('Wis nu de opname in uw eigen recorder.').waitFor();
  await press(page, 'Nog een geluid');
  await choose(page, 'Voice 001.amr', amr());
  await press(page, 'Voeg toe');
  await added.waitFor();
  await press(page, 'Nog een geluid');
  await choose(page, 'opname.wav', recorded('-f', 'wav', '-ar', '16000', '-'));
  await press(page, 'Voeg toe');
  await added.waitFor();
  await press(page, 'Ik heb hem gewist');
  await walk.step('klaar');
  await walk.close();
  await walk.delivered(words);
  assert.deepEqual(page.complaints, []);

  const items = await played(project, words);
  assert.deepEqual(
    items.map(({ mime, state }) => [mime, state]),
    [
      ['audio/mp4', 'present'],
      ['audio/amr', 'present'],
      ['audio/wav', 'present'],
    ],
  );
  for (const { mime, milliseconds } of items)
    assert.ok(Math.abs(milliseconds - seconds * 1000) < 300, `${mime}: ${milliseconds} ms`);
});
