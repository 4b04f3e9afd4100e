import { beforeEach, expect, test, vi } from 'vitest';

type Session = typeof import('./session');
let session: Session;
let over: number;
/** Who holds the cookie that the tabs share. */
let cookie: string;

const claims = (who: string) =>
  btoa(JSON.stringify({ sub: `account/${who}`, note: '\u00fb\u00ff\u00fe' }))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
const life = () => new Date(Date.now() + 10_000).toISOString(); // so short that each use renews

beforeEach(async () => {
  vi.resetModules();
  vi.stubGlobal('navigator', { locks: { request: (_: string, then: () => unknown) => then() } });
  vi.stubGlobal('fetch', (path: string, { body }: RequestInit) => {
    if (path === '/v1/sessions') cookie = (JSON.parse(body as string) as { email: string }).email;
    const accessToken = `head.${claims(cookie)}.tail`;
    return Promise.resolve(Response.json({ accessToken, expiresAt: life() }));
  });
  session = await import('./session');
  over = 0;
  session.onSignedOut(() => over++);
});

test('a renewed token of the same person goes on', async () => {
  await session.signIn('ilse', 'secret');
  expect(await session.bearer()).toContain(claims('ilse'));
  expect(over).toBe(0);
});

test('a page does not go on as somebody who signed in in another tab', async () => {
  await session.signIn('ilse', 'secret');
  cookie = 'bram';
  expect(await session.bearer()).toBeNull();
  expect(await session.bearer()).toBeNull();
  expect(over).toBe(1);
  await session.signIn('bram', 'secret');
  expect(await session.bearer()).toContain(claims('bram'));
});

test('a page that opens takes whoever is signed in', async () => {
  cookie = 'bram';
  expect(await session.bearer()).toContain(claims('bram'));
});
