import { expect, test, vi } from 'vitest';
import { keepPlace, placeIn } from './place';
import { keepRecent, recentCodes } from './recents';

test('two people at one desk each find their own place and codes', () => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  const ilse = { id: 'project', account: { id: 'ilse' } };
  const bram = { id: 'project', account: { id: 'bram' } };
  const place = { interview: 'i', utterance: '1-1', sentence: 3, read: 4, of: 9 };
  keepPlace(ilse, place);
  keepRecent(ilse, ['regie']);
  expect([placeIn(ilse), recentCodes(ilse)]).toEqual([place, ['regie']]);
  expect([placeIn(bram), recentCodes(bram)]).toEqual([null, []]);
});
