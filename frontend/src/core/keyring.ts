/**
 * The phone's own lock. A random lock key seals, beside each interview's wrap
 * for the project, what the phone itself may still read. It stands in the
 * store only under a key that cannot be copied from this phone and under the
 * PIN: enough against a nosy housemate, not against a laboratory. A forgotten
 * PIN loses no interview, since each was wrapped for the project from the start.
 */
import { fromBase64url, base64url, randomBytes, text, utf8, type Bytes } from './bytes';
import type { ID } from './id';
import type { Change, Clock, Store } from './ports';
import { newDataKey, open, seal, sealingKey, type Purpose } from './sealed';

/** PBKDF2 rounds: about a third of a second on a laptop, one or two on a phone. */
const rounds = 600_000;

/** After so many wrong PINs each next try waits, at most so many milliseconds. */
const freeTries = 5;
const longestWait = 900_000;

interface Lock {
  device: CryptoKey;
  salt: ArrayBuffer;
  sealed: ArrayBuffer;
  wrong: number;
  notBefore: number;
}

export type Unlocking = 'open' | 'wrong' | 'wait';

/** Data keys of one interview as the phone may still use them. */
export type DataKeys = Partial<Record<Purpose, Bytes>>;

export class Keyring {
  readonly #store: Store;
  readonly #clock: Clock;
  #key: CryptoKey | undefined;
  /** By the clock that only goes forward; it begins anew with the app. */
  #waitUntil = 0;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  get unlocked(): boolean {
    return this.#key !== undefined;
  }

  /** Whether a PIN was chosen. */
  async exists(): Promise<boolean> {
    return (await this.#lock()) !== undefined;
  }

  /** Chooses a PIN with a new lock key; whatever the old one sealed cannot be read any more. */
  async choose(pin: string, also: readonly Change[] = []): Promise<void> {
    if (!/^\d{5}$/.test(pin)) throw new RangeError('a PIN has five digits');
    const device = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ]);
    const salt = randomBytes(16);
    const lockKey = newDataKey();
    const inner = await seal(await pinKey(pin, salt), lockKey, 'wijkstem/pin/v1');
    const sealed = await seal(device, inner, 'wijkstem/lock/v1');
    const lock: Lock = { device, salt: salt.buffer, sealed: sealed.buffer, wrong: 0, notBefore: 0 };
    await this.#store.write([...also, this.#put(lock)]);
    this.#key = await sealingKey(lockKey);
  }

  /** Tries a PIN; a wrong one is counted before the answer is given. */
  async unlock(pin: string): Promise<Unlocking> {
    const lock = await this.#lock();
    if (!lock) return 'wrong';
    if (await this.#mustWait(lock)) return 'wait';
    const inner = await open(lock.device, new Uint8Array(lock.sealed), 'wijkstem/lock/v1');
    const key = await pinKey(pin, new Uint8Array(lock.salt));
    try {
      this.#key = await sealingKey(await open(key, inner, 'wijkstem/pin/v1'));
    } catch {
      await this.#countWrong(lock);
      return 'wrong';
    }
    if (lock.wrong > 0) await this.#store.write([this.#put({ ...lock, wrong: 0, notBefore: 0 })]);
    return 'open';
  }

  /** The phone's time may be set: ahead it shortens no wait, and back it makes none longer. */
  async #mustWait(lock: Lock): Promise<boolean> {
    const left = lock.notBefore - this.#clock.now();
    if (left > longestWait) {
      const notBefore = this.#clock.now() + longestWait;
      await this.#store.write([this.#put({ ...lock, notBefore })]);
    }
    return left > 0 || this.#clock.monotonic() < this.#waitUntil;
  }

  async #countWrong(lock: Lock): Promise<void> {
    const wrong = lock.wrong + 1;
    const wait = wrong < freeTries ? 0 : Math.min(2 ** (wrong - freeTries) * 30_000, longestWait);
    this.#waitUntil = this.#clock.monotonic() + wait;
    await this.#store.write([this.#put({ ...lock, wrong, notBefore: this.#clock.now() + wait })]);
  }

  /** Forgets the lock key until the next PIN. */
  close(): void {
    this.#key = undefined;
  }

  async seal(value: unknown, bound: string): Promise<ArrayBuffer> {
    const sealed = await seal(
      this.#need(),
      utf8(JSON.stringify(value)),
      `wijkstem/phone/v1/${bound}`,
    );
    return sealed.buffer;
  }

  /** What seal kept; rejects when it was sealed under an older lock key. */
  async open(sealed: ArrayBuffer, bound: string): Promise<unknown> {
    const plain = await open(this.#need(), new Uint8Array(sealed), `wijkstem/phone/v1/${bound}`);
    return JSON.parse(text(plain));
  }

  sealDataKeys(interview: ID, keys: DataKeys): Promise<ArrayBuffer> {
    const written = Object.entries(keys).map(([purpose, key]) => [purpose, base64url(key)]);
    return this.seal(Object.fromEntries(written), `keys/${interview}`);
  }

  async openDataKeys(interview: ID, sealed: ArrayBuffer): Promise<DataKeys> {
    const written = (await this.open(sealed, `keys/${interview}`)) as Record<Purpose, string>;
    const read = Object.entries(written).map(([purpose, key]) => [purpose, fromBase64url(key)]);
    return Object.fromEntries(read) as DataKeys;
  }

  #need(): CryptoKey {
    if (!this.#key) throw new Error('the phone is locked');
    return this.#key;
  }

  #lock(): Promise<Lock | undefined> {
    return this.#store.read('identity', ['lock']) as Promise<Lock | undefined>;
  }

  #put(lock: Lock): Change {
    return { area: 'identity', key: ['lock'], value: lock };
  }
}

async function pinKey(pin: string, salt: Bytes): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', utf8(pin), 'PBKDF2', false, ['deriveKey']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds };
  const gcm = { name: 'AES-GCM', length: 256 };
  return crypto.subtle.deriveKey(how, base, gcm, false, ['encrypt', 'decrypt']);
}
