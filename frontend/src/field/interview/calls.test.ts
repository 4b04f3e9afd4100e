import { describe, expect, test } from 'vitest';
import { emergencyLast } from './calls';
import { loudness } from './level';

describe('calls', () => {
  test('each number once, 112 at the end, however it is written', () => {
    const call = (label: string, number: string) => ({ label, number, note: '' });
    const calls = emergencyLast(
      [
        call('112', '112'),
        call('Veilig Thuis', '0800-2000'),
        call('Veilig Thuis', '0800 2000'),
        call('Wijkteam', '010 1234567'),
        call('Ilse', '06-12 34 56 78'),
      ],
      '06 12345678',
    );
    expect(calls.map(({ label }) => label)).toEqual(['Veilig Thuis', 'Wijkteam', '112']);
  });
});

describe('level', () => {
  test.each([
    [[], 'quiet'],
    [[0.001, 0.002], 'quiet'],
    [[0, 0.08, 0], 'good'],
    [[0.9], 'loud'],
  ] as const)('%j is %s', (levels, word) => expect(loudness(levels)).toBe(word));
});
