import { createServer, request as ask } from 'node:http';

/**
 * Stands before a server on another address than the page's, passes everything on as it
 * comes, and lets the page use it (CORS). It counts the bytes of uploads that
 * got through.
 */
export class Gateway {
  /** Bytes of PATCH bodies that came. */
  came = 0;
  #server;

  static async open(url) {
    const gateway = new Gateway();
    gateway.#server = createServer((request, response) => gateway.#pass(url, request, response));
    await new Promise((ready) => gateway.#server.listen(0, '127.0.0.1', ready));
    gateway.url = `http://127.0.0.1:${gateway.#server.address().port}`;
    return gateway;
  }

  #pass(url, request, response) {
    const open = {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
      'access-control-expose-headers': 'API-Version, Location, Upload-Offset, Retry-After, Date',
      'access-control-max-age': '7200',
    };
    if (request.method === 'OPTIONS') return response.writeHead(204, open).end();
    const headers = { ...request.headers };
    for (const name of ['host', 'origin', 'referer']) delete headers[name];
    for (const name of Object.keys(headers)) if (name.startsWith('sec-')) delete headers[name];
    const place = new URL(request.url, url);
    const passed = ask(place, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode, { ...answer.headers, ...open });
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.on('error', () => passed.destroy());
    request.on('close', () => request.complete || passed.destroy());
    if (request.method === 'PATCH') request.on('data', (bytes) => (this.came += bytes.length));
    request.pipe(passed);
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise((stopped) => this.#server.close(stopped));
  }
}
