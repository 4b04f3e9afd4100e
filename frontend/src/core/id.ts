import { randomBytes, type Bytes } from './bytes';

/** 26 characters a–z and 2–7, made from 16 random bytes; says nothing about what it names. */
export type ID = string;

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** Makes an id from the system's random source. */
export const newID = (): ID => idFrom(randomBytes(16));

/** Writes 16 bytes as an id: base32 in lower case without padding. */
export function idFrom(bytes: Bytes): ID {
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  bits <<= 2n;
  let id = '';
  for (let shift = 125n; shift >= 0n; shift -= 5n) id += alphabet[Number((bits >> shift) & 31n)];
  return id;
}

/** Tells whether the text has the form of an id. */
export const isID = (text: string): boolean => /^[a-z2-7]{26}$/.test(text);
