const base = () => process.env.JOURNEY_URL;

/** One of the people of the demonstration, speaking to the API as the screens do. */
export class Person {
  #token = '';
  #until = 0;

  constructor(door) {
    this.door = door;
  }

  async #admit() {
    if (this.#token && Date.now() < this.#until) return this.#token;
    const answer = await fetch(`${base()}/v1/demo-sessions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: base() },
      body: JSON.stringify({ door: this.door }),
    });
    if (!answer.ok) throw new Error(`door ${this.door}: ${answer.status} ${await answer.text()}`);
    const { accessToken, expiresAt } = await answer.json();
    this.#token = accessToken;
    this.#until = Date.parse(expiresAt) - 60_000;
    return accessToken;
  }

  /** Calls an operation; gives status, headers and body. */
  async call(method, path, body, headers = {}) {
    const answer = await fetch(`${base()}/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${await this.#admit()}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: text && /json/.test(answer.headers.get('Content-Type')) ? JSON.parse(text) : text,
    };
  }

  /** Calls an operation that has to go well; gives its body. */
  async ask(method, path, body, headers) {
    const answer = await this.call(method, path, body, headers);
    if (answer.status < 300) return answer.body;
    throw new Error(
      `${this.door}: ${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`,
    );
  }

  get(path) {
    return this.ask('GET', path);
  }

  /** All items of a list, over its pages. */
  async all(path) {
    const items = [];
    for (let after = ''; ;) {
      const page = await this.get(after ? `${path}?after=${after}` : path);
      items.push(...page.items);
      if (!page.next) return items;
      after = encodeURIComponent(page.next);
    }
  }

  /** The id of the project with this word in its name. */
  async project(word) {
    const { projects } = await this.get('/account');
    return projects.find(({ name }) => name.includes(word)).id;
  }
}

/** Names of the projects that the server plays. */
export const proef = '(proef)';
export const lea = 'extra hulp';

/** Asks again until it is so. */
export async function until(check) {
  for (let tries = 0; tries < 120; tries++) {
    const found = await check();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('it did not come to be so');
}
