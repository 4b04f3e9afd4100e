import { spawn } from 'node:child_process';
import { freePort } from '../../journeys/support/server.js';
import { pause, until } from './wait.js';

/** toxiproxy: a link between a phone and its server that is slow, and is cut. */
export class Toxiproxy {
  #child;
  #api;

  /** Starts it before a server; `url` is where the phone finds that from now on. */
  static async open(upstream) {
    const toxi = new Toxiproxy();
    const [control, link] = [await freePort(), await freePort()];
    toxi.#api = `http://127.0.0.1:${control}`;
    toxi.url = `http://127.0.0.1:${link}`;
    const how = ['-host', '127.0.0.1', '-port', String(control)];
    toxi.#child = spawn(process.env.FAULTS_TOXIPROXY, how, { stdio: 'ignore' });
    toxi.#child.ended = new Promise((resolve) => toxi.#child.once('close', resolve));
    const ready = () =>
      fetch(`${toxi.#api}/version`).then(
        ({ ok }) => ok,
        () => false,
      );
    await until(ready, 'toxiproxy is ready');
    const listen = toxi.url.slice('http://'.length);
    const place = upstream.slice('http://'.length);
    await toxi.#ask('POST', '/proxies', { name: 'link', listen, upstream: place, enabled: true });
    return toxi;
  }

  async #ask(method, path, value) {
    const headers = { 'User-Agent': 'faults' }; // it refuses browsers
    const answer = await fetch(this.#api + path, { method, headers, body: JSON.stringify(value) });
    if (!answer.ok) throw new Error(`toxiproxy ${path}: ${answer.status} ${await answer.text()}`);
  }

  /** Trouble on the link, such as toxic('bandwidth', { rate: 64 }); `part` of the connections. */
  async toxic(type, attributes, part = 1) {
    for (const stream of ['upstream', 'downstream']) {
      const toxic = { type, stream, toxicity: part, attributes };
      await this.#ask('POST', '/proxies/link/toxics', toxic);
    }
  }

  /** All connections end, and none begins for so many milliseconds. */
  async cut(milliseconds) {
    await this.#ask('POST', '/proxies/link', { enabled: false });
    await pause(milliseconds);
    await this.#ask('POST', '/proxies/link', { enabled: true });
  }

  async stop() {
    this.#child.kill('SIGTERM');
    await this.#child.ended;
  }
}
