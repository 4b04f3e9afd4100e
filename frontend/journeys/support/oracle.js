/**
 * The numbers a release of ten people and more may show, worked out a second
 * time from the codings alone, by the rules and without looking at how the
 * server does it. Numbers are numbers here; what may not be shown is a word.
 */

const few = 'genoemd door weinigen';
const nearly = 'in vrijwel alle gesprekken';
const nearlyAsked = 'in vrijwel alle gesprekken waarin het gevraagd is';

/** Rows by code; codes that nobody named have none. */
export function expectedRows({ interviews, codes }) {
  const rows = {};
  for (const code of codes) {
    const row = expectedRow(code, codes, interviews);
    if (row.n !== 0) rows[code.id] = row;
  }
  return rows;
}

function expectedRow(code, codes, interviews) {
  const below = codes.filter(({ id, group }) => id === code.id || group === code.id);
  const kindsOf = (interview) =>
    new Set(
      interview.codings
        .filter(({ code: used, talkFirst }) => !talkFirst && below.some(({ id }) => id === used))
        .map(({ kind }) => kind)
        .filter((kind) => kind !== 'fact'),
    );
  const said = interviews.map(kindsOf).filter(({ size }) => size > 0);
  const topics = new Set(below.flatMap((one) => one.topics));
  const asked = interviews.filter((interview) => wasAsked(interview, topics));
  const unasked = interviews.filter((one) => kindsOf(one).size > 0 && !asked.includes(one)).length;
  return shown({
    n: said.length,
    of: interviews.length,
    asked: topics.size > 0 ? asked.length : undefined,
    unasked,
    good: said.filter((kinds) => kinds.has('good') && !kinds.has('better')).length,
    mixed: said.filter((kinds) => kinds.has('good') && kinds.has('better')).length,
    better: said.filter((kinds) => kinds.has('better') && !kinds.has('good')).length,
    lead: said.filter((kinds) => !kinds.has('good') && !kinds.has('better')).length,
  });
}

/** A topic was asked unless the interviewer left it open or skipped it. */
const wasAsked = ({ topics }, wanted) =>
  topics.some(({ topic, state }) => wanted.has(topic) && ['discussed', 'refused'].includes(state));

const allOrAllButOne = (n, of) => n > 0 && n >= of - 1 && n <= of;

function shown({ n, of, asked, unasked, good, mixed, better, lead }) {
  const row = { n, asked: askedShown(n, of, asked, unasked) };
  if (n === 0) return row;
  if (n < 5) return { ...row, n: few };
  if (allOrAllButOne(n, of) || (row.asked !== undefined && allOrAllButOne(n, row.asked)))
    return { ...row, n: row.asked !== undefined && row.asked < of - 1 ? nearlyAsked : nearly };
  const wholes = [of, n, row.asked ?? 0];
  const free = (cell) =>
    cell === 0 || (cell >= 5 && !wholes.some((whole) => allOrAllButOne(cell, whole)));
  const word = wordFor({ n, good, better, lead });
  if ([good, mixed, better, lead].every(free))
    return { ...row, word, parts: { good, mixed, better, lead } };
  const critical = better + mixed;
  if ([critical, n - critical].every(free))
    return { ...row, word, pair: { better: critical, rest: n - critical } };
  return { ...row, word };
}

/** "Gevraagd in k" is left out under five, and where beside n it would mislead. */
function askedShown(n, of, asked, unasked) {
  if (asked === undefined || asked < 5) return undefined;
  if (allOrAllButOne(n, of)) return asked < of - 1 ? undefined : asked;
  return unasked > 0 && allOrAllButOne(n, asked) ? undefined : asked;
}

function wordFor({ n, good, better, lead }) {
  if (good > n / 2) return 'vooral goed';
  if (better > n / 2) return 'vooral kan beter';
  return lead > n / 2 ? 'vooral ideeën' : 'verdeeld';
}

/** The lines of "Wie spraken we?", as they are drawn: a number only where it and what remains are. */
export function expectedReach({ interviews }) {
  const lines = [
    ['ouders', ({ group }) => group === 'parent'],
    ['jongeren', ({ group }) => group === 'young-person'],
    ['gesprekken in een andere taal dan Nederlands', ({ language }) => language !== 'nl'],
    ['gesprekken met een tolk', ({ interpreter }) => interpreter],
    ['gesprekken zonder geluidsopname', ({ consent }) => consent.recording !== 'yes'],
  ];
  return lines.flatMap(([words, holds]) => {
    const n = interviews.filter(holds).length;
    const rest = interviews.length - n;
    if (n === 0 || (rest >= 2 && rest <= 4 && n >= 5)) return [];
    return [`${n < 5 ? 'enkele' : rest < 2 ? 'vrijwel alle' : n} ${words}`];
  });
}
