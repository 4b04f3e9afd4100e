/** The data keys of one open interview: raw, wrapped for their readers, and in use. */
import type { DataKeys } from './keyring';
import { newDataKey, sealingKey, wrap, type DeliveryKey } from './sealed';
import type { InterviewRecord } from './stored';

/** For whom data keys are wrapped. */
export interface Readers {
  project: DeliveryKey;
  vault: DeliveryKey;
}

export interface Keys {
  raw: DataKeys;
  wrapped: InterviewRecord['keys'];
  rest: CryptoKey;
  sound?: CryptoKey;
}

/** A new interview has one key; the others are made when there is something to seal. */
export async function newKeys(interview: string, readers: Readers): Promise<Keys> {
  const rest = newDataKey();
  return usable({ rest }, { rest: await wrap(readers.project, interview, 'rest', rest) });
}

/** Makes the keys ready for use. */
export async function usable(raw: DataKeys, wrapped: Keys['wrapped']): Promise<Keys> {
  const rest = await sealingKey(raw.rest!);
  const sound = raw.sound && (await sealingKey(raw.sound));
  return { raw, wrapped, rest, ...(sound && { sound }) };
}

/** The keys with one for the purpose, wrapped for its reader. */
export async function withKey(
  keys: Keys,
  interview: string,
  purpose: 'sound' | 'contact',
  readers: Readers,
): Promise<Keys> {
  if (keys.raw[purpose]) return keys;
  const key = newDataKey();
  const reader = purpose === 'contact' ? readers.vault : readers.project;
  const wrapped = await wrap(reader, interview, purpose, key);
  const raw = { ...keys.raw, [purpose]: key };
  return usable(raw, { ...keys.wrapped, [purpose]: wrapped });
}

/** The keys without one: what it sealed cannot be read any more, by anybody. */
export function withoutKey(keys: Keys, purpose: 'sound' | 'contact'): Keys {
  const next = { ...keys, raw: { ...keys.raw }, wrapped: { ...keys.wrapped } };
  delete next.raw[purpose];
  delete next.wrapped[purpose];
  if (purpose === 'sound') delete next.sound;
  return next;
}
