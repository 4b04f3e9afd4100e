import { expect, test } from 'vitest';
import { lieStill, type LieStill } from '../../src/core';
import { settle, TestClock } from './support/clock';
import { TestMicrophone } from './support/microphone';
import { TestAwake, TestPresence } from './support/presence';

async function lying(seconds = 10) {
  const parts = {
    clock: new TestClock(),
    microphone: new TestMicrophone(),
    presence: new TestPresence(),
    awake: new TestAwake(),
  };
  const stop = new AbortController();
  const left: number[] = [];
  let result: LieStill | undefined;
  const done = lieStill(parts, seconds, stop.signal, (now) => left.push(now));
  void done.then((said) => (result = said));
  await settle();
  const lie = async (halfSeconds: number, speaking = true) => {
    for (let n = 0; n < halfSeconds; n++) {
      await parts.clock.pass(500);
      if (speaking) parts.microphone.speak(new Uint8Array(10));
      await settle();
    }
  };
  return { ...parts, stop, left, done, lie, result: () => result };
}

test('a phone that records all the while stays awake, and nothing is kept open', async () => {
  const test = await lying();
  await test.lie(20);
  expect(test.result()).toMatchObject({ passed: true, seconds: 10 });
  expect(test.left.slice(0, 2)).toEqual([9, 8]);
  expect(test.microphone.input!.closed).toBe(true);
});

test('a phone that gives no sound for a while fell asleep, and when', async () => {
  const test = await lying();
  await test.lie(8);
  await test.lie(10, false);
  await test.lie(4);
  expect(test.result()).toMatchObject({ passed: false, seconds: 4 });
});

test('a phone whose clocks stood still slept, whatever comes afterwards', async () => {
  const test = await lying(180);
  await test.lie(40);
  test.clock.sleep(170_000);
  await test.lie(4);
  expect(test.result()).toMatchObject({ passed: false, seconds: 20 });
});

test('an app that goes out of sight counts as asleep', async () => {
  const test = await lying();
  await test.lie(6);
  test.presence.become('hidden');
  await test.lie(2);
  test.presence.become('shown');
  await test.lie(20);
  expect(test.result()).toMatchObject({ passed: false });
});

test('whoever stops it learns nothing, and the microphone is closed', async () => {
  const test = await lying();
  await test.lie(4);
  test.stop.abort();
  expect(await test.done).toBeUndefined();
  expect(test.microphone.input!.closed).toBe(true);
});
