/** Speaks with the server, and only believes answers that are the server's own. */
import { joined, type Bytes } from './bytes';
import type { Clock } from './ports';
import type { ServerClock } from './server-clock';

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
  readonly #serverClock: ServerClock | undefined;

  constructor(http: typeof fetch, clock: Clock, serverClock?: ServerClock) {
    this.#http = http;
    this.#clock = clock;
    this.#serverClock = serverClock;
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

  /** Sends, and gives the answer once all of it came; rejects with Unreachable, NotOurServer or Refused. */
  async send({ method, path, headers, body, also }: Request): Promise<Response> {
    const patient = new AbortController();
    const wait = () => this.#clock.after(patience, () => patient.abort());
    let stop = wait();
    const came = () => {
      stop();
      stop = wait();
    };
    const asked = this.#clock.monotonic();
    let answer: Response;
    try {
      const init = { method, headers, body, signal: patient.signal, redirect: 'error' as const };
      const begun = await this.#http(path, { ...init, cache: 'no-store', credentials: 'omit' });
      const took = this.#clock.monotonic() - asked;
      if (begun.headers.has('API-Version'))
        this.#serverClock?.heard(begun.headers.get('Date'), took);
      answer = await wholeOf(begun, came);
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

/** Reads the whole body; a slow link may take its time as long as something comes. */
async function wholeOf(answer: Response, came: () => void): Promise<Response> {
  if (!answer.body || !answer.headers.has('API-Version')) return answer;
  const pieces: Bytes[] = [];
  const reader = answer.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    came();
    if (done) break;
    pieces.push(value);
  }
  const { status, statusText, headers } = answer;
  return new Response(pieces.length > 0 ? joined(pieces) : null, { status, statusText, headers });
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
