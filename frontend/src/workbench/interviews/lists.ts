import { api, data, type Schemas } from '../../api/client';
import { all } from '../live.svelte';

export type Line = Schemas['InterviewLine'];

/** All interviews of a project, the last to arrive first as the server gives them. */
export const interviewsOf = (project: string): Promise<Line[]> =>
  all((after) =>
    data(
      api.GET('/projects/{project}/interviews', {
        params: { path: { project }, query: { after, limit: 100 } },
      }),
    ),
  );

/** Talks that go on, or whose phone was lost; for a lead. */
export const openOf = (project: string): Promise<Line[]> =>
  all((after) =>
    data(
      api.GET('/projects/{project}/interviews', {
        params: { path: { project }, query: { after, limit: 100, state: 'open' } },
      }),
    ),
  );

/** Arrived interviews without a coding yet, the oldest first. */
export const toCode = (lines: readonly Line[]): Line[] =>
  lines
    .filter((line) => line.state === 'arrived' && line.codings === 0)
    .sort((a, b) => a.arrivedAt.localeCompare(b.arrivedAt));

/** Arrived interviews whose text nobody ticked as checked. */
export const toCheck = (lines: readonly Line[]): Line[] =>
  lines.filter((line) => line.state === 'arrived' && !line.checked);
