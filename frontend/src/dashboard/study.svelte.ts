import { api, data, type Schemas } from '../api/client';
import { follow, type Message } from '../api/events';
import { Problem } from '../api/problem';
import { bearer, signOut } from '../api/session';
import { leaving } from '../ui/sign-out';
import type { Line, Owner, Version } from './version';

type Account = Schemas['Account'];
type Membership = Account['projects'][number];
type VersionLine = Schemas['VersionLine'];
/** What the server tells of something that happened: never content. */
type Happened = { verb: string; facts: Record<string, string> };

/** What stands between the address and the page. */
export type Progress = 'loading' | 'signed-out' | 'ready' | 'none' | 'absent' | 'problem';

/** Who reads, and the fixed version that is read. */
export class Study {
  progress = $state<Progress>('loading');
  /** The session ended by itself while this account was reading: what is shown stays. */
  over = $state(false);
  problem = $state.raw<unknown>(null);
  account = $state.raw<Account | null>(null);
  membership = $state.raw<Membership | null>(null);
  version = $state.raw<Version | null>(null);
  versions = $state.raw<VersionLine[]>([]);
  answers = $state.raw<Line[]>([]);
  /** An older version that was asked for by its id. */
  pinned = $state('');
  /** A version that was released while an earlier one is being read. */
  news = $state.raw<VersionLine | null>(null);

  #opened = 0;

  /** Owners for whom the account may answer. */
  readonly owners: readonly Owner[] = $derived.by(() => {
    const { roles = [], owner } = this.membership ?? {};
    return [
      ...(roles.includes('municipality-answers') ? (['municipality'] as const) : []),
      ...(roles.includes('partner-answers') && owner ? [owner] : []),
    ];
  });

  /** Reads who is asking. */
  async enter(): Promise<void> {
    this.over = false;
    await this.#attempt(async () => {
      this.account = (await bearer()) ? await data(api.GET('/account')) : null;
      this.progress = this.account ? 'ready' : 'signed-out';
    });
  }

  /** Takes note that the session ended by itself. */
  end(): void {
    if (this.progress === 'ready') this.over = true;
    else this.progress = 'signed-out';
  }

  /** Goes on after signing in again; false when it is somebody else who came in. */
  async comeBack(): Promise<boolean> {
    const account = await data(api.GET('/account'));
    if (account.id !== this.account?.id) return false;
    this.over = false;
    void this.#look();
    return true;
  }

  /** Reads a project's fixed version: the newest, or the one with this id. */
  async open(project: string, wanted: string): Promise<void> {
    const number = ++this.#opened;
    this.membership = this.account?.projects.find((p) => p.id === project) ?? null;
    this.pinned = wanted;
    this.news = null;
    if (!this.membership) {
      this.progress = 'absent';
      return;
    }
    this.progress = 'loading';
    await this.#attempt(async () => {
      const versions = await versionsOf(project);
      const version = versions.length ? await versionOf(project, wanted || 'latest') : null;
      const answers = version ? await answersOf(project) : [];
      // Another project or version was asked for meanwhile.
      if (number !== this.#opened) return;
      [this.versions, this.version, this.answers] = [versions, version, answers];
      this.progress = version ? 'ready' : versions.length ? 'absent' : 'none';
    });
  }

  /** Signs out; nothing that was read stays on the screen. */
  async leave(): Promise<void> {
    if (!(await leaving(signOut))) return;
    this.account = this.membership = this.version = this.news = null;
    this.versions = [];
    this.answers = [];
    this.over = false;
    this.progress = 'signed-out';
  }

  /** Reads the answers again, after one was written. */
  async refreshAnswers(): Promise<void> {
    if (this.membership) this.answers = await answersOf(this.membership.id);
  }

  /**
   * Keeps what is read up to date until the function that it gives is called.
   * `answered` is told of an answer that somebody else gave.
   */
  watch(answered: (title: string) => void): () => void {
    const stop = new AbortController();
    const seen = () => {
      if (document.visibilityState === 'visible') void this.#look();
    };
    document.addEventListener('visibilitychange', seen, { signal: stop.signal });
    void follow(
      this.membership!.id,
      (message) => void this.#happened(message, answered),
      stop.signal,
    );
    return () => stop.abort();
  }

  /** Goes on with the newest version, on the same page. */
  async renew(): Promise<void> {
    const project = this.membership!.id;
    await this.#attempt(async () => {
      this.version = await versionOf(project, 'latest');
      this.answers = await answersOf(project);
      this.news = null;
    });
  }

  async #happened(message: Message, answered: (title: string) => void) {
    if (message.event === 'reset') return this.#look();
    const { verb = '', facts = {} } = JSON.parse(message.data) as Partial<Happened>;
    if (/^(release|removal)\./.test(verb)) return this.#look();
    if (!verb.startsWith('answer.') || !this.version) return;
    await this.#quietly(() => this.refreshAnswers());
    const line = this.answers.find((l) => l.finding === facts.finding && l.owner === facts.owner);
    if (line && !this.owners.includes(line.owner)) answered(line.title);
  }

  /** Looks whether there is a newer version, and takes over what was removed or answered. */
  async #look() {
    const project = this.membership?.id;
    if (!project) return;
    await this.#quietly(async () => {
      this.versions = await versionsOf(project);
      const [newest] = this.versions;
      if (!this.version) return newest && this.open(project, this.pinned);
      if (newest && newest.id !== this.version.id && !this.pinned) this.news = newest;
      this.version = await versionOf(project, this.version.id);
      this.answers = await answersOf(project);
    });
  }

  /** Work behind a page that is being read: when it fails, the page stays as it is. */
  async #quietly(work: () => Promise<unknown>) {
    await work().catch(() => undefined);
  }

  /** The address of a page of this project, with the version that is being read. */
  href(page: string): string {
    const at = `/inzicht/${this.membership?.id ?? ''}/${page}`;
    return this.pinned ? `${at}?versie=${this.pinned}` : at;
  }

  async #attempt(work: () => Promise<void>) {
    try {
      await work();
    } catch (error) {
      if (this.over) return;
      this.problem = error;
      this.progress = progressOf(error);
    }
  }
}

function progressOf(error: unknown): Progress {
  if (!(error instanceof Problem)) return 'problem';
  if (error.status === 401) return 'signed-out';
  return error.status === 404 ? 'absent' : 'problem';
}

type Page<Item> = { items: Item[]; next?: string | undefined };

async function all<Item>(
  page: (after: string | undefined) => Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const answer = await page(after);
    items.push(...answer.items);
    after = answer.next;
  } while (after);
  return items;
}

function query(after: string | undefined) {
  return { limit: 100, ...(after ? { after } : {}) };
}

function versionsOf(project: string): Promise<VersionLine[]> {
  return all((after) =>
    data(
      api.GET('/projects/{project}/versions', {
        params: { path: { project }, query: query(after) },
      }),
    ),
  );
}

function answersOf(project: string): Promise<Line[]> {
  return all((after) =>
    data(
      api.GET('/projects/{project}/answers', {
        params: { path: { project }, query: query(after) },
      }),
    ),
  );
}

function versionOf(project: string, version: string): Promise<Version> {
  return data(
    api.GET('/projects/{project}/versions/{version}', { params: { path: { project, version } } }),
  );
}
