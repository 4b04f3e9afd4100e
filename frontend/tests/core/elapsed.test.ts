import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Elapsed } from '../../src/core/elapsed';

const day = 86_400_000;

/** What can happen to a phone between two looks at its clocks. */
type Event = { kind: 'look' | 'sleep' | 'set'; ms: number };

const event = fc.oneof(
  fc.record({ kind: fc.constant('look' as const), ms: fc.integer({ min: 0, max: 700 }) }),
  fc.record({
    kind: fc.constant('sleep' as const),
    ms: fc.integer({ min: 3_000, max: 7_200_000 }),
  }),
  fc.record({
    kind: fc.constant('set' as const),
    ms: fc.oneof(fc.integer({ min: -3 * day, max: 0 }), fc.integer({ min: day, max: 3 * day })),
  }),
);

/** Plays the events on clocks of which the monotonic one stands still in sleep, or does not. */
function play(events: Event[], standsStill: boolean) {
  let wall = Date.parse('2026-11-24T10:00:00Z');
  let monotonic = 0;
  const elapsed = new Elapsed({ now: () => wall, monotonic: () => monotonic });
  return events.map(({ kind, ms }) => {
    const before = elapsed.now();
    wall += ms;
    if (kind === 'look' || (kind === 'sleep' && !standsStill)) monotonic += ms;
    return { truth: kind === 'set' ? 0 : ms, passed: elapsed.now() - before };
  });
}

describe('time that went by', () => {
  test('whatever sleeps and whoever sets the clock: never back, and each gap within a second', () => {
    const plays = fc.property(fc.array(event), fc.boolean(), (events, standsStill) => {
      for (const { truth, passed } of play(events, standsStill)) {
        expect(passed).toBeGreaterThanOrEqual(0);
        expect(Math.abs(passed - truth)).toBeLessThanOrEqual(1_000);
      }
    });
    fc.assert(plays, { numRuns: 500 });
  });

  test('forty minutes of sleep are forty minutes, on either kind of phone', () => {
    const night: Event[] = [{ kind: 'sleep', ms: 2_400_000 }];
    expect(play(night, true)).toEqual([{ truth: 2_400_000, passed: 2_400_000 }]);
    expect(play(night, false)).toEqual([{ truth: 2_400_000, passed: 2_400_000 }]);
  });
});
