import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Person, lea } from '../../journeys/support/api.js';
import { freePort } from '../../journeys/support/server.js';
import { until } from './wait.js';

/**
 * The real program on SQLite, with the study of five invented parents in it. It
 * can be killed and started again on the same data and the same address. Rows
 * that use it name "server" under `needs`.
 */
export class Server {
  #child;
  #said = [];

  /** Starts with an empty folder, which is filled with the study. */
  static async open(folder, settings = {}) {
    const server = new Server();
    const port = await freePort();
    server.url = `http://127.0.0.1:${port}`;
    server.data = join(folder, `server-${port}`);
    server.settings = settings;
    await server.start();
    // The journeys' people speak to the server that this variable names.
    process.env.JOURNEY_URL = server.url;
    server.lead = new Person('lead');
    server.project = await server.lead.project(lea);
    return server;
  }

  async start() {
    const env = {
      PATH: process.env.PATH,
      WIJKSTEM_DATA: this.data,
      WIJKSTEM_LISTEN: this.url.slice('http://'.length),
      WIJKSTEM_URL: this.url,
      WIJKSTEM_LOG: 'text',
      WIJKSTEM_RESERVE: '0',
      ...this.settings,
    };
    const child = spawn(process.env.FAULTS_SERVER, ['demo', '--studies', 'lea'], { env });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => this.#said.push(text));
    this.#child = child;
    this.#child.ended = new Promise((resolve) => child.once('close', resolve));
    const ready = () =>
      fetch(`${this.url}/v1/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    await until(
      () => child.exitCode !== null || ready(),
      `the server is ready\n${this.#said.join('')}`,
      300_000,
    );
    if (child.exitCode !== null) throw new Error(`the server ended\n${this.#said.join('')}`);
  }

  /** The code with which a phone is paired. */
  async invite(label = 'Samira') {
    const body = { label };
    const path = `/projects/${this.project}/device-invitations`;
    return (await this.lead.ask('POST', path, body)).code;
  }

  /** All interviews of the project, as its lead sees them. */
  interviews() {
    return this.lead.all(`/projects/${this.project}/interviews`);
  }

  /** SIGKILL: nothing is flushed. */
  async kill() {
    this.#child.kill('SIGKILL');
    await this.#child.ended;
  }

  async stop() {
    if (this.#child.exitCode === null && !this.#child.signalCode) this.#child.kill('SIGTERM');
    await this.#child.ended;
  }
}
