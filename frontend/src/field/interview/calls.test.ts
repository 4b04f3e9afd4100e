import { describe, expect, test } from 'vitest';
import { emergencyLast } from './calls';
import { hoursOfSound, loudness } from './level';
import { system } from '../install';

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

  test('room is told in whole hours, at most 99', () => {
    expect(hoursOfSound(0)).toBe(0);
    expect(hoursOfSound(100_000_000)).toBe(9);
    expect(hoursOfSound(1e12)).toBe(99);
  });
});

test.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X)', 'ios'],
  ['Mozilla/5.0 (Linux; Android 14; Pixel 8)', 'android'],
  ['Mozilla/5.0 (X11; Linux x86_64)', 'other'],
])('%s installs as %s', (agent, name) => expect(system(agent)).toBe(name));
