/**
 * What rows measured and whether that is within their bars. A measurement is a
 * list of numbers (one a round or a file) or a count; pieces of a run are joined
 * before they are judged, so a percentile is one of the whole run.
 */

/** What a row starts with. */
export const nothing = () => ({ rounds: 0, measured: {}, broke: [], seeds: [] });

/** Joins two pieces of a run. */
export function joined(before, more) {
  const measured = { ...before.measured };
  for (const [name, value] of Object.entries(more.measured)) {
    const had = measured[name];
    if (Array.isArray(value)) measured[name] = [...(had ?? []), ...value];
    else measured[name] = (had ?? 0) + value;
  }
  return {
    rounds: before.rounds + more.rounds,
    measured,
    broke: [...before.broke, ...more.broke],
    seeds: [...before.seeds, ...more.seeds],
  };
}

/** Nearest rank: the smallest value that at least this part of all is not above. */
export function percentile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
}

const takes = {
  max: (all) => Math.max(...all),
  min: (all) => Math.min(...all),
  median: (all) => percentile(all, 0.5),
  p95: (all) => percentile(all, 0.95),
  sum: (all) => all.reduce((sum, one) => sum + one, 0),
};

/** The value that a bar is about; undefined when nothing was measured. */
function taken({ of, take = 'max' }, measured) {
  const value = measured[of];
  if (!Array.isArray(value)) return value;
  return value.length ? takes[take](value) : undefined;
}

/** One bar with what was measured: {words, limit, value, holds}. */
function judged(bar, measured) {
  const value = taken(bar, measured);
  const { words, unit = '' } = bar;
  const atMost = bar.atMost !== undefined;
  const bound = atMost ? bar.atMost : bar.atLeast;
  const holds = value !== undefined && (atMost ? value <= bound : value >= bound);
  const limit = `${atMost ? '≤' : '≥'} ${bound}${unit && ` ${unit}`}`;
  return { words, limit, value: value === undefined ? null : rounded(value), unit, holds };
}

const rounded = (value) => (Number.isInteger(value) ? value : Number(value.toPrecision(5)));

/**
 * Judges a whole run: it passes when rounds were done, nothing broke, and every
 * bar of the engine holds. What was never measured does not hold.
 */
export function verdict(row, engine, outcome) {
  const bars = row.bars.filter((bar) => !bar.engine || bar.engine === engine);
  const all = bars.map((bar) => judged(bar, outcome.measured));
  const passed =
    outcome.rounds > 0 && outcome.broke.length === 0 && all.every(({ holds }) => holds);
  return { bars: all, passed };
}

/** All measurements in few words: lists as least, median, p95 and most. */
export function summary(measured) {
  const one = ([name, value]) => {
    if (!Array.isArray(value)) return [name, rounded(value)];
    if (value.length === 0) return [name, null];
    const figures = ['min', 'median', 'p95', 'max'].map((take) => [
      take,
      rounded(takes[take](value)),
    ]);
    return [name, { count: value.length, ...Object.fromEntries(figures) }];
  };
  return Object.fromEntries(Object.entries(measured).map(one));
}
