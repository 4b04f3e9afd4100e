import { chromiumVersion, startChromium } from './chromium.js';
import { marked, signalAll } from './processes.js';
import { startWebKit, webkitVersion } from './webkit.js';

const starts = { chromium: startChromium, webkit: startWebKit };

export const engineVersion = (engine) =>
  ({ chromium: chromiumVersion, webkit: webkitVersion })[engine]();

let marks = 0;

/** One phone: a browser with a profile that stays, and the core in its page. */
export class Handset {
  #mark;

  /** `scene` gives engine, proxy, sound; `how` is passed to the browser's start. */
  constructor(scene, profile, how) {
    Object.assign(this, { scene, profile, how });
  }

  /** Starts the browser; after a kill, again on the same profile. */
  async start() {
    const { scene, profile, how } = this;
    const page = (this.name = `page-${++marks}`);
    this.#mark = `${process.pid}-${marks}`;
    this.driver = scene.proxy.drive(page);
    this.browser = await starts[scene.engine]({
      profile,
      url: `${scene.proxy.origin}/?page=${page}`,
      sound: scene.sound,
      mark: this.#mark,
      ...how,
    });
    await this.run(() => true);
    return this;
  }

  /** A second page of the same browser, as a second tab (Chromium only). */
  async tab() {
    const page = `page-${++marks}`;
    const other = Object.assign(Object.create(Handset.prototype), { scene: this.scene });
    other.driver = this.scene.proxy.drive(page);
    other.page = await this.browser.open(`${this.scene.proxy.origin}/?page=${page}`);
    await other.driver.run(() => true);
    return other;
  }

  run(act, ...how) {
    return this.driver.run(act, ...how);
  }

  #processes() {
    return marked(this.#mark);
  }

  /**
   * SIGKILL for all processes at once: no handler runs, nothing is flushed. Gives
   * how many milliseconds it took to send; what is waiting for the page fails.
   */
  async kill() {
    const ids = this.#processes();
    const began = performance.now();
    signalAll(ids, 'SIGKILL');
    const took = performance.now() - began;
    this.driver.end('the browser was killed');
    await this.browser.gone;
    for (let left = ids; left.length; left = this.#processes())
      await new Promise((again) => setTimeout(again, 20));
    return took;
  }

  /** All its processes stand still, as on a phone that sleeps, until `wake`. */
  sleep() {
    signalAll(this.#processes(), 'SIGSTOP');
  }

  wake() {
    signalAll(this.#processes(), 'SIGCONT');
  }

  /** Ends the browser, whatever state it is in. */
  async end() {
    if (!this.browser) return;
    this.wake();
    await this.kill();
  }

  // The core, by the names of its contract.

  open() {
    return this.run(async (here) => {
      here.phone = await here.core.Phone.open(here.device);
      return here.phone.state;
    });
  }

  /** Pairs with a code, chooses the PIN 12345 and fetches the project. */
  pair(code = 'K7MR4X2P') {
    return this.run(async ({ phone }, word) => {
      await phone.pair(word, 'Samira');
      await phone.choosePIN('12345');
      await phone.refresh();
    }, code);
  }

  /** Opens on an empty profile, and pairs. */
  async paired(code) {
    await this.open();
    await this.pair(code);
    return this;
  }

  unlock() {
    return this.run(({ phone }) => phone.unlock('12345'));
  }

  /** After a start on a profile that was paired: opens and unlocks. */
  async unlocked() {
    const state = await this.open();
    if (state !== 'locked') throw new Error(`the phone is ${state} and not locked`);
    const how = await this.unlock();
    if (how !== 'open') throw new Error(`unlocking gives ${how}`);
  }

  /** Begins an interview by the first guide of the project, says yes to all, except to `no`. */
  begin(no = []) {
    return this.run(async (here, refused) => {
      here.phone.leave();
      const { slug, version } = here.phone.field.guides[0];
      here.talk = await here.phone.begin({ guide: { slug, version }, language: 'nl' });
      await here.talk.answerAge(true);
      for (const choice of here.core.choices)
        await here.talk.answerConsent(choice, refused.includes(choice) ? 'no' : 'yes');
      return here.talk.view.id;
    }, no);
  }

  resume(id) {
    return this.run(async (here, interview) => {
      here.phone.leave();
      here.talk = await here.phone.resume(interview);
      return here.talk.view.draft.reference;
    }, id);
  }

  /** Begins to record, and waits until the recorder runs. */
  record() {
    return this.run(async ({ talk }) => {
      await talk.startRecording();
      const { phase, cause } = talk.recorder;
      if (phase !== 'recording') throw new Error(`the recorder is ${phase} (${cause})`);
    });
  }

  /** The recorder's view, with the part numbers of the segments so far. */
  recorder() {
    return this.run(({ talk }) => ({
      ...talk.recorder,
      segments: talk.view.draft.segments.map(({ part }) => part),
    }));
  }

  /** Calls a method of the interview, such as call('addNote', topic, words). */
  call(method, ...how) {
    return this.run(({ talk }, name, all) => talk[name](...all), method, how);
  }

  finalise() {
    return this.call('finalise');
  }

  /** Delivers what waits; gives the rows of "Mijn gesprekken". */
  deliver() {
    return this.run(async ({ phone }) => {
      await phone.delivery.run();
      return phone.interviews();
    });
  }

  /** How many chunks that the store of this page acknowledged are not on the disk as they were. */
  async lost(kept = this.driver.kept) {
    const there = await this.chunks();
    return [...kept].filter(([key, sum]) => there.get(key) !== sum).length;
  }

  /** Every chunk on the disk: key as text -> SHA-256 of its sealed bytes. */
  async chunks(interview) {
    const list = await this.run(
      async ({ device }, prefix) => {
        const entries = await device.store.list('chunks', { prefix });
        const sums = entries.map(async ({ key, value }) => {
          const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', value.frame));
          return [
            JSON.stringify(key),
            [...sum].map((one) => one.toString(16).padStart(2, '0')).join(''),
          ];
        });
        return Promise.all(sums);
      },
      interview ? [interview] : [],
    );
    return new Map(list);
  }
}
