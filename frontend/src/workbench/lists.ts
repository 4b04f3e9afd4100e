import { api, data, type Schemas } from '../api/client';
import { all } from './live.svelte';

/** The server gives lists in pages of at most so many; a screen shows all of them. */
const limit = 100;

export const answersOf = (project: string): Promise<Schemas['AnswerLine'][]> =>
  all((after) =>
    data(
      api.GET('/projects/{project}/answers', {
        params: { path: { project }, query: { after, limit } },
      }),
    ),
  );

/** The codings of one code, of all interviews. */
export const codingsOf = (project: string, code: string): Promise<Schemas['Coding'][]> =>
  all((after) =>
    data(
      api.GET('/projects/{project}/codes/{code}/codings', {
        params: { path: { project, code }, query: { after, limit } },
      }),
    ),
  );

export const devicesOf = (project: string): Promise<Schemas['Device'][]> =>
  all((after) =>
    data(
      api.GET('/projects/{project}/devices', {
        params: { path: { project }, query: { after, limit } },
      }),
    ),
  );

export const findingsOf = (project: string): Promise<Schemas['Finding'][]> =>
  all((after) =>
    data(
      api.GET('/projects/{project}/findings', {
        params: { path: { project }, query: { after, limit } },
      }),
    ),
  );

export const membersOf = (project: string): Promise<Schemas['Member'][]> =>
  all((after) =>
    data(
      api.GET('/projects/{project}/members', {
        params: { path: { project }, query: { after, limit } },
      }),
    ),
  );

export const quotesOf = (project: string): Promise<Schemas['Quote'][]> =>
  all((after) =>
    data(
      api.GET('/projects/{project}/quotes', {
        params: { path: { project }, query: { after, limit } },
      }),
    ),
  );

export const releasesOf = (project: string): Promise<Schemas['ReleaseLine'][]> =>
  all((after) =>
    data(
      api.GET('/projects/{project}/releases', {
        params: { path: { project }, query: { after, limit } },
      }),
    ),
  );
