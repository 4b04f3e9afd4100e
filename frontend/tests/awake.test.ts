import { describe, expect, test } from 'vitest';
import type { Wakefulness } from '../src/core';
import { browserAwake } from '../src/field/device/awake';
import type { Film } from '../src/field/device/film';
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

/** A film that the system lets play, or not. */
class TestFilm implements Film {
  allowed = true;
  playing = false;
  #stopped: () => void = () => undefined;
  async play() {
    if (!this.allowed) throw new DOMException('', 'NotAllowedError');
    this.playing = true;
  }
  stop() {
    this.playing = false;
  }
  onStopped(call: () => void) {
    this.#stopped = call;
  }
  /** A call comes in. */
  interrupt() {
    this.playing = false;
    this.#stopped();
  }
}

const none = undefined as unknown as Locks;

async function holding(locks = new Locks(), page = new Page(), film = new TestFilm()) {
  const clock = new TestClock();
  const said: Wakefulness[] = [];
  return begun({ clock, page, locks, said, film });
}

async function withoutLocks(film = new TestFilm()) {
  return begun({ clock: new TestClock(), page: new Page(), locks: none, said: [], film });
}

async function begun(about: {
  clock: TestClock;
  page: Page;
  locks: Locks;
  said: Wakefulness[];
  film: TestFilm;
}) {
  const means = { ...about, page: about.page as unknown as Document };
  const end = browserAwake(means).hold((how) => about.said.push(how));
  await settle();
  return { ...about, end };
}

describe('a screen that must stay on', () => {
  test('holds one lock, and lets go at the end', async () => {
    const { locks, said, end, page } = await holding();
    expect(said).toEqual(['held']);
    expect(locks.held).toBe(1);
    end();
    page.become('visible');
    await settle();
    expect(locks.held).toBe(0);
    expect(locks.given.length).toBe(1);
  });

  test('a lock that the system took away is taken again at once', async () => {
    const { locks, said } = await holding();
    await locks.given[0]!.release();
    await settle();
    expect(locks.held).toBe(1);
    expect(said).toEqual(['held', 'held']);
  });

  test('out of sight there is none; it asks again when the page is seen', async () => {
    const { locks, page } = await holding();
    page.visibilityState = 'hidden';
    await locks.given[0]!.release();
    await settle();
    expect(locks.held).toBe(0);
    page.become('visible');
    await settle();
    expect(locks.held).toBe(1);
  });

  test('refused on a low battery: a film plays, until the lock is given after all', async () => {
    const locks = new Locks();
    locks.refusing = true;
    const { clock, said, end, film } = await holding(locks);
    expect(said).toEqual(['video']);
    expect(film.playing).toBe(true);
    locks.refusing = false;
    await clock.pass(30_000);
    expect(said).toEqual(['video', 'held']);
    expect(film.playing).toBe(false);
    locks.refusing = true;
    await locks.given[0]!.release();
    await settle();
    expect(film.playing).toBe(true);
    end();
    locks.refusing = false;
    await clock.pass(60_000);
    expect(locks.held).toBe(0);
    expect(film.playing).toBe(false);
  });

  test('neither lock nor film is said, and asked again while the talk goes on', async () => {
    const film = new TestFilm();
    const locks = new Locks();
    locks.refusing = true;
    film.allowed = false;
    const { clock, said } = await holding(locks, new Page(), film);
    expect(said).toEqual(['refused']);
    film.allowed = true;
    await clock.pass(30_000);
    expect(said).toEqual(['refused', 'video']);
  });

  test('a lock that comes after the end is let go', async () => {
    const locks = new Locks();
    const means = { page: new Page() as unknown as Document, film: new TestFilm() };
    browserAwake({ ...means, locks, clock: new TestClock() }).hold(() => undefined)();
    await settle();
    expect(locks.given.length).toBe(1);
    expect(locks.held).toBe(0);
  });
});

describe('a system without wake locks', () => {
  test('plays a film while it must stay on', async () => {
    const { said, film, end } = await withoutLocks();
    expect(said).toEqual(['video']);
    expect(film.playing).toBe(true);
    end();
    expect(film.playing).toBe(false);
  });

  test('a film that a call stopped plays again, at once or when the page is seen', async () => {
    const { film, page } = await withoutLocks();
    film.interrupt();
    await settle();
    expect(film.playing).toBe(true);
    page.visibilityState = 'hidden';
    film.interrupt();
    await settle();
    expect(film.playing).toBe(false);
    page.become('visible');
    await settle();
    expect(film.playing).toBe(true);
  });

  test('a film that may not play is said', async () => {
    const film = new TestFilm();
    film.allowed = false;
    expect((await withoutLocks(film)).said).toEqual(['none']);
  });
});
