import { untrack } from 'svelte';
import { data } from '../api/client';
import { Problem } from '../api/problem';
import { timesBack } from './account.svelte';

/**
 * Data of the server for one screen: asked when the screen opens and again when
 * `again` says that it changed. What is shown stays until the new data are there,
 * unless the server says that it is gone or not for this person any more.
 */
export class Live<Data> {
  data: Data | undefined = $state.raw();
  problem: unknown = $state.raw(null);
  #asked = 0;
  #ask: () => Promise<Data>;

  /** Must be made while a component starts: it follows what `again` and the start of `ask` read. */
  constructor(ask: () => Promise<Data>, again?: () => unknown) {
    this.#ask = ask;
    $effect(() => {
      again?.();
      timesBack();
      void this.reload();
    });
  }

  /** Asks now. An answer that was overtaken by a later question is dropped. */
  async reload(): Promise<void> {
    const number = untrack(() => ++this.#asked);
    try {
      const data = await this.#ask();
      if (number === this.#asked) this.#arrive(data, null);
    } catch (error) {
      if (number === this.#asked) this.#arrive(withheld(error) ? undefined : this.data, error);
    }
  }

  #arrive(data: Data | undefined, problem: unknown) {
    this.data = data;
    this.problem = problem;
  }
}

const withheld = (error: unknown) =>
  error instanceof Problem && [403, 404, 410].includes(error.status);

type Page<Item> = { items: Item[]; next?: string };

/** All items of a list that the server gives page by page. */
export async function all<Item>(page: (after?: string) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const answer = await page(after);
    items.push(...answer.items);
    after = answer.next;
  } while (after);
  return items;
}

/** The data of an answer with the mark of their state, for the If-Match of a later change. */
export async function tagged<Data>(
  request: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<{ data: Data; etag: string }> {
  const { response } = await request;
  return { data: await data(request), etag: response.headers.get('ETag') ?? '' };
}
