import type { components } from './schema';

type Body = components['schemas']['Problem'];

/**
 * Why an answer is not the one asked for. Status 0: no answer at all, because
 * there is no network or something between here and the server answered.
 */
export class Problem extends Error {
  readonly status: number;
  readonly body: Body | null;

  constructor(status: number, body: Body | null) {
    super(body?.detail ?? body?.title ?? `status ${status}`);
    this.name = 'Problem';
    this.status = status;
    this.body = body;
  }

  /** No network: worth trying again later, nothing to put right. */
  get offline(): boolean {
    return this.status === 0;
  }

  /** What is wrong with a field, by its JSON pointer such as "/settings/question". */
  field(pointer: string): string | undefined {
    return this.body?.errors?.find((error) => error.field === pointer)?.detail;
  }
}

/** Makes a problem of whatever a failed request left behind. */
export function problemOf(status: number, body: unknown): Problem {
  const known = typeof body === 'object' && body !== null && 'detail' in body;
  return new Problem(status, known ? (body as Body) : null);
}
