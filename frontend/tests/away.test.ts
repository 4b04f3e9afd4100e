import { describe, expect, test } from 'vitest';
import { mayLock, whenAway } from '../src/field/away';
import { TestClock } from './core/support/clock';

class Page extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';
  become(state: DocumentVisibilityState) {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

function watched() {
  const page = new Page();
  const clock = new TestClock();
  let calls = 0;
  whenAway(page, clock, () => calls++);
  return { page, clock, calls: () => calls };
}

test('five minutes out of sight are long enough', async () => {
  const { page, clock, calls } = watched();
  page.become('hidden');
  await clock.pass(299_000);
  expect(calls()).toBe(0);
  await clock.pass(1_000);
  expect(calls()).toBe(1);
});

test('who comes back in time is not away, however often', async () => {
  const { page, clock, calls } = watched();
  for (let n = 0; n < 3; n++) {
    page.become('hidden');
    await clock.pass(200_000);
    page.become('visible');
    touch(page);
    await clock.pass(200_000);
  }
  expect(calls()).toBe(0);
});

test('a phone that slept, its timers too, says so when it is seen again', () => {
  const { page, clock, calls } = watched();
  page.become('hidden');
  clock.took(3_600_000);
  page.become('visible');
  expect(calls()).toBe(1);
});

const touch = (page: Page, how = 'pointerdown') => page.dispatchEvent(new Event(how));

test('ten minutes without a touch are long enough, in sight too', async () => {
  const { page, clock, calls } = watched();
  await clock.pass(599_000);
  expect(calls()).toBe(0);
  await clock.pass(1_000);
  expect(calls()).toBe(1);
  touch(page);
  await clock.pass(599_000);
  expect(calls()).toBe(1);
  await clock.pass(1_000);
  expect(calls()).toBe(2);
});

test.each(['pointerdown', 'keydown', 'wheel', 'input'])('%s is a touch', async (how) => {
  const { page, clock, calls } = watched();
  for (let n = 0; n < 10; n++) {
    await clock.pass(300_000);
    touch(page, how);
  }
  expect(calls()).toBe(0);
  await clock.pass(600_000);
  expect(calls()).toBe(1);
});

test('a phone whose timers slept asks at the first touch', () => {
  const { page, clock, calls } = watched();
  clock.took(3_600_000);
  touch(page);
  expect(calls()).toBe(1);
  touch(page);
  expect(calls()).toBe(1);
});

test('a clock that is set back does not keep it open for days', async () => {
  const { clock, calls } = watched();
  clock.set('2026-11-20T10:00:00Z');
  await clock.pass(600_000);
  expect(calls()).toBe(1);
});

describe('what keeps the phone open', () => {
  const talk = { recorder: 'off', attaching: false } as const;
  test.each([
    ['the first screen', undefined, '/app/', true],
    ['a list, with a talk behind it', talk, '/app/gesprekken', true],
    ['notes, which are the interviewer’s', talk, '/app/gesprek/abc/notitie/wat-helpt', true],
    ['a screen that the participant looks at', talk, '/app/gesprek/abc/vraag/wat-helpt', false],
    ['a choice', talk, '/app/gesprek/abc/keuze/quote', false],
    ['a recording', { ...talk, recorder: 'recording' }, '/app/gesprekken', false],
    ['a pause in it', { ...talk, recorder: 'paused' }, '/app/', false],
    ['an alarm', { ...talk, recorder: 'alarm' }, '/app/', false],
    ['a file that is being added', { ...talk, attaching: true }, '/app/', false],
    ['an address of a talk that is not open', undefined, '/app/gesprek/abc/vraag/x', true],
  ] as const)('%s', (_, held, path, locks) => {
    expect(mayLock(held, path)).toBe(locks);
  });
});
