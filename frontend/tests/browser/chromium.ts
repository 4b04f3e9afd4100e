import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import type { TestServer } from '../core/support/server';

export const chromiumPath = '/usr/bin/chromium';

/** The page of this folder in one script. */
export async function bundlePage(): Promise<string> {
  const input = join(import.meta.dirname, 'page.ts');
  // One script: nothing is loaded later, so that killing hits the recorder only.
  const rollupOptions = { input, output: { codeSplitting: false } };
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, rollupOptions },
  });
  if (!('output' in result)) throw new Error('one bundle was expected');
  return result.output[0].code;
}

/** Serves the page, and the phone's side of the API from the test server. */
export async function serve(
  script: string,
  api: TestServer,
): Promise<{ origin: string; server: Server }> {
  const server = createServer(async (request, response) => {
    if (!request.url?.startsWith('/v1/')) {
      const isScript = request.url === '/page.js';
      response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
      return response.end(isScript ? script : '<script type="module" src="/page.js"></script>');
    }
    const { method } = request;
    const bytes = await bodyOf(request);
    const body = method === 'PATCH' ? new Uint8Array(bytes) : bytes.toString() || undefined;
    const headers = new Headers(request.headers as Record<string, string>);
    const answer = await api.http(request.url, { method, headers, body });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { origin: `http://127.0.0.1:${address.port}`, server };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** A Chromium of its own, that can be killed as a phone kills an app. */
export class Browser {
  readonly #profile: string;
  readonly page: Page;

  private constructor(profile: string, page: Page) {
    this.#profile = profile;
    this.page = page;
  }

  static async start(profile: string, url: string): Promise<Browser> {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: chromiumPath,
      headless: true,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        '--autoplay-policy=no-user-gesture-required',
      ],
      permissions: ['microphone'],
    });
    const page = context.pages()[0] ?? (await context.newPage());
    page.on('pageerror', (error) => console.error(error));
    await page.goto(url);
    await page.waitForFunction(() => 'act' in window);
    return new Browser(profile, page);
  }

  /** Calls one of the page's acts. */
  act<T>(name: string, ...how: string[]): Promise<T> {
    const call = ({ name, how }: { name: string; how: string[] }) =>
      (window as unknown as { act: Record<string, (...how: string[]) => Promise<unknown>> }).act[
        name
      ]!(...how);
    return this.page.evaluate(call, { name, how }) as Promise<T>;
  }

  /** SIGKILL for all its processes at once: no handler runs, nothing is flushed. */
  async kill(): Promise<void> {
    const closed = new Promise((resolve) => this.page.context().once('close', resolve));
    for (const id of processesOf(this.#profile)) process.kill(id, 'SIGKILL');
    await closed;
  }
}

/** Ids of the processes that were started with this profile. */
function processesOf(profile: string): number[] {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return numbers.filter((number) => commandOf(number).includes(profile)).map(Number);
}

function commandOf(number: string): string {
  try {
    return readFileSync(`/proc/${number}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
