import { api, data, type Schemas } from '../../api/client';
import { newID } from '../../core/id';

export type Input = Schemas['ReleaseInput'];
type Release = Schemas['Release'];

/** Composes a version. It takes the place of an earlier draft, which is dropped once this one is there. */
export async function compose(project: string, body: Input, replaces?: Release): Promise<Release> {
  const params = { path: { project }, header: { 'Idempotency-Key': newID() } };
  const release = await data(api.POST('/projects/{project}/releases', { params, body }));
  if (replaces?.state === 'draft') await drop(project, replaces.id);
  return release;
}

/** Throws a draft away. */
export async function drop(project: string, release: string): Promise<void> {
  const params = { path: { project, release } };
  await data(api.DELETE('/projects/{project}/releases/{release}', { params }));
}

/** The choices with one more row that is not published. */
export const withoutRow = (choices: Input, code: string): Input => ({
  ...choices,
  leaveOut: added(choices.leaveOut, code),
});

/** The choices with one quote fewer. */
export const withoutQuote = (choices: Input, quote: string): Input => ({
  ...choices,
  leaveOutQuotes: added(choices.leaveOutQuotes, quote),
});

/** The choices with two rows as one; a row that was merged before takes the other in. */
export function merged(choices: Input, one: string, other: string, label: string): Input {
  const rows = choices.merge ?? [];
  const of = (code: string) => rows.find(({ codes }) => codes.includes(code))?.codes ?? [code];
  const codes = [...new Set([...of(one), ...of(other)])];
  const rest = rows.filter((row) => !row.codes.some((code) => codes.includes(code)));
  return { ...choices, merge: [...rest, { codes, label }] };
}

const added = (list: readonly string[] = [], id: string) => [...new Set([...list, id])];
