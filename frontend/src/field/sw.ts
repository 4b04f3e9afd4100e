/// <reference lib="webworker" />
import { interviewLock } from './update';

/** Path below /app/ ("" is the page itself) and SHA-256 of every file of this version. */
declare const __FILES__: readonly (readonly [path: string, hash: string])[];
/** By language the file with its words, and the drawn guides. */
declare const __PACKS__: Readonly<Record<string, readonly [path: string, hash: string]>>;
declare const __VERSION__: string;
declare const self: ServiceWorkerGlobalScope;

const scope = '/app/';
const files = __FILES__;
const cacheName = `app-${__VERSION__}`;
const packs = __PACKS__;
const known = new Set([...files, ...Object.values(packs)].map(([path]) => scope + path));

/**
 * All or nothing: one file that fails, or is of another version, and this version is not
 * installed. What this phone kept later, as its languages, is part of it.
 */
async function install() {
  const cache = await caches.open(cacheName);
  try {
    await keep(cache, [...files, ...(await keptLater())]);
  } catch (error) {
    await caches.delete(cacheName);
    throw error;
  }
}

type File = readonly [path: string, hash: string];

async function keep(cache: Cache, wanted: readonly File[]) {
  const loaded = await Promise.all(wanted.map(([path, hash]) => load(scope + path, hash)));
  for (const [url, response] of loaded) await cache.put(url, response);
}

/** The packs that an earlier version kept. */
async function keptLater(): Promise<File[]> {
  const names = new Set<string>();
  for (const name of await caches.keys()) {
    if (!name.startsWith('app-') || name === cacheName) continue;
    for (const { url } of await (await caches.open(name)).keys())
      names.add(/\/assets\/([a-z]+)-[^/]*$/.exec(url)?.[1] ?? '');
  }
  return Object.keys(packs)
    .filter((name) => names.has(name))
    .map((name) => packs[name]!);
}

/** Keeps these packs too, for when there is no network. */
async function keepLater(names: readonly string[]) {
  const cache = await caches.open(cacheName);
  for (const name of names) {
    const pack = packs[name];
    if (pack && !(await cache.match(scope + pack[0]))) await keep(cache, [pack]);
  }
}

async function load(url: string, hash: string): Promise<[string, Response]> {
  const response = await fetch(url, { cache: 'no-cache', redirect: 'error' });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const body = await response.arrayBuffer();
  if (hex(await crypto.subtle.digest('SHA-256', body)) !== hash)
    throw new Error(`${url} is of another version`);
  return [url, new Response(body, { headers: response.headers })];
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith('app-') && name !== cacheName) await caches.delete(name);
  }
  await self.clients.claim();
}

async function answer(path: string): Promise<Response> {
  const cache = await caches.open(cacheName);
  return (await cache.match(path)) ?? fetch(path);
}

/** Safari plays no film unless it gets the piece that it asks for. */
async function pieceOf(response: Response, range: string): Promise<Response> {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
  if (from === undefined || !response.ok) return response;
  const whole = await response.arrayBuffer();
  const end = Math.min(to ? Number(to) + 1 : whole.byteLength, whole.byteLength);
  const headers = new Headers(response.headers);
  headers.set('Content-Range', `bytes ${from}-${end - 1}/${whole.byteLength}`);
  headers.set('Content-Length', String(end - Number(from)));
  return new Response(whole.slice(Number(from), end), { status: 206, headers });
}

async function file(request: Request, path: string): Promise<Response> {
  const range = request.headers.get('Range');
  const whole = await answer(path);
  return range ? pieceOf(whole, range) : whole;
}

/** A page asks to be renewed at its cold start; never while an interview is open anywhere. */
async function renew() {
  const { held = [] } = await navigator.locks.query();
  if (!held.some((lock) => lock.name === interviewLock)) await self.skipWaiting();
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('message', (event) => {
  if (event.data === 'renew') event.waitUntil(renew());
  if (Array.isArray(event.data?.keep)) event.waitUntil(keepLater(event.data.keep));
});

// Only reading, and only this app's own files: deliveries and the API never pass through here.
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(answer(scope));
  else if (known.has(url.pathname)) event.respondWith(file(request, url.pathname));
});
