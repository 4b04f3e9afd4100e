/**
 * What the store and the keys must do on every IndexedDB and WebCrypto: run on
 * the ones of the unit tests, and by `faults` in Chromium and WebKitGTK.
 */
import vectors from '../../../../internal/keys/testdata/vectors.json';
import type { Store } from '../../../src/core';
import { base64url, fromBase64url, joined } from '../../../src/core/bytes';
import { openPart, sealFrame, sealingKey, unwrap } from '../../../src/core/sealed';

type Purpose = Parameters<typeof unwrap>[3];
type Wrapped = Parameters<typeof unwrap>[1];

/** A name and what must hold; it rejects when it does not. */
export type StoreCase = [string, (openStore: (name: string) => Store) => Promise<void>];

function same(seen: unknown, wanted: unknown): void {
  const [a, b] = [JSON.stringify(seen), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${a} and not ${b}`);
}

async function refuses(work: Promise<unknown>, words: string): Promise<void> {
  const went = await work.then(
    () => true,
    () => false,
  );
  if (went) throw new Error(`${words} was not refused`);
}

const bytes = (value: number): ArrayBuffer => new Uint8Array([value]).buffer;
const read = (value: unknown): number[] => [...new Uint8Array(value as ArrayBuffer)];
const chunk = (seq: number, part = 2) => ({
  area: 'chunks' as const,
  key: ['interview', part, seq],
  value: bytes(seq),
});

async function order(openStore: (name: string) => Store): Promise<void> {
  const store = openStore('case-order');
  await store.write([chunk(10), chunk(9), chunk(100), chunk(0, 3)]);
  const seqs = async (range: object) =>
    (await store.list('chunks', { prefix: ['interview', 2], ...range })).map(({ key }) => key[2]);
  same(await seqs({}), [9, 10, 100]);
  same(await seqs({ from: 10 }), [10, 100]);
  same(await seqs({ from: 0, limit: 2 }), [9, 10]);
  same(await seqs({ limit: 2, backwards: true }), [100, 10]);
  await store.write([{ area: 'chunks', gone: ['interview', 2] }]);
  same((await store.list('chunks', { prefix: [] })).length, 1);
}

async function allOrNone(openStore: (name: string) => Store): Promise<void> {
  const store = openStore('case-all-or-none');
  const bad = { area: 'outbox' as const, key: ['x'], value: () => 'functions cannot be stored' };
  await refuses(store.write([chunk(1), bad]), 'a function');
  same(await store.read('chunks', chunk(1).key), undefined);
}

async function before(openStore: (name: string) => Store): Promise<void> {
  await new Promise<void>((done, failed) => {
    const opening = indexedDB.open('case-before', 1);
    opening.onerror = () => failed(opening.error!);
    opening.onupgradeneeded = () =>
      opening.result.createObjectStore('outbox').put('an interview', ['i']);
    opening.onsuccess = () => done(opening.result.close());
  });
  const store = openStore('case-before');
  await store.write([{ area: 'choices', key: ['i', 0], value: 'no' }]);
  same(await store.read('outbox', ['i']), 'an interview');
  same(await store.read('choices', ['i', 0]), 'no');
}

async function again(openStore: (name: string) => Store): Promise<void> {
  await openStore('case-again').write([chunk(7)]);
  same(read(await openStore('case-again').read('chunks', chunk(7).key)), [7]);
}

async function strict(openStore: (name: string) => Store): Promise<void> {
  const store = openStore('case-strict');
  await store.read('cache', ['x']);
  const prototype = IDBDatabase.prototype;
  const { transaction } = prototype;
  const asked: unknown[] = [];
  prototype.transaction = function (...how: Parameters<typeof transaction>) {
    asked.push(how[2]);
    return transaction.apply(this, how);
  };
  try {
    await store.write([chunk(1)]);
  } finally {
    prototype.transaction = transaction;
  }
  same(asked, [{ durability: 'strict' }]);
}

/** Keys that cannot be copied are kept, still work, and still cannot be copied. */
async function keys(openStore: (name: string) => Store): Promise<void> {
  const signing = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ]);
  const agreement = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, [
    'deriveBits',
  ]);
  const device = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  const value = { signing, agreement, device };
  await openStore('case-keys').write([{ area: 'identity', key: ['phone'], value }]);
  const kept = (await openStore('case-keys').read('identity', ['phone'])) as typeof value;
  const words = new Uint8Array([1, 2, 3]);
  const how = { name: 'ECDSA', hash: 'SHA-256' };
  const signature = await crypto.subtle.sign(how, kept.signing.privateKey, words);
  same(await crypto.subtle.verify(how, signing.publicKey, signature, words), true);
  const gcm = { name: 'AES-GCM', iv: new Uint8Array(12) };
  const sealed = await crypto.subtle.encrypt(gcm, kept.device, words);
  same(read(await crypto.subtle.decrypt(gcm, device, sealed)), [1, 2, 3]);
  for (const key of [kept.signing.privateKey, kept.agreement.privateKey])
    await refuses(crypto.subtle.exportKey('pkcs8', key), 'copying a private key');
  await refuses(crypto.subtle.exportKey('raw', kept.device), 'copying the key of the lock');
}

/** A P-256 private key from its scalar and public point, as the vectors write them. */
function privateKey(): Promise<CryptoKey> {
  const { private: scalar, public: point } = vectors.pair;
  const raw = fromBase64url(point);
  const [x, y] = [base64url(raw.slice(1, 33)), base64url(raw.slice(33))];
  const jwk = { kty: 'EC', crv: 'P-256', d: scalar, x, y };
  return crypto.subtle.importKey('jwk', jwk, { name: 'ECDH', namedCurve: 'P-256' }, true, [
    'deriveBits',
  ]);
}

async function wraps(): Promise<void> {
  const own = await privateKey();
  const opened = (one: Pick<(typeof vectors.wraps)[number], 'wrapped' | 'interview' | 'purpose'>) =>
    unwrap(own, one.wrapped as Wrapped, one.interview, one.purpose as Purpose);
  for (const one of vectors.wraps) same(base64url(await opened(one)), one.dataKey);
  for (const one of vectors.refuse.wraps) await refuses(opened(one), one.why);
}

async function parts(): Promise<void> {
  for (const one of vectors.parts) {
    const key = await sealingKey(fromBase64url(one.key));
    const part = { interview: one.interview, number: one.part };
    const plain = joined((one.frames ?? []).map(fromBase64url));
    same(base64url(await openPart(key, part, fromBase64url(one.sealed))), base64url(plain));
  }
  for (const one of vectors.refuse.parts) {
    const key = await sealingKey(fromBase64url(one.key));
    const part = { interview: one.interview, number: one.part };
    const opened = (async () => openPart(key, part, fromBase64url(one.sealed)))();
    await refuses(opened, one.why);
  }
}

async function frames(): Promise<void> {
  const key = await sealingKey(crypto.getRandomValues(new Uint8Array(32)));
  const part = { interview: 'a'.repeat(26), number: 2 };
  const plain = [1, 2, 3].map((one) => new Uint8Array(1000).fill(one));
  const sealed = [];
  for (const frame of plain) sealed.push(await sealFrame(key, part, sealed.length, frame));
  same(base64url(await openPart(key, part, joined(sealed))), base64url(joined(plain)));
  const swapped = joined([sealed[1]!, sealed[0]!, sealed[2]!]);
  await refuses((async () => openPart(key, part, swapped))(), 'another order');
}

export const storeCases: StoreCase[] = [
  ['lists in the order of numbers, from a number on, and only under the prefix', order],
  ['writes all changes or none', allOrNone],
  ['a phone of before keeps what it has, and gets the new room', before],
  ['what one connection wrote another reads', again],
  ['asks for strict durability', strict],
  ['keeps keys that cannot be copied', keys],
  ['opens the wrapped keys that server and phone share, and refuses the others', wraps],
  ['opens the sealed parts that server and phone share, and refuses the others', parts],
  ['seals frames in their order', frames],
];
