import { Problem } from '../../api/problem';
import { changes, merge, type Change } from './merge';

type Tagged<Value> = { data: Value; etag: string };

/** A form that was overtaken: somebody else saved between your reading and your saving. */
export class Conflict<Value extends object> {
  /** What the other changed; null when nobody was in between. */
  changed: Change[] | null = $state.raw(null);
  #theirs: Tagged<Value> | null = null;

  /** `read` gets what the server has now, with its ETag. */
  constructor(readonly read: () => Promise<Tagged<Value>>) {}

  /** After a refused save: looks at what the other did. False when it was refused for another reason. */
  async meet(problem: unknown, base: Value, mine: Value): Promise<boolean> {
    if (!(problem instanceof Problem) || problem.status !== 412) return false;
    this.#theirs = await this.read();
    this.changed = changes(plain(base), plain(mine), plain(this.#theirs.data));
    return true;
  }

  /** What the server has, with its ETag, and what yours becomes with it. */
  resolve(mine: Value, taken: readonly string[]): Tagged<Value> & { merged: Value } {
    const theirs = this.#theirs!;
    const merged = merge(mine, this.changed ?? [], taken);
    this.changed = null;
    return { ...theirs, merged };
  }
}

const plain = (value: object) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
