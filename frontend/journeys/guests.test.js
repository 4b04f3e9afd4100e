import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lea, Person } from './support/api.js';
import { launch, open } from './support/browser.js';

/** Fields that may hold a number: n, numbers of items and rounds, dates, ids and the hash. */
const free = new Set(
  'id finding n item counterVoiceItem removed round hash commitment date dueDate doneOn on'.split(
    ' ',
  ),
);

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

/** Digits in a text, after what is allowed was taken out: n, dates, hash and version words. */
function digitsIn(text, version) {
  const months =
    'januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|' +
    'jan|feb|mrt|apr|jun|jul|aug|sep|sept|okt|nov|dec';
  const allowed = [
    new RegExp(`\\b\\d{1,2}\\s(?:${months})\\b\\.?(?:\\s\\d{4})?`, 'giu'),
    new RegExp(version.hash, 'g'),
    new RegExp(`\\b${version.n}\\s(?:gesprekken|interviews)`, 'g'),
    // The list of versions: round and n, each in a column of its own.
    new RegExp(`\\t${version.round}\\t${version.n}\\t`, 'g'),
  ];
  const rest = allowed.reduce((left, pattern) => left.replace(pattern, ''), text);
  return rest.split('\n').filter((line) => /\d/.test(line));
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

test('no view of the five parents and no copied text shows a number', async () => {
  const version = await latest();
  const page = await open(browser, { door: 'lea-municipality' });
  const finding = version.columns.better[0].finding;
  const pages = [
    'lea',
    'wat-is-ermee-gedaan',
    'zo-is-dit-onderzocht',
    `bevindingen/${finding}`,
    `antwoord/${finding}/municipality`,
  ];
  let copies = 0;
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 860 });
    for (const path of pages) {
      await page.goto(`/inzicht/${project}/${path}`);
      await page.getByText(version.fixedSentence).first().waitFor();
      const text = await page.locator('body').innerText();
      assert.ok(text.includes(version.fixedSentence), path);
      assert.deepEqual(digitsIn(text, version), [], `${path} at ${width}`);
      const copy = page.getByRole('button', { name: /Kopieer als tekst/ });
      if (!(await copy.count())) continue;
      await copy.first().click();
      await page.getByText('Gekopieerd.').first().waitFor();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assert.ok(copied.includes(version.fixedSentence), `${path}: the copy has the fixed sentence`);
      assert.deepEqual(digitsIn(copied, version), [], `copy of ${path}`);
      copies++;
    }
  }
  assert.ok(copies > 0, 'at least one page was copied');
  assert.deepEqual(page.complaints, []);
});
