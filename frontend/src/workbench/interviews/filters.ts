import type { Line } from './lists';

export type Filter = 'alle' | 'coderen' | 'nakijken' | 'onderweg' | 'bekijken';

const fits: Record<Filter, (line: Line) => boolean> = {
  alle: () => true,
  coderen: (line) => line.state === 'arrived' && line.codings === 0,
  nakijken: (line) => line.state === 'arrived' && !line.checked,
  onderweg: (line) => line.state === 'arriving',
  bekijken: (line) => line.review !== undefined,
};

/** Whether a word names a filter. */
export const isFilter = (word: string | null): word is Filter =>
  word !== null && Object.hasOwn(fits, word);

/** The interviews that fit a filter and whose two words hold what was typed. */
export function filtered(lines: readonly Line[], filter: Filter, typed: string): Line[] {
  const words = typed
    .toLowerCase()
    .split(/[\s·-]+/)
    .filter(Boolean);
  return lines.filter(
    (line) => fits[filter](line) && words.every((word) => line.reference.includes(word)),
  );
}
