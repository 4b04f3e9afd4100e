// Serves dist/ as the server does: the same content policy and the same
// fallback to an entry page. For looking at screens; it has no data.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const built = fileURLToPath(new URL('../dist/', import.meta.url));

export const contentPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; " +
  "media-src 'self' blob:; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; " +
  "form-action 'self'; frame-ancestors 'none'";

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/** The file for a path: itself, else the page of the entry point that routes it. */
function fileOf(path) {
  if (extname(path)) return path.slice(1);
  const entry = ['app', 'werkplek', 'inzicht', 'intrekken'].find((name) =>
    `${path}/`.startsWith(`/${name}/`),
  );
  return entry ? `${entry}/index.html` : 'index.html';
}

/** Serves a folder on a free port; gives its address and how to stop it. */
export async function serve(dist = built) {
  const server = createServer(async (request, response) => {
    const file = fileOf(new URL(request.url, 'http://localhost').pathname);
    const body = file.includes('..') ? null : await readFile(dist + file).catch(() => null);
    response.writeHead(body ? 200 : 404, {
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
      'Content-Security-Policy': contentPolicy,
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(body ?? '');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, stop };
}
