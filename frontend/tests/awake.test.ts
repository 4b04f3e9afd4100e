import { describe, expect, test } from 'vitest';
import type { Wakefulness } from '../src/core';
import { browserAwake } from '../src/field/device/awake';
import { settle, TestClock } from './core/support/clock';

class Page extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';
  become(state: DocumentVisibilityState) {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

class Sentinel extends EventTarget {
  released = false;
  async release() {
    if (this.released) return;
    this.released = true;
    this.dispatchEvent(new Event('release'));
  }
}

/** A system that gives wake locks until it refuses. */
class Locks {
  given: Sentinel[] = [];
  refusing = false;
  async request(): Promise<WakeLockSentinel> {
    if (this.refusing) throw new DOMException('', 'NotAllowedError');
    const sentinel = new Sentinel();
    this.given.push(sentinel);
    return sentinel as unknown as WakeLockSentinel;
  }
  get held() {
    return this.given.filter(({ released }) => !released).length;
  }
}

async function holding(locks: Locks | undefined = new Locks(), page = new Page()) {
  const clock = new TestClock();
  const said: Wakefulness[] = [];
  const end = browserAwake(page as unknown as Document, locks, clock).hold((how) => said.push(how));
  await settle();
  return { clock, page, locks, said, end };
}

describe('a screen that must stay on', () => {
  test('holds one lock, and lets go at the end', async () => {
    const { locks, said, end, page } = await holding();
    expect(said).toEqual(['held']);
    expect(locks!.held).toBe(1);
    end();
    page.become('visible');
    await settle();
    expect(locks!.held).toBe(0);
    expect(locks!.given.length).toBe(1);
  });

  test('a lock that the system took away is taken again at once', async () => {
    const { locks, said } = await holding();
    await locks!.given[0]!.release();
    await settle();
    expect(locks!.held).toBe(1);
    expect(said).toEqual(['held', 'held']);
  });

  test('out of sight there is none; it asks again when the page is seen', async () => {
    const { locks, page } = await holding();
    page.visibilityState = 'hidden';
    await locks!.given[0]!.release();
    await settle();
    expect(locks!.held).toBe(0);
    page.become('visible');
    await settle();
    expect(locks!.held).toBe(1);
  });

  test('refused on a low battery is said, and asked again while the talk goes on', async () => {
    const locks = new Locks();
    locks.refusing = true;
    const { clock, said, end } = await holding(locks);
    expect(said).toEqual(['refused']);
    locks.refusing = false;
    await clock.pass(30_000);
    expect(said).toEqual(['refused', 'held']);
    locks.refusing = true;
    await locks.given[0]!.release();
    await settle();
    end();
    locks.refusing = false;
    await clock.pass(60_000);
    expect(locks.held).toBe(0);
  });

  test('a lock that comes after the end is let go', async () => {
    const page = new Page();
    const locks = new Locks();
    const clock = new TestClock();
    browserAwake(page as unknown as Document, locks, clock).hold(() => undefined)();
    await settle();
    expect(locks.given.length).toBe(1);
    expect(locks.held).toBe(0);
  });

  test('a system without wake locks says so', async () => {
    const said: Wakefulness[] = [];
    const page = new Page() as unknown as Document;
    browserAwake(page, undefined, new TestClock()).hold((how) => said.push(how))();
    expect(said).toEqual(['none']);
  });
});
