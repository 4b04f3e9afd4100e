import { expect, test } from 'vitest';
import type { InterviewLine } from '../core';
import { badge, overdue } from './open-talks';

const now = Date.parse('2026-11-24T12:00:00Z');
const hour = 3_600_000;

const talk = (
  id: string,
  hours: number,
  state: InterviewLine['state'] = 'open',
): InterviewLine => ({
  id,
  state,
  sent: 0,
  line: {
    reference: 'lepel wolk',
    startedAt: new Date(now - hours * hour).toISOString(),
    capture: 'notes',
    ms: 0,
  },
});

test.each([
  [23.99, undefined],
  [24, 1],
  [47.9, 1],
  [48, 2],
  [200, 8],
])('open for %d hours', (hours, days) => {
  expect(overdue([talk('a', hours)], now)?.days).toBe(days);
});

test('the oldest comes first; what was finished or practised is not overdue', () => {
  const lines = [
    talk('young', 3),
    talk('old', 30),
    talk('older', 60),
    talk('sent', 90, 'waiting'),
    talk('safe', 90, 'safe'),
    talk('practice', 90, 'practice'),
    { id: 'unreadable', state: 'open' as const, sent: 0 },
  ];
  const found = overdue(lines, now)!;
  expect(found.lines.map(({ id }) => id)).toEqual(['older', 'old']);
  expect(found.days).toBe(2);
  expect(overdue(lines.slice(3), now)).toBeUndefined();
});

test('the icon counts what is open, and nothing when nothing is', async () => {
  const said: (number | 'none')[] = [];
  const badges = {
    setAppBadge: async (count: number) => void said.push(count),
    clearAppBadge: async () => void said.push('none'),
  };
  await badge([talk('a', 1), talk('b', 50), talk('c', 2, 'waiting')], badges);
  await badge([talk('c', 2, 'waiting')], badges);
  expect(said).toEqual([2, 'none']);
  await badge([talk('a', 1)], {});
  await badge([talk('a', 1)], { setAppBadge: () => Promise.reject(new Error('not allowed')) });
});
