import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lea, Person } from './support/api.js';
import { launch, open } from './support/browser.js';
import { numeralsOf, spokenOf } from './support/numerals.js';

/** Fields that may hold a number: n, numbers of items and rounds, dates, ids and the hash. */
const free = new Set(
  'id finding n item counterVoiceItem removed round hash commitment date dueDate doneOn on'.split(
    ' ',
  ),
);
/** Guests of the five parents: who reads, and where each may answer. */
const doors = { 'lea-municipality': 'municipality', 'school-board': 'school-board' };

let browser, guest, project;
before(async () => {
  browser = await launch();
  guest = new Person('lea-municipality');
  project = await guest.project(lea);
});
after(() => browser.close());

/** Every number, and every text with a digit, that stands outside the list: `path: value`. */
function numbersIn(value, path = '', field = '') {
  if (Array.isArray(value)) return value.flatMap((one) => numbersIn(one, path, field));
  if (value !== null && typeof value === 'object')
    return Object.entries(value).flatMap(([name, one]) =>
      free.has(name) ? [] : numbersIn(one, `${path}/${name}`, name),
    );
  return /\d/.test(String(value)) ? [`${path}: ${value}`] : [];
}

const latest = () => guest.get(`/projects/${project}/versions/latest`);

test('no answer of the API to a guest of the five parents holds a number', async () => {
  const version = await latest();
  const { paths } = await guest.get('/openapi.json');
  const reads = Object.entries(paths)
    .filter(([path, { get }]) => get && !/events|openapi/.test(path))
    .map(([path]) => path.replace('{project}', project).replace('{version}', version.id));
  const [finding] = version.columns.good;
  const filled = reads.map((path) => path.replace('{finding}', finding.finding));
  let read = 0;
  for (const path of filled.filter((one) => !one.includes('{'))) {
    const answer = await guest.call('GET', path);
    assert.ok(answer.status < 500, `${path}: ${answer.status}`);
    if (answer.status >= 400 || !path.includes(project)) continue;
    read++;
    const text = JSON.stringify(answer.body).replaceAll(version.fixedSentence, '');
    assert.deepEqual(numbersIn(JSON.parse(text)), [], path);
  }
  assert.ok(read >= 3, `versions, one version and answers were read, not ${read}`);
});

test('a guest of the five parents reads no source and no working material', async () => {
  for (const part of [
    'interviews',
    'codes',
    'findings',
    'quotes',
    'releases',
    'overview',
    'alerts',
  ])
    assert.equal((await guest.call('GET', `/projects/${project}/${part}`)).status, 403, part);
});

test('no literal words of five parents go out', async () => {
  const version = await latest();
  const points = Object.values(version.columns).flat();
  const quotes = [...points, ...version.findings].flatMap((one) => one.quotes);
  assert.ok(quotes.length > 0, 'the version holds texts of people');
  assert.deepEqual(
    quotes.filter(({ form }) => form !== 'paraphrase'),
    [],
  );
});

/** The pages of the small mode, with who may answer on the last. */
function pagesOf(version, owner) {
  const { finding } = version.columns.better.find(({ owners }) => owners.includes(owner));
  return [
    'lea',
    'wat-is-ermee-gedaan',
    'zo-is-dit-onderzocht',
    `bevindingen/${finding}`,
    `antwoord/${finding}/${owner}`,
    'er-is-hier-niets',
  ];
}

/** Everything that the page says, on the screen and on paper, aloud and in its title. */
async function checkPage(page, version, name) {
  for (const media of ['screen', 'print']) {
    await page.emulateMedia({ media });
    assert.deepEqual(numeralsOf(await page.evaluate(spokenOf), version), [], `${name}, ${media}`);
  }
  await page.emulateMedia({ media: 'screen' });
  const drawn = page.locator('meter, progress, [role=meter], [role=progressbar], svg rect, canvas');
  assert.equal(await drawn.count(), 0, `${name} draws an amount`);
}

/** Copies the page where it can be copied; tells whether it was. */
async function checkCopy(page, version, name) {
  const copy = page.getByRole('button', { name: /Kopieer als tekst|Copy as text/ });
  if (!(await copy.count())) return false;
  await copy.first().click();
  await page
    .getByText(/^(Gekopieerd|Copied)\./)
    .first()
    .waitFor();
  const copied = await page.evaluate(clipboard);
  for (const [form, text] of Object.entries(copied)) {
    assert.match(
      text,
      new RegExp(version.words.join('–')),
      `the ${form} of ${name} has the version`,
    );
    assert.deepEqual(numeralsOf([text], version), [], `${form} of ${name}`);
  }
  assert.match(copied['text/html'], /^HEADING /, `${name} keeps its headings`);
  return true;
}

/** In the page: both forms of what was copied; HTML without its tags, with a mark for its heading. */
async function clipboard() {
  const [item] = await navigator.clipboard.read();
  const plain = await (await item.getType('text/plain')).text();
  const html = await (await item.getType('text/html')).text();
  const body = new DOMParser().parseFromString(html, 'text/html').body;
  const heading = body.querySelector('h1') ? 'HEADING ' : '';
  return { 'text/plain': plain, 'text/html': heading + body.innerText };
}

for (const [door, owner] of Object.entries(doors))
  for (const locale of ['nl-NL', 'en-GB'])
    test(`no view of the five parents shows a number: ${door}, ${locale}`, async () => {
      const version = await latest();
      const page = await open(browser, { door, locale });
      let copies = 0;
      for (const path of pagesOf(version, owner)) {
        await page.goto(`/inzicht/${project}/${path}`);
        await page
          .locator('footer')
          .getByText(/5 (gesprekken|interviews)/)
          .waitFor();
        for (const width of [1280, 360]) {
          await page.setViewportSize({ width, height: 860 });
          await checkPage(page, version, `${path} at ${width}`);
        }
        if (await checkCopy(page, version, path)) copies++;
      }
      assert.ok(copies >= 3, `${copies} pages were copied`);
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    });

test('the page for the agenda prints on two sheets', async () => {
  const page = await open(browser, { door: 'lea-municipality' });
  await page.goto(`/inzicht/${project}/lea`);
  await page.locator('footer').getByText('5 gesprekken').waitFor();
  const paper = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  const sheets = paper.toString('latin1').match(/\/Type\s*\/Page(?!s)/g) ?? [];
  assert.equal(sheets.length, 2);
  await page.context().close();
});
