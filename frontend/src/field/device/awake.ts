/** Keeps the screen on by the browser's wake lock, and takes it again whenever it was taken away. */
import type { Awake, Clock, Wakefulness } from '../../core';

/** The page, of which only this is needed. */
type Page = Pick<Document, 'addEventListener' | 'removeEventListener' | 'visibilityState'>;

/** Refused on a low battery: perhaps somebody plugs it in. */
const askAgainAfter = 30_000;

export const browserAwake = (
  page: Page,
  locks: Pick<WakeLock, 'request'> | undefined,
  clock: Pick<Clock, 'after'>,
): Awake => ({
  hold: (say) => {
    if (!locks) {
      say('none');
      return () => undefined;
    }
    const holding = new Holding(page, locks, clock, say);
    return () => holding.end();
  },
});

class Holding {
  readonly #page: Page;
  readonly #locks: Pick<WakeLock, 'request'>;
  readonly #clock: Pick<Clock, 'after'>;
  readonly #say: (how: Wakefulness) => void;
  #lock: WakeLockSentinel | undefined;
  #asking = false;
  #over = false;
  #stopWaiting: () => void = () => undefined;

  constructor(
    page: Page,
    locks: Pick<WakeLock, 'request'>,
    clock: Pick<Clock, 'after'>,
    say: (how: Wakefulness) => void,
  ) {
    this.#page = page;
    this.#locks = locks;
    this.#clock = clock;
    this.#say = say;
    page.addEventListener('visibilitychange', this.#take);
    void this.#take();
  }

  end(): void {
    this.#over = true;
    this.#stopWaiting();
    this.#page.removeEventListener('visibilitychange', this.#take);
    void this.#lock?.release();
  }

  /** A page that is out of sight gets no lock; it asks when it is seen again. */
  #take = async (): Promise<void> => {
    const hidden = this.#page.visibilityState !== 'visible';
    if (this.#over || this.#asking || this.#lock || hidden) return;
    this.#asking = true;
    this.#stopWaiting();
    try {
      const lock = await this.#locks.request('screen');
      if (this.#over) return void lock.release();
      this.#lock = lock;
      lock.addEventListener('release', this.#taken, { once: true });
      this.#say('held');
    } catch {
      if (!this.#over) this.#refused();
    } finally {
      this.#asking = false;
    }
  };

  #refused(): void {
    this.#say('refused');
    this.#stopWaiting = this.#clock.after(askAgainAfter, () => void this.#take());
  }

  #taken = (): void => {
    this.#lock = undefined;
    void this.#take();
  };
}
