import type { components } from './schema';
import { Problem, problemOf } from './problem';

type Session = components['schemas']['Session'];
type Door = components['schemas']['DemoDoor']['door'];
type DemoSession = components['schemas']['DemoSession'];

/** Seconds before the end of an access token in which it is already renewed. */
const margin = 20;

let current: Session | null = null;
let renewing: Promise<Session | null> | null = null;
let ended: () => void = () => {};

/** Called when the session is over and somebody must sign in again. */
export function onSignedOut(listener: () => void): void {
  ended = listener;
}

/** Signs in; the access token stays in memory, the refresh token in a cookie no script can read. */
export async function signIn(email: string, password: string): Promise<void> {
  current = await post<Session>('/v1/sessions', { email, password });
}

/** Goes through a door of the demo: the cookie is set, and the answer says where it leads. */
export async function openDoor(door: Door): Promise<DemoSession> {
  return post<DemoSession>('/v1/demo-sessions', { door });
}

/** Ends this session on this device. */
export async function signOut(): Promise<void> {
  const token = await bearer();
  current = null;
  await fetch('/v1/sessions/current', { method: 'DELETE', headers: authorization(token) });
}

/** The access token, renewed when it is about to end; null when nobody is signed in. */
export async function bearer(): Promise<string | null> {
  if (current && secondsLeft(current) > margin) return current.accessToken;
  renewing ??= renew().finally(() => (renewing = null));
  return (await renewing)?.accessToken ?? null;
}

/** The header that carries a token. */
export function authorization(token: string | null): Record<string, string> {
  return token ? { Authorization: `Bearer ${token}` } : {};
}

function secondsLeft(session: Session): number {
  return (Date.parse(session.expiresAt) - Date.now()) / 1000;
}

/** One tab at a time renews: a refresh token is good for one use. */
async function renew(): Promise<Session | null> {
  return navigator.locks.request('wijkstem.session', async () => {
    try {
      current = await post<Session>('/v1/session-refreshes');
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      const was = current;
      current = null;
      if (was) ended();
    }
    return current;
  });
}

async function post<Answer>(path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(path, {
    method: 'POST',
    headers: body ? { 'Content-Type': 'application/json' } : {},
    body: body ? JSON.stringify(body) : null,
  }).catch(() => {
    throw new Problem(0, null);
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemOf(response.status, answer);
  return answer as Answer;
}
