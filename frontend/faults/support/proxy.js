import { createServer } from 'node:http';
import { Driver } from './driver.js';

/**
 * What stands between the phone and its server: it serves the page, hands it its
 * acts, and passes everything under /v1 on. It can be offline, and answer in the
 * server's place.
 */
export class Proxy {
  /** Breaks every connection to the API, as no network does. */
  offline = false;
  /**
   * Answers in the server's place: gets {method, path, headers, body} and gives a
   * fetch Response, or undefined to leave it to the server.
   */
  instead = () => undefined;
  /** Is called after an answer with the request and the status. */
  after = () => undefined;
  #drivers = new Map();
  #server;

  constructor(scripts, upstream) {
    this.scripts = scripts;
    this.upstream = upstream;
  }

  /** Starts on a free port; `upstream` takes a request and gives a fetch Response. */
  static async start(scripts, upstream) {
    const proxy = new Proxy(scripts, upstream);
    proxy.#server = createServer((request, response) => proxy.#answer(request, response));
    await new Promise((ready) => proxy.#server.listen(0, '127.0.0.1', ready));
    proxy.origin = `http://127.0.0.1:${proxy.#server.address().port}`;
    return proxy;
  }

  /** The driver of a page with this name, made anew: earlier pages of that name are no more. */
  drive(page) {
    this.#drivers.get(page)?.end('the page was replaced');
    const driver = new Driver();
    this.#drivers.set(page, driver);
    return driver;
  }

  stop() {
    for (const driver of this.#drivers.values()) driver.end('the proxy stopped');
    this.#server.closeAllConnections();
    return new Promise((stopped) => this.#server.close(stopped));
  }

  async #answer(request, response) {
    try {
      const { pathname, searchParams } = new URL(request.url, this.origin);
      if (pathname.startsWith('/v1/')) return await this.#pass(request, response);
      if (pathname.startsWith('/driver/'))
        return await this.#drive(pathname, searchParams.get('page'), request, response);
      const script = this.scripts[pathname];
      response.setHeader('Content-Type', script ? 'text/javascript' : 'text/html');
      response.end(script ?? '<script type="module" src="/page.js"></script>');
    } catch (error) {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    }
  }

  async #drive(pathname, page, request, response) {
    const driver = this.#drivers.get(page);
    if (!driver) return response.writeHead(410).end();
    if (pathname.endsWith('/next')) return driver.next(response);
    const said = JSON.parse((await bodyOf(request)).toString());
    if (pathname.endsWith('/done')) driver.done(said);
    if (pathname.endsWith('/kept')) driver.kept.set(JSON.stringify(said.key), said.sum);
    if (pathname.endsWith('/complaint')) driver.complaints.push(said.words);
    response.writeHead(204).end();
  }

  async #pass(request, response) {
    if (this.offline) return request.socket.destroy();
    const asked = {
      method: request.method,
      path: request.url,
      headers: request.headers,
      body: await bodyOf(request),
    };
    const answer = (await this.instead(asked)) ?? (await this.upstream(asked));
    if (answer === 'cut') return request.socket.destroy();
    const headers = Object.fromEntries(answer.headers);
    for (const name of ['content-encoding', 'content-length', 'transfer-encoding', 'connection'])
      delete headers[name];
    const bytes = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, headers);
    response.end(bytes);
    this.after(asked, answer.status);
  }
}

/** All bytes of a request. */
export async function bodyOf(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Passes requests to the server of the tests, which runs in this process. */
export const toTestServer =
  (api) =>
  ({ method, path, headers, body }) =>
    api.http(path, {
      method,
      headers: new Headers(headers),
      body: method === 'PATCH' ? new Uint8Array(body) : body.toString() || undefined,
    });

/** Passes requests to a server elsewhere. */
export const toServer =
  (url) =>
  ({ method, path, headers, body }) => {
    const rest = { ...headers };
    for (const name of ['host', 'connection', 'content-length']) delete rest[name];
    return fetch(url + path, {
      method,
      headers: rest,
      body: body.length > 0 ? body : undefined,
      redirect: 'manual',
    });
  };
