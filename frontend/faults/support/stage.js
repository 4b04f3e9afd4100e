import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chanceFrom } from './chance.js';
import { App } from './app.js';
import { Scene, speechFor } from './scene.js';
import { Server } from './server.js';

/** Where a row runs: what it measures is gathered here, also when it breaks half-way. */
export class Stage {
  measured = {};
  done = 0;
  broke = [];
  #scenes = [];
  #servers = [];
  #apps = [];

  constructor({ engine, rounds, seed, quick = false, minutes = 0, say }) {
    Object.assign(this, { engine, rounds, seed, quick, minutes, say });
    this.folder = mkdtempSync(join(tmpdir(), 'wijkstem-faults-'));
  }

  /** One more measurement, such as milliseconds of sound that were lost. */
  measure(name, value) {
    (this.measured[name] ??= []).push(value);
  }

  /** Adds to a count, such as of chunks that were lost; 0 makes it known. */
  count(name, more = 1) {
    this.measured[name] = (this.measured[name] ?? 0) + more;
  }

  /**
   * Does the rounds, each with chance of its own seed. The first that throws is
   * told with its seed and ends the row.
   */
  async eachRound(work) {
    for (let n = 0; n < this.rounds; n++) {
      const seed = this.seed + n;
      try {
        await work(chanceFrom(seed), n);
      } catch (error) {
        this.broke.push(`seed ${seed}: ${error.message}`);
        throw error;
      }
      this.done++;
      this.say(`round ${n + 1} of ${this.rounds}`);
    }
  }

  /** A phone with its network and server, closed when the row ends. See Scene. */
  async scene(how = {}) {
    const { engine, folder } = this;
    const scene = await Scene.open({ engine, folder, ...how });
    this.#scenes.push(scene);
    return scene;
  }

  /** The real program, stopped when the row ends. See Server; needs: ['server']. */
  async server(settings) {
    const server = await Server.open(this.folder, settings);
    this.#servers.push(server);
    return server;
  }

  /** The phone app with its screens, as the server gives it. See App; needs: ['server']. */
  async app({ url, sound = speechFor(this.folder), prepare }) {
    const app = new App({ url, sound, prepare, folder: this.folder });
    this.#apps.push(app);
    return app.start();
  }

  async close() {
    for (const app of this.#apps) await app.end();
    for (const scene of this.#scenes) await scene.close();
    for (const server of this.#servers) await server.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
