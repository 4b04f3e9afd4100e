import type { Moment } from './record';

/** What happened beside the sound, until it is on the disk: what fails now is tried again later. */
export class Marks {
  readonly #note: (moment: Moment) => Promise<void>;
  #waiting: Moment[] = [];
  #noting: Promise<void> = Promise.resolve();

  constructor(note: (moment: Moment) => Promise<void>) {
    this.#note = note;
  }

  add(moment: Moment): void {
    this.#waiting.push(moment);
  }

  /** Notes what waits, in order; is fulfilled when that is done or cannot be done now. */
  flush(): Promise<void> {
    return (this.#noting = this.#noting.then(() => this.#noteAll()));
  }

  async #noteAll(): Promise<void> {
    for (const moment of [...this.#waiting]) {
      try {
        await this.#note(moment);
      } catch {
        return;
      }
      this.#waiting.shift();
    }
  }
}
