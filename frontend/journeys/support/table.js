/** Reads the table of themes from the screen, in the form that the oracle works out. */
export async function shownRows(page, of) {
  const rows = await page.getByRole('table').evaluate(readRows);
  return Object.fromEntries(rows.map((row) => [row.label, meaning(row, of)]));
}

/** In the page: the words of each row. */
function readRows(table) {
  const words = (node) => node?.textContent.replaceAll('\u00ad', '').replace(/\s+/g, ' ').trim();
  return [...table.querySelectorAll('tbody tr')].map((row) => ({
    label: words(row.querySelector('th a')),
    note: words(row.querySelector('th small')),
    count: words(row.querySelector('td.count')),
    parts: [...row.querySelectorAll('td.part')].map(words),
    words: words(row.querySelector('td.words')),
  }));
}

/** "In 25 gesprekken gevraagd": a number, where there is one. */
function askedOf(note) {
  const asked = /^In (\d+) gesprekken gevraagd$/.exec(note ?? '');
  return asked ? { asked: Number(asked[1]) } : {};
}

function meaning({ note, ...row }, of) {
  return { ...askedOf(note), ...figures(row, of) };
}

function figures({ count, parts, words }, of) {
  if (!count) return { n: words };
  const [n, whole] = count.split(' van ').map(Number);
  if (whole !== of) throw new Error(`"${count}" is not of ${of}`);
  if (parts.length === 4) {
    const [good, mixed, better, lead] = parts.map((part) => Number(/\d+/.exec(part)));
    return { n, parts: { good, mixed, better, lead } };
  }
  const pair = /^kan beter genoemd: (\d+), de rest: (\d+) ?(.*)$/.exec(words);
  if (!pair) return { n, word: words };
  return { n, pair: { better: Number(pair[1]), rest: Number(pair[2]) }, word: pair[3] };
}
