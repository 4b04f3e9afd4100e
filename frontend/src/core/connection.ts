/** Speaks with the server, and only believes answers that are the server's own. */
import type { Clock } from './ports';

/** No answer came: no network, or too slow. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

/** Something else answered, such as the sign-in page of a public network. */
export class NotOurServer extends Error {
  override name = 'NotOurServer';
}

/** The server said no. */
export class Refused extends Error {
  override name = 'Refused';
  readonly status: number;
  readonly problem: Problem;
  constructor(status: number, problem: Problem) {
    super(`the server answered ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

export interface Problem {
  detail?: string;
  errors?: { field: string; detail: string }[];
  /** Signed proof that an interview was erased. */
  erased?: string;
  /** Seconds to wait. */
  retryAfter?: number;
}

export interface Request {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: BodyInit;
  /** Statuses beside 2xx that are an answer, not a refusal. */
  also?: number[];
}

const patience = 30_000;

export class Connection {
  readonly #http: typeof fetch;
  readonly #clock: Clock;

  constructor(http: typeof fetch, clock: Clock) {
    this.#http = http;
    this.#clock = clock;
  }

  /** Sends JSON and gives the JSON of the answer. */
  async json<T>(request: Omit<Request, 'body'> & { value?: unknown }): Promise<T> {
    const { value, headers, ...rest } = request;
    const typed =
      value === undefined ? headers : { 'Content-Type': 'application/json', ...headers };
    const body = value === undefined ? undefined : JSON.stringify(value);
    const answer = await this.send({
      ...rest,
      ...(typed && { headers: typed }),
      ...(body && { body }),
    });
    return (answer.status === 204 ? undefined : await jsonOf(answer)) as T;
  }

  /** Sends; rejects with Unreachable, NotOurServer or Refused. */
  async send({ method, path, headers, body, also }: Request): Promise<Response> {
    const patient = new AbortController();
    const stop = this.#clock.after(patience, () => patient.abort());
    let answer: Response;
    try {
      const init = { method, headers, body, signal: patient.signal, redirect: 'error' as const };
      answer = await this.#http(path, { ...init, cache: 'no-store', credentials: 'omit' });
    } catch {
      throw new Unreachable();
    } finally {
      stop();
    }
    if (!answer.headers.has('API-Version')) throw new NotOurServer();
    if (answer.ok || also?.includes(answer.status)) return answer;
    throw new Refused(answer.status, await problemOf(answer, method));
  }
}

async function jsonOf(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    throw new NotOurServer();
  }
}

async function problemOf(answer: Response, method: string): Promise<Problem> {
  const retryAfter = Number(answer.headers.get('Retry-After') ?? 0);
  const problem = method === 'HEAD' ? {} : ((await jsonOf(answer)) as Problem);
  return { ...problem, ...(retryAfter > 0 && { retryAfter }) };
}
