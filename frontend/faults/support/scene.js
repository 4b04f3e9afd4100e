import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { speak } from '../../journeys/support/speech.js';
import { bundlePage, load } from './bundle.js';
import { Handset } from './handset.js';
import { Proxy, toServer, toTestServer } from './proxy.js';

/** Made once for all scenes of a run. */
const once = new Map();
const shared = (name, make) => {
  if (!once.has(name)) once.set(name, make());
  return once.get(name);
};

/** The page with the core as one script, and its worker. */
export const pageScript = () => shared('page', () => bundlePage());

/** The server of the tests: it holds the project's keys, so it can open what arrives. */
const testServers = () => shared('server', () => load('tests/core/support/server.ts'));

/** The speech that the microphone hears. */
export const speechFor = (folder) => shared('speech', () => speak(folder));

/**
 * A phone, its network and its server. `api` is the server of the tests, unless
 * `url` names a real one.
 */
export class Scene {
  #handsets = [];

  static async open({ engine, folder, sound, url, script }) {
    const scene = new Scene();
    Object.assign(scene, { engine, folder, sound: sound ?? speechFor(folder) });
    const upstream = url ? toServer(url) : toTestServer(await scene.#testServer());
    scene.proxy = await Proxy.start(script ?? (await pageScript()), upstream);
    return scene;
  }

  async #testServer() {
    const { TestServer } = await testServers();
    this.api = await TestServer.open();
    return this.api;
  }

  /** Starts a phone with an empty profile, or in a folder that is given. */
  async phone({ profile, ...how } = {}) {
    const folder = profile ?? join(this.folder, `phone-${this.#handsets.length}-${Date.now()}`);
    mkdirSync(folder, { recursive: true });
    const handset = new Handset(this, folder, how);
    this.#handsets.push(handset);
    return handset.start();
  }

  async close() {
    for (const handset of this.#handsets) await handset.end();
    await this.proxy.stop();
  }
}
