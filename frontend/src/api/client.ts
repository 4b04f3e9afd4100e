import createClient, { type Middleware } from 'openapi-fetch';
import { Problem, problemOf } from './problem';
import type { components, paths } from './schema';
import { authorization, bearer } from './session';

/** The nouns of the API, by name: Schemas['Finding']. */
export type Schemas = components['schemas'];

const open = new Set([
  '/settings',
  '/sessions',
  '/password-resets',
  '/password-changes',
  '/invitation-acceptances',
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

/** Asks the API with the types of its description; every request carries who is asking. */
export const api = createClient<paths>({ baseUrl: '/v1' });
api.use(session);

/** The data of an answer; anything else is thrown as a Problem. */
export async function data<Data>(
  request: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await request;
  if (!response.ok) throw problemOf(response.status, error);
  return data as Data;
}
