/**
 * Sends the sound of talks that have not ended yet, so that a phone that is lost
 * takes little along: the list of parts with the keys that only the server can
 * open, and then whole frames. Answers and notes come when the talk has ended.
 */
import { base64url } from './bytes';
import { Refused } from './connection';
import type { ID } from './id';
import type { Identity } from './identity';
import { measureOn, readPart } from './outgoing';
import type { Store } from './ports';
import type { Envelope, EnvelopePart, Receipt } from './record';
import type { InterviewRecord, OutgoingPart } from './stored';
import { Held, type Uploader } from './tus';

/** So many milliseconds of a talk are safe on the phone before any of it is sent. */
export const earlyFrom = 60_000;
/** How often the sound that came since is sent, in milliseconds. */
export const earlyEvery = 15_000;

/** The largest PATCH while somebody is being recorded, in bytes. */
const largest = 128 * 1024;
/** The most that one round sends, so that finished interviews are not kept waiting. */
const mostInRound = 1024 * 1024;

/** A part that still grows: what of it is on this phone's disk, and its place on the server. */
interface Growing {
  part: OutgoingPart & { marks: number[] };
  location?: string;
  /** How many bytes of it the server has. */
  there: number;
}

export class Early {
  readonly #store: Store;
  readonly #identity: Identity;
  readonly #uploader: Uploader;
  readonly #epoch: (epoch: string) => Promise<void>;
  /** What was announced last of each talk. */
  #announced = new Map<ID, string>();
  #growing = new Map<ID, Map<number, Growing>>();
  /** Talks that the server does not take before their end. */
  #refused = new Set<ID>();
  #known: string | undefined;

  constructor(
    store: Store,
    identity: Identity,
    uploader: Uploader,
    epoch: (epoch: string) => Promise<void>,
  ) {
    this.#store = store;
    this.#identity = identity;
    this.#uploader = uploader;
    this.#epoch = epoch;
  }

  /** Talks of which the sound goes out before they end. */
  async talks(): Promise<InterviewRecord[]> {
    if (this.#identity.revoked) return [];
    const entries = await this.#store.list('interviews', { prefix: [] });
    const records = entries.map((entry) => entry.value as InterviewRecord);
    return records.filter(({ id, early }) => early && !this.#refused.has(id));
  }

  /** Brings the server up to date with a talk; sound goes as long as `may` says that it can. */
  async send(record: InterviewRecord, may: () => boolean): Promise<void> {
    let sent = 0;
    const mayGoOn = () => sent < mostInRound && may();
    const count = (bytes: number) => void (sent += bytes);
    try {
      await this.#announce(record);
      for (const number of record.sound)
        if (mayGoOn()) await this.#grow(record, number, mayGoOn, count);
    } catch (error) {
      if (error instanceof Held) return;
      if (!(error instanceof Refused) || ![404, 409, 410].includes(error.status)) throw error;
      this.#forget(record.id);
      if (error.status !== 404) this.#refused.add(record.id);
    }
  }

  /** Says which parts there are, whenever that or a choice changed. */
  async #announce(record: InterviewRecord): Promise<void> {
    const now = JSON.stringify([record.sound, record.early]);
    if (this.#announced.get(record.id) === now) return;
    const path = `/v1/projects/${record.project}/interviews/${record.id}/manifest`;
    const value = envelope(record);
    const { epoch } = await this.#identity.json<Receipt>({ method: 'PUT', path, value });
    if (this.#known !== undefined && this.#known !== epoch) this.#startAnew();
    this.#known = epoch;
    this.#announced.set(record.id, now);
    await this.#epoch(epoch);
  }

  /** A restored server may have lost what it had. */
  #startAnew(): void {
    this.#announced.clear();
    this.#growing.clear();
  }

  #forget(id: ID): void {
    this.#announced.delete(id);
    this.#growing.delete(id);
  }

  async #grow(
    { id, project }: InterviewRecord,
    number: number,
    mayGoOn: () => boolean,
    count: (bytes: number) => void,
  ): Promise<void> {
    const growing = this.#growingOf(id, number);
    const { part } = growing;
    await measureOn(this.#store, id, part);
    if (growing.location && part.bytes === growing.there) return;
    const read = async (offset: number, length: number) => {
      const bytes = await readPart(this.#store, id, part, offset, length);
      if (bytes.length < Math.min(length, part.bytes - offset)) throw new Held(); // erased meanwhile
      count(bytes.length);
      return bytes;
    };
    const reached = (offset: number) => void (growing.there = offset);
    const of = { project, interview: id, part: number, bytes: part.bytes };
    const upload = { ...of, growing: true, largest, mayGoOn, read, reached };
    growing.location ??= await this.#uploader.begin(upload);
    if (!(await this.#uploader.finish(growing.location, upload))) this.#forget(id);
  }

  #growingOf(id: ID, number: number): Growing {
    const parts = this.#growing.get(id) ?? new Map<number, Growing>();
    const fresh = { number, kind: 'sound' as const, bytes: 0, sha256: '', frames: 0, marks: [] };
    const growing = parts.get(number) ?? { part: fresh, there: 0 };
    this.#growing.set(id, parts.set(number, growing));
    return growing;
  }
}

function envelope({ id, keys, manifest, sound, early }: InterviewRecord): Envelope {
  const part = (number: number, gone: boolean): EnvelopePart => {
    const empty = { number, kind: 'sound' as const, bytes: 0, sha256: '', frames: 0 };
    return gone ? { ...empty, gone } : empty;
  };
  const named = [...new Set([...sound, ...early!.parts])];
  return {
    version: 1,
    interview: id,
    keys: keys as Envelope['keys'],
    sealed: base64url(new Uint8Array(manifest)),
    parts: named.map((number) => part(number, !sound.includes(number))),
    final: false,
  };
}
