/**
 * In the page: everything that it says to the eye, to a screen reader or in the
 * browser's tab: its text with what is only for listening, what pictures are
 * called, what stands in fields, and the words of lists that number themselves.
 */
export function spokenOf() {
  const attributes = [
    'aria-label',
    'aria-description',
    'aria-valuetext',
    'aria-valuenow',
    'aria-setsize',
    'aria-posinset',
    'title',
    'alt',
    'placeholder',
    'value',
  ];
  const all = [...document.body.querySelectorAll('*')];
  const named = all.flatMap((one) => attributes.map((name) => one.getAttribute(name) ?? ''));
  const filled = all.map((one) => (['INPUT', 'TEXTAREA'].includes(one.tagName) ? one.value : ''));
  const drawn = [...document.querySelectorAll('svg')].map((one) => one.textContent);
  const numbered = all.flatMap((one) =>
    one.tagName === 'LI' && /decimal|roman|alpha/.test(getComputedStyle(one).listStyleType)
      ? [`numbered 1: ${one.textContent}`]
      : [],
  );
  const before = all.flatMap((one) =>
    ['::before', '::after'].map((part) => getComputedStyle(one, part).content),
  );
  for (const folded of document.querySelectorAll('details')) folded.open = true;
  const texts = [document.title, document.body.innerText];
  return [...texts, ...named, ...filled, ...drawn, ...numbered, ...before].filter(
    (text) => text && text !== 'none' && text !== 'normal',
  );
}

const months =
  'januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|' +
  'january|february|march|may|june|july|august|october|' +
  'jan|feb|mrt|mar|apr|jun|jul|aug|sep|sept|okt|oct|nov|dec';

/** What of these texts holds a digit after n, dates, hash and the list of versions were taken out. */
export function numeralsOf(texts, version) {
  const allowed = [
    new RegExp(`\\b\\d{1,2}\\s(?:${months})\\b\\.?(?:\\s\\d{4})?`, 'giu'),
    /\b\d{4}-\d{2}-\d{2}\b/g,
    new RegExp(version.hash, 'g'),
    new RegExp(`\\b${version.n}\\s+(?:gesprekken|interviews)`, 'g'),
    // The list of versions: round and n, each in a column of its own.
    new RegExp(`\\s${version.round}\\s+${version.n}\\s`, 'g'),
  ];
  const rest = (text) => allowed.reduce((left, pattern) => left.replace(pattern, ' '), text);
  return texts.flatMap((text) => rest(text).split('\n')).filter((line) => /\d/.test(line));
}
