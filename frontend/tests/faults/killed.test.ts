import { expect, test } from 'vitest';
import row from '../../faults/f01-killed.js';
import { lacking } from '../../faults/support/needs.js';
import { verdict } from '../../faults/support/outcome.js';
import { Stage } from '../../faults/support/stage.js';

const kills = 2;

test.skipIf(lacking(row, 'chromium').length > 0)(
  `a real browser killed ${kills} times while recording loses no sound that it called safe`,
  { timeout: 120_000 },
  async () => {
    const seed = Date.now() % 1e9;
    const stage = new Stage({ engine: 'chromium', rounds: kills, seed, say: () => undefined });
    try {
      await row.run(stage);
    } finally {
      await stage.close();
    }
    const { done, measured, broke } = stage;
    const { passed, bars } = verdict(row, 'chromium', { rounds: done, measured, broke, seeds: [] });
    expect(
      { passed, bars: bars.filter((bar: { holds: boolean }) => !bar.holds) },
      `seed ${seed}`,
    ).toEqual({
      passed: true,
      bars: [],
    });
  },
);
