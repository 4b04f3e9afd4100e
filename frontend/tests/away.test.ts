import { expect, test } from 'vitest';
import { whenAway } from '../src/field/away';
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
