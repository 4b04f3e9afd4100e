/**
 * Wire format v1 of sealed interviews (decision 0003): data keys, wrapping,
 * frames and parts. The server's side is internal/research/sealed.go; both
 * are tested against internal/keys/testdata/vectors.json.
 */
import { base64url, fromBase64url, joined, randomBytes, utf8, type Bytes } from './bytes';
import type { ID } from './id';

/** What a data key of an interview seals. */
export type Purpose = 'rest' | 'sound' | 'contact';

/** A data key that only the owner of a pair can unwrap; bytes are base64url. */
export interface Wrapped {
  /** Name of the pair, e.g. "project/<id>/delivery/1". */
  key: string;
  ephemeral: string;
  sealed: string;
}

/** A pair's name and its public key (base64url of 65 bytes, uncompressed P-256). */
export interface DeliveryKey {
  key: string;
  public: string;
}

/** The longest plain text of one frame, in bytes. */
export const maxFrame = 1 << 20;

/** How much longer a frame is than its plain text, in bytes: length, nonce and tag. */
export const frameCost = 4 + 12 + 16;

const curve = { name: 'ECDH', namedCurve: 'P-256' };

/** A new data key: 32 random bytes. */
export const newDataKey = (): Bytes => randomBytes(32);

/** Makes the data key usable; it cannot be read back from the result. */
export const sealingKey = (dataKey: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', dataKey, 'AES-GCM', false, ['encrypt', 'decrypt']);

/** AES-256-GCM: nonce (12), cipher text and tag (16). */
export async function seal(key: CryptoKey, plain: Bytes, bound: string): Promise<Bytes> {
  const iv = randomBytes(12);
  const how = { name: 'AES-GCM', iv, additionalData: utf8(bound) };
  return joined([iv, new Uint8Array(await crypto.subtle.encrypt(how, key, plain))]);
}

/** The plain text of what seal made; rejects when key or binding do not fit. */
export async function open(key: CryptoKey, sealed: Bytes, bound: string): Promise<Bytes> {
  const how = { name: 'AES-GCM', iv: sealed.subarray(0, 12), additionalData: utf8(bound) };
  return new Uint8Array(await crypto.subtle.decrypt(how, key, sealed.subarray(12)));
}

/** Wraps a data key for the owner of the pair. */
export async function wrap(
  to: DeliveryKey,
  interview: ID,
  purpose: Purpose,
  dataKey: Bytes,
): Promise<Wrapped> {
  const once = await crypto.subtle.generateKey(curve, false, ['deriveBits']);
  const key = await wrapKey(once.privateKey, fromBase64url(to.public), interview, purpose, to.key);
  const ephemeral = new Uint8Array(await crypto.subtle.exportKey('raw', once.publicKey));
  const sealed = await seal(key, dataKey, `wijkstem/wrap/v1/${interview}/${purpose}`);
  return { key: to.key, ephemeral: base64url(ephemeral), sealed: base64url(sealed) };
}

/** Gives the data key back to the owner of the pair. */
export async function unwrap(
  pair: CryptoKey,
  wrapped: Wrapped,
  interview: ID,
  purpose: Purpose,
): Promise<Bytes> {
  const ephemeral = fromBase64url(wrapped.ephemeral);
  const key = await wrapKey(pair, ephemeral, interview, purpose, wrapped.key);
  const sealed = fromBase64url(wrapped.sealed);
  if (sealed.length !== 60) throw new RangeError('a wrapped key has 60 bytes');
  return open(key, sealed, `wijkstem/wrap/v1/${interview}/${purpose}`);
}

async function wrapKey(
  own: CryptoKey,
  other: Bytes,
  interview: ID,
  purpose: Purpose,
  pair: string,
): Promise<CryptoKey> {
  const theirs = await crypto.subtle.importKey('raw', other, curve, false, []);
  const secret = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, own, 256);
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const info = utf8(`wijkstem/wrap/v1/${purpose}/${pair}`);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: utf8(interview), info };
  const gcm = { name: 'AES-GCM', length: 256 };
  return crypto.subtle.deriveKey(how, base, gcm, false, ['encrypt', 'decrypt']);
}

/** Names one part of an interview; part 0 is the manifest. */
export interface Part {
  interview: ID;
  number: number;
}

/** Frame seq (from 0) of a part: length, nonce, cipher text, tag. */
export async function sealFrame(
  key: CryptoKey,
  part: Part,
  seq: number,
  plain: Bytes,
): Promise<Bytes> {
  if (plain.length < 1 || plain.length > maxFrame) throw new RangeError('no frame of this size');
  const sealed = await seal(key, plain, frameBinding(part, seq));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, sealed.length);
  return joined([new Uint8Array(length.buffer), sealed]);
}

/** The plain text of one whole frame. */
export async function openFrame(
  key: CryptoKey,
  part: Part,
  seq: number,
  frame: Bytes,
): Promise<Bytes> {
  if (frameLength(frame, 0) !== frame.length) throw new RangeError('no frame');
  return open(key, frame.subarray(4), frameBinding(part, seq));
}

/** Seals a plain text of any length from 1 as all frames of a part. */
export async function sealPart(key: CryptoKey, part: Part, plain: Bytes): Promise<Bytes> {
  const frames: Bytes[] = [];
  for (let at = 0; at < plain.length; at += maxFrame) {
    frames.push(await sealFrame(key, part, frames.length, plain.subarray(at, at + maxFrame)));
  }
  return joined(frames);
}

/** The plain text of all frames of a part. */
export async function openPart(key: CryptoKey, part: Part, sealed: Bytes): Promise<Bytes> {
  const plain: Bytes[] = [];
  for (const frame of framesOf(sealed)) {
    plain.push(await openFrame(key, part, plain.length, frame));
  }
  return joined(plain);
}

/** Cuts the bytes of a part into whole frames; throws when they do not end with one. */
export function framesOf(sealed: Bytes): Bytes[] {
  const frames: Bytes[] = [];
  for (let at = 0; at < sealed.length;) {
    const end = at + frameLength(sealed, at);
    if (end > sealed.length) throw new RangeError('a frame is cut off');
    frames.push(sealed.subarray(at, end));
    at = end;
  }
  return frames;
}

function frameLength(sealed: Bytes, at: number): number {
  if (at + 4 > sealed.length) throw new RangeError('a frame is cut off');
  const length = 4 + new DataView(sealed.buffer, sealed.byteOffset + at, 4).getUint32(0);
  if (length <= frameCost || length > frameCost + maxFrame) throw new RangeError('no frame');
  return length;
}

const frameBinding = (part: Part, seq: number): string =>
  `wijkstem/frame/v1/${part.interview}/${part.number}/${seq}`;
