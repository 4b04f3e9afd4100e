/** Sends one part by the tus protocol 1.0, from wherever the server got to. */
import { base64, sha256, utf8, type Bytes } from './bytes';
import { Refused } from './connection';
import type { ID } from './id';
import type { Identity } from './identity';
import type { Clock } from './ports';

const version = { 'Tus-Resumable': '1.0.0' };
const largest = 512 * 1024;
const smallest = 4 * 1024;
const longest = 500;
const shortest = 50;
const first = 150;
/**
 * How much longer the next PATCH may take after one that went well. A cut link loses
 * a whole PATCH, and halves this: so there are ln 2 / ln 1.015 = 47 of them between two
 * cuts, the last of which is 3% of the time between them, whatever that time is.
 */
const growth = 1.015;

/** What is sent and from where its bytes come. */
export interface Upload {
  project: ID;
  interview: ID;
  part: number;
  bytes: number;
  /** More may follow: the whole length is said later. */
  growing?: boolean;
  /** The most bytes of one PATCH. */
  largest?: number;
  /** Asked before each PATCH; after a no the upload rejects with Held. */
  mayGoOn?(): boolean;
  read(offset: number, length: number): Promise<Bytes>;
  /** Tells how many bytes the server has on its disk. */
  reached(offset: number): void;
}

/** The upload rests where it is: it may not go on now. */
export class Held extends Error {
  override name = 'Held';
}

export class Uploader {
  readonly #identity: Identity;
  readonly #clock: Clock;
  /** Bytes in a millisecond, as measured last. */
  #rate = 64;
  /** How many milliseconds one PATCH may take: less on a link that is often cut. */
  #patience = first;

  constructor(identity: Identity, clock: Clock) {
    this.#identity = identity;
    this.#clock = clock;
  }

  /** Begins an upload and gives its place on the server. */
  async begin(upload: Upload): Promise<string> {
    const metadata = `interview ${word(upload.interview)},part ${word(String(upload.part))}`;
    const length: Record<string, string> = upload.growing
      ? { 'Upload-Defer-Length': '1' }
      : { 'Upload-Length': String(upload.bytes) };
    const headers = { ...length, 'Upload-Metadata': metadata };
    const path = `/v1/projects/${upload.project}/uploads`;
    const answer = await this.#identity.send({
      method: 'POST',
      path,
      headers: { ...version, ...headers },
    });
    return new URL(answer.headers.get('Location') ?? '', `https://phone${path}`).pathname;
  }

  /** Takes an upload back, so that the part can begin anew. */
  async abort(location: string): Promise<void> {
    const request = { method: 'DELETE', path: location, headers: version, also: [404] };
    await this.#identity.send(request);
  }

  /** Sends what is missing; false when the server does not know this place any more. */
  async finish(location: string, upload: Upload): Promise<boolean> {
    let offset = await this.#offset(location);
    while (offset !== undefined && offset < upload.bytes) {
      upload.reached(offset);
      if (upload.mayGoOn?.() === false) throw new Held();
      offset = await this.#next(location, upload, offset);
    }
    if (offset !== undefined) upload.reached(offset);
    return offset !== undefined;
  }

  async #offset(location: string): Promise<number | undefined> {
    const request = { method: 'HEAD', path: location, headers: version, also: [404] };
    const answer = await this.#identity.send(request);
    return answer.status === 404 ? undefined : offsetOf(answer);
  }

  /** One PATCH of at most half a second; a server elsewhere is asked where it is. */
  async #next(location: string, upload: Upload, offset: number): Promise<number | undefined> {
    const most = upload.largest ?? largest;
    const size = Math.max(smallest, Math.min(most, Math.floor(this.#rate * this.#patience)));
    const body = await upload.read(offset, size);
    if (body.length === 0) throw new Held(); // taken off the phone meanwhile
    const began = this.#clock.monotonic();
    try {
      const answer = await this.#patch(location, offset, body);
      this.#rate = body.length / Math.max(1, this.#clock.monotonic() - began);
      this.#patience = Math.min(longest, this.#patience * growth);
      return offsetOf(answer);
    } catch (error) {
      this.#patience = Math.max(shortest, this.#patience / 2);
      if (error instanceof Refused && error.status === 409)
        return this.#elsewhere(location, offset);
      throw error;
    }
  }

  async #elsewhere(location: string, offset: number): Promise<number | undefined> {
    const there = await this.#offset(location);
    if (there === offset) throw new Refused(409, {});
    return there;
  }

  async #patch(path: string, offset: number, body: Bytes): Promise<Response> {
    const headers = {
      ...version,
      'Content-Type': 'application/offset+octet-stream',
      'Upload-Offset': String(offset),
      'Upload-Checksum': `sha256 ${base64(await sha256(body))}`,
    };
    return this.#identity.send({ method: 'PATCH', path, headers, body });
  }
}

const word = (text: string): string => base64(utf8(text));

function offsetOf(answer: Response): number {
  const offset = Number(answer.headers.get('Upload-Offset') ?? NaN);
  if (!Number.isSafeInteger(offset)) throw new RangeError('no Upload-Offset');
  return offset;
}
