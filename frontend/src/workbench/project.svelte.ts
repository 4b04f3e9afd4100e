import { createContext } from 'svelte';
import { api, data, type Schemas } from '../api/client';
import { follow, type Message } from '../api/events';

export type Role = Schemas['Role'];

/** Roles that work at a desk; guests read and answer on the dashboard. */
export const deskRoles: readonly Role[] = [
  'researcher',
  'lead',
  'coach',
  'second-reader',
  'translator',
];

/** The project whose pages are open: what it is, what you may do, and what changes in it. */
export class OpenProject {
  project: Schemas['Project'] = $state.raw()!;
  /** How often something changed, by noun ("coding", "text" …), since the page opened. */
  #changes: Record<string, number> = $state({});
  #resets = $state(0);
  #pending: string[] = [];

  constructor(
    project: Schemas['Project'],
    readonly account: Schemas['Account'],
  ) {
    this.project = project;
  }

  get id(): string {
    return this.project.id;
  }

  /** Whether you hold one of the roles. */
  may(...roles: Role[]): boolean {
    return this.project.roles.some((role) => roles.includes(role));
  }

  /** The path of a page of this project. */
  path(...parts: string[]): string {
    return ['/werkplek', this.id, ...parts].join('/');
  }

  /** Reading this in an effect runs it again when one of the nouns changed. */
  changed(...nouns: string[]): number {
    return nouns.reduce((sum, noun) => sum + (this.#changes[noun] ?? 0), this.#resets);
  }

  /** Takes note of changes until the signal aborts. */
  follow(signal: AbortSignal): void {
    void follow(this.id, (message) => this.#note(message), signal);
  }

  /** Reads the project again, after its settings or your roles changed. */
  async reload(): Promise<void> {
    this.project = await data(
      api.GET('/projects/{project}', { params: { path: { project: this.id } } }),
    );
  }

  #note(message: Message) {
    if (message.event === 'reset') this.#resets++;
    const noun = nounOf(message);
    if (!noun) return;
    // Acts of an import come in hundreds: one look at the server for all of them.
    if (this.#pending.length === 0) setTimeout(() => this.#tell(), 250);
    if (!this.#pending.includes(noun)) this.#pending.push(noun);
  }

  #tell() {
    for (const noun of this.#pending) this.#changes[noun] = (this.#changes[noun] ?? 0) + 1;
    this.#pending = [];
  }
}

function nounOf(message: Message): string | null {
  try {
    const verb: unknown = (JSON.parse(message.data) as { verb?: unknown }).verb;
    return typeof verb === 'string' ? (verb.split('.')[0] ?? null) : null;
  } catch {
    return null;
  }
}

/** The open project, for every part below its frame. */
export const [useProject, provideProject] = createContext<OpenProject>();
