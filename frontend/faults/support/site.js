import { createHash } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '../../scripts/serve.js';
import { bodyOf, toServer } from './proxy.js';

const built = fileURLToPath(new URL('../../dist/', import.meta.url));

/** A copy of the built screens in a folder, and the API of a server, under one address. */
export class Site {
  static async open(folder, url) {
    const site = new Site();
    site.folder = folder;
    cpSync(built, folder, { recursive: true });
    const files = await serve(`${folder}/`);
    const [api, pages] = [toServer(url), toServer(files.url)];
    const server = createServer(async (request, response) => {
      const { method, url: path, headers } = request;
      const pass = path.startsWith('/v1/') ? api : pages;
      const answer = await pass({ method, path, headers, body: await bodyOf(request) });
      const kept = Object.fromEntries(answer.headers);
      for (const name of ['content-encoding', 'content-length', 'transfer-encoding', 'connection'])
        delete kept[name];
      response.writeHead(answer.status, kept);
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
    await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
    site.url = `http://127.0.0.1:${server.address().port}`;
    site.stop = () => {
      files.stop();
      server.closeAllConnections();
      server.close();
    };
    return site;
  }
}

/**
 * Makes a second build of the files in the folder: the page says that it is
 * version 2, and the worker has another version and lists the page's new sum, or
 * a wrong one.
 */
export function newVersion(folder, whole = true) {
  const page = join(folder, 'app/index.html');
  const words = readFileSync(page, 'utf8');
  writeFileSync(page, words.replace('<title>', '<meta name="version" content="2" /><title>'));
  const worker = join(folder, 'app/sw.js');
  const sum = createHash('sha256').update(readFileSync(page)).digest('hex');
  const old = readFileSync(worker, 'utf8');
  const [, before] = /\[`?"?'?[`"'],\s*[`"']([0-9a-f]{64})[`"']\]/.exec(old) ?? [];
  const [version] = /[0-9a-f]{16}(?![0-9a-f])/.exec(old.replace(/[0-9a-f]{64}/g, '')) ?? [];
  if (!before || !version) throw new Error('the worker does not list the page');
  const listed = old.replaceAll(before, whole ? sum : '0'.repeat(64));
  writeFileSync(worker, listed.replace(version, version.split('').reverse().join('')));
}
