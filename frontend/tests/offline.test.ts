import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { serve } from '../scripts/serve.js';
import { newVersion } from '../faults/support/site.js';
import { launch, missing } from './browser';

if (missing) console.warn(`SKIPPED: the phone app without a network: ${missing}`);

describe.skipIf(missing)('the phone app', { timeout: 15_000 }, () => {
  let browser: Browser;
  let context: BrowserContext;
  let folder: string;
  let server: Awaited<ReturnType<typeof serve>>;

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wijkstem-'));
    cpSync(fileURLToPath(new URL('../dist/', import.meta.url)), folder, { recursive: true });
    server = await serve(`${folder}/`);
    context = await browser.newContext();
  });
  afterEach(async () => {
    await context.close();
    server.stop();
    rmSync(folder, { recursive: true });
  });

  async function open(): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${server.url}/app/`);
    return page;
  }
  const installed = (page: Page) =>
    page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const controlled = (page: Page) =>
    page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const version = (page: Page) =>
    page.evaluate(
      () => document.querySelector('meta[name=version]')?.getAttribute('content') ?? '1',
    );
  /** What the page asked the worker to keep, besides what it is installed with. */
  const kept = async () => {
    const names = await caches.keys();
    const urls = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    const found = urls.flat().map(({ url }) => /assets\/(en|guides)-/.exec(url)?.[1] ?? '');
    return found.filter(Boolean).sort();
  };
  const update = (page: Page) =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      await registration.update().catch(() => undefined);
      const worker = registration.installing;
      if (!worker) return registration.waiting ? 'installed' : 'none';
      return new Promise<string>((resolve) => {
        worker.addEventListener('statechange', () => resolve(worker.state));
      });
    });

  test('opens without a network, at any of its paths, after the first visit', async () => {
    const page = await open();
    await installed(page);
    await controlled(page);
    const heading = await page.locator('h1').innerText();
    await expect.poll(() => page.evaluate(kept)).toEqual(['en', 'guides']);
    server.stop();
    await page.goto(`${server.url}/app/`);
    expect(await page.locator('h1').innerText()).toBe(heading);
    await page.goto(`${server.url}/app/gesprekken`);
    expect(await page.locator('#screen > *').count()).toBeGreaterThan(0);
  });

  test('takes a new version at a cold start only', async () => {
    const page = await open();
    await installed(page);
    newVersion(folder);
    expect(await update(page)).toBe('installed');
    expect(await version(page)).toBe('1');
    await page.close();
    const next = await open();
    await next.waitForFunction(() => document.querySelector('meta[name=version]'));
    expect(await version(next)).toBe('2');
  });

  test('keeps the old version while an interview is open in another window', async () => {
    const page = await open();
    await installed(page);
    await page.evaluate(() => {
      void navigator.locks.request('wijkstem/interview', () => new Promise(() => undefined));
    });
    newVersion(folder);
    expect(await update(page)).toBe('installed');
    const second = await open();
    await second.locator('h1').waitFor();
    expect(await version(second)).toBe('1');
    expect(await version(page)).toBe('1');
  });

  test('speaks a language without a network once it was spoken with one, in the next version too', async () => {
    const page = await open();
    await installed(page);
    const pack = readdirSync(join(folder, 'app/assets')).find((file) => file.startsWith('ar-'))!;
    const has = (where: Page) =>
      where.evaluate(async (file) => !!(await caches.match(`/app/assets/${file}`)), pack);
    expect(await has(page)).toBe(false);
    await page.evaluate(async () =>
      (await navigator.serviceWorker.ready).active!.postMessage({ keep: ['ar', 'xx'] }),
    );
    await expect.poll(() => has(page)).toBe(true);
    await page.evaluate(() => localStorage.setItem('wijkstem.locale', 'ar'));
    newVersion(folder);
    expect(await update(page)).toBe('installed');
    await page.close();
    const next = await open();
    await controlled(next);
    server.stop();
    await next.reload();
    await next.waitForFunction(() => document.documentElement.dir === 'rtl');
    expect(await next.locator('h1').textContent()).toMatch(/[ء-ي]/);
    expect(await has(next)).toBe(true);
  });

  test('refuses a version of which one file does not fit', async () => {
    const page = await open();
    await installed(page);
    newVersion(folder, false);
    expect(await update(page)).toBe('redundant');
    const names = await page.evaluate(() => caches.keys());
    expect(names).toHaveLength(1);
  });
});
