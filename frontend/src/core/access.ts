/**
 * Access codes: five Dutch compounds by which a participant withdraws without
 * anybody's help. The same as internal/research/access.go, tested against
 * internal/keys/testdata/codes.json. It stands alone, so that the page for
 * withdrawing can use it as well.
 */
import { base64url, randomBytes, sha256, utf8 } from './bytes';
import { nouns } from './nouns';
import type { KeptCode } from './person';
import type { Digest } from './record';

/** The largest prime of which there are compounds. Each word of a code is a number below it. */
const base = 45_139;

/** So many words; four are drawn, the last makes one wrong word or two that changed places show. */
export const codeWords = 5;

/** The numbers of the words. */
export type AccessCode = readonly number[];

/**
 * What is wrong with words that are no code. "words" are the places, from 1, of
 * those that cannot be right; without any it is some word, or their number.
 */
export interface WrongCode {
  words: number[];
  count: boolean;
}

/** Draws a code: 61.8 bits. */
export function newCode(): AccessCode {
  const drawn = Array.from({ length: codeWords - 1 }, below);
  return [...drawn, fitting([...drawn, 0], codeWords - 1)];
}

function below(): number {
  for (;;) {
    const [high, low] = randomBytes(2);
    const number = high! * 256 + low!;
    if (number < base) return number;
  }
}

/** The number that would make the code whole at one of its places. */
function fitting(code: AccessCode, place: number): number {
  const sum = code.reduce((sum, number, at) => (at === place ? sum : sum + (at + 1) * number), 0);
  let lacking = (base - (sum % base)) % base;
  while (lacking % (place + 1) !== 0) lacking += base;
  return lacking / (place + 1);
}

/** The words as they are written, one space between. */
export const wordsOf = (code: AccessCode): string => code.map(compound).join(' ');

/** A new code as a phone keeps it while the talk is there. */
export async function madeCode(): Promise<KeptCode> {
  const code = newCode();
  return { words: wordsOf(code), digest: await digestOf(code) };
}

/** What stands for a code in a manifest. */
export const digestOf = async (code: AccessCode): Promise<Digest> =>
  base64url(await sha256(utf8(`wijkstem/access-code/v1/${wordsOf(code)}`)));

function pair(number: number): [first: string, second: string] {
  const others = nouns.length - 1;
  const first = Math.floor(number / others);
  const second = number % others;
  return [nouns[first]!, nouns[second >= first ? second + 1 : second]!];
}

const compound = (number: number): string => pair(number).join('');

/**
 * Reads a code however it was typed: capitals, hyphens, lines and spaces do not
 * matter, not even inside or between words.
 */
export function readCode(typed: string): AccessCode | WrongCode {
  const words = typed.toLowerCase().match(/[a-z]+/g) ?? [];
  if (words.length === codeWords) return readWords(words);
  const { found, rest } = split(words.join(''));
  if (rest !== '' && found.length < 2 * codeWords)
    return { words: [Math.floor(found.length / 2) + 1], count: false };
  if (rest !== '' || found.length !== 2 * codeWords) return { words: [], count: true };
  return readWords(
    Array.from({ length: codeWords }, (_, at) => found[2 * at]! + found[2 * at + 1]!),
  );
}

/** Whether a reading failed. */
export const isWrong = (read: AccessCode | WrongCode): read is WrongCode => 'count' in read;

function readWords(words: readonly string[]): AccessCode | WrongCode {
  const numbers = words.map(numberOf);
  const unknown = numbers.flatMap((number, at) => (number === undefined ? [at + 1] : []));
  if (unknown.length > 0) return { words: unknown, count: false };
  const code = numbers as number[];
  return fitting(code, 0) === code[0] ? code : { words: misheard(code), count: false };
}

/** Where another word with one of the same nouns would make the code whole: most likely misheard. */
function misheard(code: AccessCode): number[] {
  return code.flatMap((number, at) => {
    const [first, second] = pair(number);
    const [one, other] = pair(fitting(code, at));
    const swapped = first === other && second === one;
    return first === one || second === other || swapped ? [at + 1] : [];
  });
}

function numberOf(word: string): number | undefined {
  const { found, rest } = split(word);
  if (rest !== '' || found.length !== 2 || found[0] === found[1]) return undefined;
  const first = nouns.indexOf(found[0]!);
  const second = nouns.indexOf(found[1]!);
  const number = first * (nouns.length - 1) + (second > first ? second - 1 : second);
  return number < base ? number : undefined;
}

/** Splits letters into nouns from the left, always the longest; "rest" is where none fits. */
function split(letters: string): { found: string[]; rest: string } {
  const found: string[] = [];
  let rest = letters;
  while (rest !== '') {
    const fits = nouns.filter((noun) => rest.startsWith(noun));
    if (fits.length === 0) break;
    const longest = fits.reduce((a, b) => (b.length > a.length ? b : a));
    found.push(longest);
    rest = rest.slice(longest.length);
  }
  return { found, rest };
}
