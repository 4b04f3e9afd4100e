import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { heading } from '../../journeys/support/browser.js';
import { Walk } from '../../journeys/support/phone.js';
import { startChromium } from './chromium.js';
import { marked, signalAll } from './processes.js';

let apps = 0;

/**
 * The phone app with its screens, in a Chromium of its own with a profile that
 * stays. `walk` goes over the screens as the journeys do.
 */
export class App {
  /** `prepare` gets the browser's context before the first page; `sound` is what the microphone hears. */
  constructor({ url, folder, sound, prepare }) {
    this.profile = join(folder, `app-${++apps}`);
    mkdirSync(this.profile);
    Object.assign(this, { url, sound, prepare });
  }

  async start() {
    this.mark = `${process.pid}-app-${++apps}`;
    this.browser = await startChromium({
      profile: this.profile,
      url: `${this.url}/app/`,
      sound: this.sound,
      mark: this.mark,
      prepare: this.prepare,
      context: {
        baseURL: this.url,
        viewport: { width: 360, height: 780 },
        locale: 'nl-NL',
        reducedMotion: 'reduce',
      },
    });
    this.page = this.browser.page;
    this.walk = new Walk(this.page);
    return this;
  }

  /** SIGKILL for all its processes; `start` begins again on the same profile. */
  async kill() {
    signalAll(marked(this.mark), 'SIGKILL');
    await this.browser.gone;
  }

  async end() {
    if (this.browser) await this.kill();
  }

  /** After a start or a reload: types the PIN when it is asked for. */
  async unlocked() {
    await this.page.locator('h1').first().waitFor();
    const locked = this.page.getByRole('heading', { name: 'Uw pincode' });
    if (!(await locked.isVisible())) return;
    await this.walk.type('27182');
    await locked.waitFor({ state: 'detached' });
  }

  /** Opens an address anew and types the PIN. */
  async go(path) {
    await this.page.goto(path);
    await this.unlocked();
  }

  heading(name) {
    return heading(this.page, name);
  }

  /** How many entries stand in each room of the store. */
  entries() {
    return this.page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const opening = indexedDB.open('wijkstem');
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const store = opening.result;
            const names = [...store.objectStoreNames];
            const reading = store.transaction(names);
            const counts = {};
            for (const name of names) {
              const count = reading.objectStore(name).count();
              count.onsuccess = () => (counts[name] = count.result);
            }
            reading.oncomplete = () => {
              store.close();
              resolve(counts);
            };
          };
        }),
    );
  }
}
