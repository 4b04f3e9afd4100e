/**
 * Who this phone is: a key pair that cannot leave it. It is made and kept
 * before the code is used, so that a pairing whose answer got lost can be
 * repeated. Tokens come from signing a challenge; nothing can go stale.
 */
import { base64url, utf8 } from './bytes';
import { Refused, type Connection, type Request } from './connection';
import type { ID } from './id';
import type { Clock, Store } from './ports';

/** This browser does not keep keys: a private window, for example. */
export class KeysNotKept extends Error {
  override name = 'KeysNotKept';
}

interface Kept {
  signing: CryptoKeyPair;
  agreement: CryptoKeyPair;
  device?: ID;
  project?: ID;
  revoked?: boolean;
}

interface Token {
  accessToken: string;
  revoked?: boolean;
}

/** A token is valid for five minutes; the phone's own clock may be wrong. */
const useFor = 240_000;

export class Identity {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #connection: Connection;
  #kept: Kept | undefined;
  #token: Token | undefined;
  #renewAt = 0;

  constructor(store: Store, clock: Clock, connection: Connection) {
    this.#store = store;
    this.#clock = clock;
    this.#connection = connection;
  }

  /** Reads what is kept. */
  async load(): Promise<void> {
    this.#kept = (await this.#store.read('identity', ['phone'])) as Kept | undefined;
    this.#token = undefined;
  }

  /** The device and its project; undefined before pairing. */
  get paired(): { device: ID; project: ID } | undefined {
    const { device, project } = this.#kept ?? {};
    return device && project ? { device, project } : undefined;
  }

  /** Revoked: only what is already on the phone may still be delivered. */
  get revoked(): boolean {
    return this.#kept?.revoked ?? false;
  }

  /** Pairs with a code of eight characters. A wrong code is Refused with 404. */
  async pair(code: string, label: string): Promise<void> {
    const kept = this.#kept ?? { signing: await pair('ECDSA'), agreement: await pair('ECDH') };
    await this.#keep(kept);
    await this.#checkKept();
    const signingKey = await publicKey(kept.signing);
    const value = {
      code: code.toUpperCase().replaceAll(/[\s-]/g, ''),
      signingKey,
      agreementKey: await publicKey(kept.agreement),
      label,
    };
    const headers = { 'Idempotency-Key': `pair/${value.code}/${signingKey.slice(-20)}` };
    const request = { method: 'POST', path: '/v1/devices', headers, value };
    const answer = await this.#connection.json<{ device: ID; project: ID }>(request);
    await this.#keep({ ...kept, device: answer.device, project: answer.project });
  }

  /** A private window, or a browser that loses keys, is found out before the code is used. */
  async #checkKept(): Promise<void> {
    await this.load();
    try {
      const how = { name: 'ECDSA', hash: 'SHA-256' };
      await crypto.subtle.sign(how, this.#kept!.signing.privateKey, utf8('check'));
    } catch {
      throw new KeysNotKept();
    }
  }

  /** Sends JSON as this phone; a token that is not accepted any more is renewed once. */
  async json<T>(request: Omit<Request, 'body'> & { value?: unknown }): Promise<T> {
    return this.#as(request, (signed) => this.#connection.json<T>(signed));
  }

  /** Sends as this phone. */
  async send(request: Request): Promise<Response> {
    return this.#as(request, (signed) => this.#connection.send(signed));
  }

  async #as<R extends { headers?: Record<string, string> }, T>(
    request: R,
    send: (request: R) => Promise<T>,
  ): Promise<T> {
    const signed = async () => {
      const authorization = { Authorization: `Bearer ${await this.#access()}` };
      return send({ ...request, headers: { ...request.headers, ...authorization } });
    };
    try {
      return await signed();
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401) throw error;
      this.#token = undefined;
      return signed();
    }
  }

  async #access(): Promise<string> {
    const now = this.#clock.monotonic();
    if (this.#token && now < this.#renewAt) return this.#token.accessToken;
    const token = (this.#token = await this.#admit());
    this.#renewAt = now + useFor;
    if (token.revoked && !this.revoked) await this.#keep({ ...this.#kept!, revoked: true });
    return token.accessToken;
  }

  async #admit(): Promise<Token> {
    const device = this.paired?.device;
    if (!device) throw new Error('the phone is not paired');
    const ask = { method: 'POST', path: '/v1/device-challenges', value: { device } };
    const { challenge } = await this.#connection.json<{ challenge: string }>(ask);
    const how = { name: 'ECDSA', hash: 'SHA-256' };
    const words = utf8(`wijkstem/device/v1/${challenge}`);
    const signature = await crypto.subtle.sign(how, this.#kept!.signing.privateKey, words);
    const value = { device, challenge, signature: base64url(new Uint8Array(signature)) };
    return this.#connection.json<Token>({ method: 'POST', path: '/v1/device-tokens', value });
  }

  async #keep(kept: Kept): Promise<void> {
    await this.#store.write([{ area: 'identity', key: ['phone'], value: kept }]);
    this.#kept = kept;
  }
}

const pair = (name: 'ECDSA' | 'ECDH'): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey(
    { name, namedCurve: 'P-256' },
    false,
    name === 'ECDSA' ? ['sign', 'verify'] : ['deriveBits'],
  ) as Promise<CryptoKeyPair>;

const publicKey = async (keys: CryptoKeyPair): Promise<string> =>
  base64url(new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey)));
