import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { base64url, fromBase64url, joined, sha256, type Bytes } from '../../src/core/bytes';
import { idFrom, isID, newID } from '../../src/core/id';
import {
  frameCost,
  framesOf,
  maxFrame,
  newDataKey,
  openPart,
  sealFrame,
  sealingKey,
  sealPart,
  unwrap,
  wrap,
  type Purpose,
  type Wrapped,
} from '../../src/core/sealed';

interface Wrap {
  interview: string;
  purpose: Purpose;
  dataKey: string;
  oneTimePrivate: string;
  nonce: string;
  wrapped: Wrapped;
  why?: string;
}

interface SealedPart {
  interview: string;
  part: number;
  key: string;
  nonces?: string[];
  frames?: string[];
  sealed: string;
  sha256: string;
  why?: string;
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../internal/keys/testdata/vectors.json', import.meta.url), 'utf8'),
) as {
  pair: { key: string; private: string; public: string };
  wraps: Wrap[];
  parts: SealedPart[];
  refuse: { wraps: Wrap[]; parts: SealedPart[] };
};

/** A P-256 private key from its scalar and public point, as the vectors write them. */
function privateKey(scalar: string, point: Bytes): Promise<CryptoKey> {
  const [x, y] = [base64url(point.slice(1, 33)), base64url(point.slice(33))];
  const jwk = { kty: 'EC', crv: 'P-256', d: scalar, x, y };
  return crypto.subtle.importKey('jwk', jwk, { name: 'ECDH', namedCurve: 'P-256' }, true, [
    'deriveBits',
  ]);
}

/** Lets the next random bytes be these, in order. */
function chosenRandom(...choices: Bytes[]): void {
  vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
    const chosen = choices.shift();
    if (!chosen || !(array instanceof Uint8Array)) throw new Error('no more chosen bytes');
    array.set(chosen);
    return array;
  });
}

afterEach(() => vi.restoreAllMocks());

const ownPair = () => privateKey(vectors.pair.private, fromBase64url(vectors.pair.public));

describe('the vectors that server and phone share', () => {
  test.each(vectors.wraps)('unwrap the $purpose key', async (one) => {
    const key = await unwrap(await ownPair(), one.wrapped, one.interview, one.purpose);
    expect(base64url(key)).toBe(one.dataKey);
  });

  test.each(vectors.wraps)('wrap the $purpose key to the same bytes', async (one) => {
    const point = fromBase64url(one.wrapped.ephemeral);
    const algorithm = { name: 'ECDH', namedCurve: 'P-256' };
    const once = {
      privateKey: await privateKey(one.oneTimePrivate, point),
      publicKey: await crypto.subtle.importKey('raw', point, algorithm, true, []),
    };
    vi.spyOn(crypto.subtle, 'generateKey').mockResolvedValueOnce(once as unknown as CryptoKey);
    chosenRandom(fromBase64url(one.nonce));
    const wrapped = await wrap(
      vectors.pair,
      one.interview,
      one.purpose,
      fromBase64url(one.dataKey),
    );
    expect(wrapped).toEqual(one.wrapped);
  });

  test.each(vectors.parts)('open and make part $part', async (one) => {
    const key = await sealingKey(fromBase64url(one.key));
    const part = { interview: one.interview, number: one.part };
    const frames = (one.frames ?? []).map(fromBase64url);
    const sealed = fromBase64url(one.sealed);
    expect(await openPart(key, part, sealed)).toEqual(joined(frames));
    expect(base64url(await sha256(sealed))).toBe(one.sha256);
    chosenRandom(...(one.nonces ?? []).map(fromBase64url));
    const made = [];
    for (const frame of frames) made.push(await sealFrame(key, part, made.length, frame));
    expect(base64url(joined(made))).toBe(one.sealed);
  });

  test.each(vectors.refuse.wraps)('refuse a key: $why', async (one) => {
    const opened = unwrap(await ownPair(), one.wrapped, one.interview, one.purpose);
    await expect(opened).rejects.toThrow();
  });

  test.each(vectors.refuse.parts)('refuse a part: $why', async (one) => {
    const key = await sealingKey(fromBase64url(one.key));
    const part = { interview: one.interview, number: one.part };
    await expect((async () => openPart(key, part, fromBase64url(one.sealed)))()).rejects.toThrow();
  });
});

describe('frames', () => {
  const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), {
    minLength: 2,
    maxLength: 8,
  });

  test('what was sealed in frames opens whole, and in no other order, place or length', async () => {
    const key = await sealingKey(newDataKey());
    const part = { interview: newID(), number: 3 };
    await fc.assert(
      fc.asyncProperty(chunks, fc.nat(), fc.nat(), async (plain, one, other) => {
        const frames: Bytes[] = [];
        for (const piece of plain)
          frames.push(await sealFrame(key, part, frames.length, piece.slice()));
        const whole = joined(frames);
        expect(framesOf(whole)).toEqual(frames);
        expect(await openPart(key, part, whole)).toEqual(
          joined(plain.map((piece) => piece.slice())),
        );

        const [a, b] = [one % frames.length, other % frames.length];
        const swapped = frames.with(a, frames[b]!).with(b, frames[a]!);
        if (a !== b) await expect(openPart(key, part, joined(swapped))).rejects.toThrow();
        await expect(openPart(key, { ...part, number: 4 }, whole)).rejects.toThrow();
        const cut = whole.slice(0, 1 + (one % (whole.length - 1)));
        const ends = frames.map((_, at) => joined(frames.slice(0, at + 1)).length);
        if (!ends.includes(cut.length)) expect(() => framesOf(cut)).toThrow(RangeError);
        const flipped = whole.slice();
        flipped[other % whole.length]! ^= 1;
        await expect((async () => openPart(key, part, flipped))()).rejects.toThrow();
      }),
      { numRuns: 60 },
    );
  });

  test('a long text is cut into frames of one mebibyte', async () => {
    const key = await sealingKey(newDataKey());
    const part = { interview: newID(), number: 1 };
    const plain = new Uint8Array(maxFrame + 5).fill(7);
    const sealed = await sealPart(key, part, plain);
    expect(framesOf(sealed).map((frame) => frame.length)).toEqual([
      maxFrame + frameCost,
      5 + frameCost,
    ]);
    expect(await sha256(await openPart(key, part, sealed))).toEqual(await sha256(plain));
    await expect(sealFrame(key, part, 0, new Uint8Array(0))).rejects.toThrow(RangeError);
    await expect(sealFrame(key, part, 0, plain)).rejects.toThrow(RangeError);
  });
});

describe('ids and bytes', () => {
  test('an id is the base32 of 16 bytes, as the server writes it', () => {
    expect(idFrom(new Uint8Array(16))).toBe('aaaaaaaaaaaaaaaaaaaaaaaaaa');
    expect(idFrom(new Uint8Array(16).fill(255))).toBe('77777777777777777777777774');
    expect(isID(newID())).toBe(true);
    expect(new Set(Array.from({ length: 500 }, newID)).size).toBe(500);
  });

  test('base64url goes both ways for all bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(fromBase64url(base64url(bytes.slice()))).toEqual(bytes);
        expect(base64url(bytes.slice())).toBe(Buffer.from(bytes).toString('base64url'));
      }),
    );
    expect(() => fromBase64url('a+b/')).toThrow(RangeError);
  });
});
