/**
 * Offsets on the wire count Unicode code points, strings in a browser count
 * UTF-16 units: an emoji is one of the first and two of the second.
 */
const pairs = /[\uD800-\uDBFF][\uDC00-\uDFFF]/;

/** How many code points a text has. */
export const length = (text: string): number =>
  pairs.test(text) ? Array.from(text).length : text.length;

/** The unit at which a code point begins. */
export function unitOf(text: string, point: number): number {
  if (!pairs.test(text)) return Math.min(point, text.length);
  return Array.from(text).slice(0, point).join('').length;
}

/** The code point that begins at a unit; inside a pair that is the pair itself. */
export function pointOf(text: string, unit: number): number {
  if (!pairs.test(text)) return Math.min(unit, text.length);
  let units = 0;
  let points = 0;
  for (const character of text) {
    units += character.length;
    if (units > unit) break;
    points++;
  }
  return points;
}

/** Two code points moved outwards, so that no word is cut in two. */
export function wholeWords(text: string, from: number, to: number): [from: number, to: number] {
  const inside = /[\p{L}\p{M}\p{N}]/u;
  const points = Array.from(text);
  while (from > 0 && inside.test(points[from - 1]!) && inside.test(points[from] ?? '')) from--;
  while (to < points.length && to > 0 && inside.test(points[to - 1]!) && inside.test(points[to]!))
    to++;
  return [from, to];
}

/** The text between two code points. */
export const between = (text: string, from: number, to: number): string =>
  text.slice(unitOf(text, from), unitOf(text, to));
