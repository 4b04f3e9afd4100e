/**
 * The store, and beside it a file of each interview in the form of log.ts: when
 * a browser loses its database, what was acknowledged is still on the phone. It
 * follows the store a moment later and never holds it up; only what is taken
 * back goes from the file first.
 */
import { bringUpToDate, filesInOrder, filesOf, holdsMore, interviewOf } from './copy';
import { isAsLeft, keptOf, newCopy, readCopy, type Copy } from './copy';
import type { ID } from './id';
import { readLogLine } from './log';
import type { Change, Clock, Files, Store } from './ports';
import type { InterviewRecord, Outgoing } from './stored';

/** "more": something was added. "anew": written again without what was overtaken. "less": something was taken back. */
type How = 'more' | 'anew' | 'less';

const rank: Record<How, number> = { more: 0, anew: 1, less: 2 };

const lag = 2_000;
const afterFailure = 30_000;
/** How long a "nee" may wait for the file to be gone. */
const patience = 2_000;

export class Mirror implements Store {
  readonly #store: Store;
  readonly #files: Files | undefined;
  readonly #clock: Clock;
  #due = new Map<ID, How>();
  #copies = new Map<ID, Copy>();
  /** Which keys each interview had when it was kept last. */
  #keys = new Map<ID, string[]>();
  #practice = new Set<ID>();
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = false;
  #sparing = false;
  #works = true;

  constructor(store: Store, files: Files | undefined, clock: Clock) {
    this.#store = store;
    this.#files = files;
    this.#clock = clock;
  }

  /** Whether this phone can keep a second copy; false once it turned out that it cannot. */
  get works(): boolean {
    return this.#files !== undefined && this.#works;
  }

  /** On a full phone nothing is written twice: files are only added to. */
  spare(sparing: boolean): void {
    this.#sparing = sparing;
  }

  read: Store['read'] = (area, key) => this.#store.read(area, key);
  list: Store['list'] = (area, range) => this.#store.list(area, range);

  async write(changes: readonly Change[]): Promise<void> {
    if (!this.#files) return this.#store.write(changes);
    const touched = await this.#touched(changes);
    const less = [...touched].filter(([, how]) => how === 'less').map(([id]) => id);
    if (less.length > 0) await this.#takeAway(less);
    await this.#store.write(changes);
    this.#learn(changes);
    for (const [id, how] of touched) this.#mark(id, how);
  }

  async #touched(changes: readonly Change[]): Promise<Map<ID, How>> {
    const touched = new Map<ID, How>();
    const moved = new Set(
      changes.flatMap((change) =>
        isPut(change) && change.area === 'outbox' ? [idOf(change)] : [],
      ),
    );
    for (const change of changes) {
      const how = await this.#howOf(change, moved);
      for (const id of how ? await this.#named(change) : []) {
        const before = touched.get(id);
        if (!before || rank[how!] > rank[before]) touched.set(id, how!);
      }
    }
    return touched;
  }

  /** What a change does to the file; `moved` are interviews that go to the outbox in the same write. */
  async #howOf(change: Change, moved: Set<ID>): Promise<How | undefined> {
    const id = idOf(change);
    if (!isPut(change)) {
      if (change.area === 'choices') return 'more';
      if (change.area === 'interviews') return moved.has(id) ? 'anew' : 'less';
      return change.area === 'outbox' || change.area === 'chunks' ? 'less' : undefined;
    }
    if (change.area === 'interviews') {
      const record = change.value as InterviewRecord;
      if (record.practice) return undefined;
      const before = await this.#keysOf(id);
      return before.every((purpose) => purpose in record.keys) ? 'more' : 'less';
    }
    if (change.area === 'chunks') return this.#practice.has(id) ? undefined : 'more';
    return change.area === 'choices' ? 'more' : undefined;
  }

  async #keysOf(id: ID): Promise<string[]> {
    const known = this.#keys.get(id);
    if (known) return known;
    const record = (await this.#store.read('interviews', [id])) as InterviewRecord | undefined;
    return Object.keys(record?.keys ?? {});
  }

  /** The interviews that a change is about: one, or all that have a file. */
  async #named(change: Change): Promise<ID[]> {
    const id = idOf(change);
    return id === '' ? this.#allNamed().catch(() => []) : [id];
  }

  async #allNamed(): Promise<ID[]> {
    return [...new Set((await this.#files!.list(filesOf())).map(interviewOf))];
  }

  #learn(changes: readonly Change[]): void {
    for (const change of changes) {
      if (!isPut(change) || change.area !== 'interviews') continue;
      const { id, keys, practice } = change.value as InterviewRecord;
      this.#keys.set(id, Object.keys(keys));
      if (practice) this.#practice.add(id);
    }
  }

  /** Before the store changes: else a kill in between would leave what was taken back. */
  async #takeAway(ids: ID[]): Promise<void> {
    const gone = this.#after(async () => {
      for (const id of ids) await this.#remove(id);
    });
    const late = new Promise<void>((resolve) => this.#clock.after(patience, resolve));
    await Promise.race([gone.catch(() => undefined), late]);
  }

  async #remove(id: ID): Promise<void> {
    this.#copies.delete(id);
    for (const file of await filesInOrder(this.#files!, id)) await this.#files!.remove(file);
  }

  #after<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  #mark(id: ID, how: How): void {
    this.#waitFor(id, how);
    this.#soon(lag);
  }

  #waitFor(id: ID, how: How): void {
    const before = this.#due.get(id);
    if (!before || rank[how] > rank[before]) this.#due.set(id, how);
  }

  #soon(milliseconds: number): void {
    if (this.#waiting || !this.works) return;
    this.#waiting = true;
    this.#clock.after(milliseconds, () => {
      this.#waiting = false;
      void this.#after(() => this.#pass());
    });
  }

  async #pass(): Promise<void> {
    for (const [id, how] of [...this.#due]) {
      this.#due.delete(id);
      try {
        await this.#follow(id, how);
      } catch {
        this.#copies.delete(id);
        this.#waitFor(id, how === 'less' ? how : 'more');
        this.#soon(afterFailure);
      }
    }
  }

  async #follow(id: ID, how: How): Promise<void> {
    const files = this.#files!;
    if (how === 'less') await this.#remove(id);
    const kept = await keptOf(this.#store, id);
    if (!kept) return this.#removeUnkept(id);
    let copy = this.#copies.get(id);
    if (!copy || !(await isAsLeft(files, copy))) copy = await readCopy(files, id);
    if (holdsMore(copy, kept)) {
      await this.#remove(id);
      copy = newCopy(id, 0);
    }
    const anew = how === 'anew' && copy.size > 0 && !this.#sparing;
    const now = anew ? await this.#anew(copy) : copy;
    await bringUpToDate(files, this.#store, now, kept);
    if (now !== copy) await files.remove(copy.file);
    this.#copies.set(id, now);
    if (!(await keptOf(this.#store, id))) await this.#removeUnkept(id);
  }

  /** Not when the phone itself is gone from the store: then it was wiped, and this is all there is. */
  async #removeUnkept(id: ID): Promise<void> {
    if (await this.#store.read('identity', ['phone'])) await this.#remove(id);
  }

  /** A file beside the one that counts, which stays until the new one is whole. */
  async #anew(copy: Copy): Promise<Copy> {
    const next = newCopy(copy.interview, Number(copy.file.split('.')[1]) + 1);
    await this.#files!.remove(next.file);
    return next;
  }

  /** At a start: makes what is missing, and takes away what is left of interviews of this project. */
  async tidy(project: ID): Promise<void> {
    const files = this.#files;
    if (!files) return;
    try {
      for (const id of await this.#allNamed()) {
        const [file] = await filesInOrder(files, id);
        const line = await readLogLine((offset, length) => files.read(file!, offset, length));
        const ours = !line || line.name.project === project;
        if (ours && !(await keptOf(this.#store, id))) this.#mark(id, 'less');
      }
    } catch {
      this.#works = false; // a private window may refuse files only when they are asked for
    }
    for (const { value } of await this.#store.list('interviews', { prefix: [] }))
      if (!(value as InterviewRecord).practice) this.#mark((value as InterviewRecord).id, 'more');
    for (const { value } of await this.#store.list('outbox', { prefix: [] })) {
      const { id, state } = value as Outgoing;
      if (state === 'waiting' || state === 'refused') this.#mark(id, 'more');
    }
  }

  /** Everything that was due is in the files, or could not be. */
  settled(): Promise<unknown> {
    return this.#turn;
  }
}

const isPut = (
  change: Change,
): change is Change & { key: readonly (string | number)[]; value: unknown } => 'value' in change;

/** The interview that a change is about; empty for all of an area. */
const idOf = (change: Change): ID =>
  String(
    (isPut(change) ? change.key : (change as { gone: readonly (string | number)[] }).gone)[0] ?? '',
  );
