import type { components } from './schema';
import { Problem, problemOf } from './problem';

type Session = components['schemas']['Session'];
type Door = components['schemas']['DemoDoor']['door'];
type DemoSession = components['schemas']['DemoSession'];

/** Seconds before the end of an access token in which it is already renewed. */
const margin = 20;

/** A token, whose it is, and until when by the clock that this page runs on. */
type Held = { token: string; whose: string; until: number };

let current: Held | null = null;
/** Whose work this page shows. */
let owner: string | null = null;
let renewing: Promise<Held | null> | null = null;
let ended: () => void = () => {};

/** Called when the session is over and somebody must sign in again. */
export function onSignedOut(listener: () => void): void {
  ended = listener;
}

/** Signs in; the access token stays in memory, the refresh token in a cookie no script can read. */
export async function signIn(email: string, password: string): Promise<void> {
  current = await begin('/v1/sessions', { email, password });
  owner = current.whose;
}

/** Goes through a door of the demo: the cookie is set, and the answer says where it leads. */
export async function openDoor(door: Door): Promise<DemoSession> {
  return answerOf<DemoSession>(await post('/v1/demo-sessions', { door }));
}

/** Ends this session on this device; a Problem when the server did not: then it still lives. */
export async function signOut(): Promise<void> {
  const token = await bearer();
  if (token) await end(token);
  current = null;
  owner = null;
}

async function end(token: string): Promise<void> {
  const first = await endWith(token);
  if (first.status !== 401) return answerOf(first);
  const other = await instead(token);
  if (other) await answerOf(await endWith(other));
}

const endWith = (token: string) =>
  ask('/v1/sessions/current', { method: 'DELETE', headers: authorization(token) });

/** The access token, renewed when it is about to end; null when nobody is signed in. */
export async function bearer(): Promise<string | null> {
  if (current && current.until - performance.now() > margin * 1000) return current.token;
  renewing ??= renew().finally(() => (renewing = null));
  return (await renewing)?.token ?? null;
}

/** Takes note that the server refuses a token; gives a fresh one of the same person, else null. */
export async function instead(refused: string): Promise<string | null> {
  if (current?.token === refused) current.until = 0;
  const fresh = await bearer();
  return fresh && whoseIs(fresh) === whoseIs(refused) ? fresh : null;
}

/** The header that carries a token. */
export function authorization(token: string | null): Record<string, string> {
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/** One tab at a time renews: a refresh token is good for one use. */
async function renew(): Promise<Held | null> {
  return navigator.locks.request('wijkstem.session', async () => {
    try {
      take(await begin('/v1/session-refreshes'));
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      lose();
    }
    return current;
  });
}

/** Tabs share one cookie: where another signed in as somebody else, this page's session is over. */
function take(next: Held) {
  if (owner !== null && next.whose !== owner) return lose();
  current = next;
  owner = next.whose;
}

function lose() {
  const was = current;
  current = null;
  if (was) ended();
}

async function begin(path: string, body?: unknown): Promise<Held> {
  const response = await post(path, body);
  return held(await answerOf<Session>(response), response.headers.get('Date'));
}

/** Counts a token's life from the server's own clock: the clock of a desk may be wrong. */
function held({ accessToken, expiresAt }: Session, answered: string | null): Held {
  const life = Date.parse(expiresAt) - (answered ? Date.parse(answered) : Date.now());
  return { token: accessToken, whose: whoseIs(accessToken), until: performance.now() + life };
}

/** The account that a token was given to. */
function whoseIs(token: string): string {
  const claims = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  return (JSON.parse(atob(claims)) as { sub: string }).sub;
}

function post(path: string, body?: unknown): Promise<Response> {
  return ask(path, {
    method: 'POST',
    headers: body ? { 'Content-Type': 'application/json' } : {},
    body: body ? JSON.stringify(body) : null,
  });
}

function ask(path: string, request: RequestInit): Promise<Response> {
  return fetch(path, request).catch(() => {
    throw new Problem(0, null);
  });
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemOf(response.status, answer);
  return answer as Answer;
}
