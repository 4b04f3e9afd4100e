import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mayBegin, readiness, type Facts } from './ready';
import { awakeFrom, browserOf, insideAnotherApp, isOlder, oldest, systemOf } from './systems';

const good: Facts = {
  system: 'android',
  version: '126',
  installed: true,
  insideAnotherApp: false,
  lasting: true,
  battery: 0.8,
  charging: false,
  records: true,
  awake: 'held',
  lieStill: undefined,
};

const said = (change: Partial<Facts>) =>
  readiness({ ...good, ...change }).map(({ what, severity }) => `${severity} ${what}`);

test('a phone on which all is well is ready', () => {
  expect(said({})).toEqual([]);
  expect(mayBegin(readiness(good))).toBe(true);
});

const table: [string, Partial<Facts>, string[]][] = [
  ['opened from a message', { insideAnotherApp: true }, ['stop another-app']],
  ['a tab of Safari', { system: 'ios', version: '18.5', installed: false }, ['stop tab']],
  ['a tab elsewhere that came back', { installed: false }, ['warn tab']],
  [
    'a tab that was never closed',
    { installed: false, lasting: false },
    ['warn tab', 'stop not-lasting'],
  ],
  [
    'an iPhone of before',
    { system: 'ios', version: '15.8' },
    ['warn old-system', 'warn sleep-unknown'],
  ],
  ['an old Chrome', { version: '80' }, ['warn old-system']],
  ['no recorder', { records: false }, ['note cannot-record']],
  [
    'a window at a desk',
    { system: 'other', version: '', installed: false, lasting: false },
    ['warn tab'],
  ],
  ['an empty battery', { battery: 0.1 }, ['warn battery']],
  ['an empty battery on a charger', { battery: 0.1, charging: true }, []],
  ['a browser that says nothing of its battery', { battery: undefined }, []],
  ['no wake lock, never tried', { awake: 'none' }, ['warn sleep-unknown']],
  ['a video only, tried: it slept', { awake: 'video', lieStill: 'failed' }, ['warn sleeps']],
  ['a video only, tried: it stayed awake', { awake: 'video', lieStill: 'passed' }, []],
  [
    'an iPhone before 18.4: its lock does nothing there',
    { system: 'ios', version: '17.6' },
    ['warn sleep-unknown'],
  ],
];

describe('what is said of', () => {
  test.each(table)('%s', (_name, change, expected) => expect(said(change)).toEqual(expected));
});

test('a stop stops, and nothing else does', () => {
  for (const [name, change, expected] of table) {
    const stops = expected.some((words) => words.startsWith('stop'));
    expect(mayBegin(readiness({ ...good, ...change })), name).toBe(!stops);
  }
});

test('versions are compared by their numbers', () => {
  expect(isOlder('16.3.1', '16.4')).toBe(true);
  expect(isOlder('16.4', '16.4')).toBe(false);
  expect(isOlder('16.10', '16.4')).toBe(false);
  expect(isOlder('9', '109')).toBe(true);
  expect(isOlder('', '16.4')).toBe(false);
  const version = fc.array(fc.nat(30), { minLength: 1, maxLength: 3 }).map((all) => all.join('.'));
  fc.assert(
    fc.property(version, version, (one, other) => !(isOlder(one, other) && isOlder(other, one))),
  );
});

test('the README and the protocol for real phones name the same systems', () => {
  const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
  const { ios, android } = oldest;
  const readme = read('../../../README.md');
  expect(readme).toContain(`| iPhone and iPad | ${ios.name} ${ios.version}, `);
  expect(readme).toContain(`| Android | ${android.name} ${android.version} |`);
  expect(readme).toContain(`Before iOS ${awakeFrom.ios} `);
  const protocol = read('../../faults/DEVICES.md');
  expect(protocol).toContain(`**${ios.name} ${ios.version}**`);
  expect(protocol).toContain(`**Android with ${android.name} ${android.version}**`);
});

const agents: [string, string, string, boolean][] = [
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1',
    'ios',
    '17.6.1',
    false,
  ],
  [
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
    'android',
    '126',
    false,
  ],
  [
    'Mozilla/5.0 (Linux; Android 13; SM-A515F; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/125.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/465.0]',
    'android',
    '125',
    true,
  ],
  ['Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0', 'android', '', false],
  ['Mozilla/5.0 (Linux; Android 14; Pixel 8)', 'android', '', false],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0', 'other', '', false],
];

const browsers: [string, string][] = [
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) Version/17.6 Safari/604.1', 'safari'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) CriOS/126.0 Safari/604.1', 'other-ios'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) [FBAN/FBIOS]', 'another-app'],
  ['Mozilla/5.0 (Linux; Android 10; K) Chrome/126.0.0.0 Mobile Safari/537.36', 'chrome'],
  ['Mozilla/5.0 (Linux; Android 13) SamsungBrowser/25.0 Chrome/121.0 Mobile', 'samsung'],
  ['Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0', 'firefox'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0', 'desk'],
];

test.each(browsers)('%s has its own drawings', (agent, browser) => {
  expect(browserOf(agent)).toBe(browser);
});

test.each(agents)('%s', (agent, system, version, inside) => {
  expect(systemOf(agent)).toEqual({ system, version });
  expect(insideAnotherApp(agent)).toBe(inside);
});
