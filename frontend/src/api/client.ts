import createClient, { type Middleware } from 'openapi-fetch';
import { Problem, problemOf } from './problem';
import type { components, paths } from './schema';
import { authorization, bearer, instead } from './session';

/** The nouns of the API, by name: Schemas['Finding']. */
export type Schemas = components['schemas'];

const open = new Set([
  '/settings',
  '/sessions',
  '/password-resets',
  '/password-changes',
  '/invitation-acceptances',
  '/withdrawal-requests',
]);

const session: Middleware = {
  async onRequest({ request, schemaPath }) {
    if (open.has(schemaPath) || request.headers.has('Authorization')) return;
    for (const [name, value] of Object.entries(authorization(await bearer()))) {
      request.headers.set(name, value);
    }
  },
  onError() {
    return new Problem(0, null);
  },
};

/** Sends a request; when its token is refused, once more with another. */
async function send(request: Request): Promise<Response> {
  const token = request.headers.get('Authorization')?.replace('Bearer ', '');
  const again = token ? request.clone() : null;
  const response = await fetch(request);
  if (response.status !== 401 || !token || !again) return response;
  const other = await instead(token);
  if (!other) return response;
  again.headers.set('Authorization', `Bearer ${other}`);
  return fetch(again);
}

/** Asks the API with the types of its description; every request carries who is asking. */
export const api = createClient<paths>({ baseUrl: '/v1', fetch: send });
api.use(session);

/** The data of an answer; anything else is thrown as a Problem. */
export async function data<Data>(
  request: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await request;
  if (!response.ok) throw problemOf(response.status, error);
  return data as Data;
}
