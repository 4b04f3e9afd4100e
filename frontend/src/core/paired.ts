/**
 * Remembers beside the store that this phone was paired. A store that comes up
 * empty while this is there was wiped: the phone is not a new one. It holds
 * nothing secret; the begeleider's number is in it because it is needed most
 * when the store with everything else is gone (decision 0010).
 */
import { text, utf8 } from './bytes';
import type { Field } from './field';
import type { ID } from './id';
import type { Files } from './ports';

/** Whom to call: first name and number. */
export interface Coach {
  name: string;
  phone: string;
}

export interface Paired {
  /** Of this file. */
  layout: 1;
  device: ID;
  project: ID;
  coach?: Coach;
}

const name = 'paired';
const longest = 4_096;

export class PairedMark {
  readonly #files: Files | undefined;
  #written = '';

  constructor(files: Files | undefined) {
    this.#files = files;
  }

  /** Undefined when there is none, or when this browser has no files. */
  async read(): Promise<Paired | undefined> {
    try {
      const bytes = await this.#files?.read(name, 0, longest);
      if (!bytes) return undefined;
      this.#written = text(bytes);
      return JSON.parse(this.#written) as Paired;
    } catch {
      return undefined;
    }
  }

  /** What was known of the begeleider stays when nothing newer is. Where it fails, a later start tries again. */
  async keep(paired: { device: ID; project: ID }, field: Field | undefined): Promise<void> {
    const before = await this.read();
    const known = before?.project === paired.project ? before.coach : undefined;
    const coach = field ? coachOf(field) : known;
    const value: Paired = { layout: 1, ...paired, ...(coach && { coach }) };
    const written = JSON.stringify(value);
    if (written !== this.#written) await this.#files?.write(name, utf8(written));
    this.#written = written;
  }

  async remove(): Promise<void> {
    await this.#files?.remove(name);
  }
}

const coachOf = ({ coach }: Field): Coach | undefined =>
  coach ? { name: coach.name.split(' ')[0]!, phone: coach.phone } : undefined;
