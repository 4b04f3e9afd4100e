import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { packetLength, WebmSound } from '../../src/core/webm';
import { begun, clusterId, element, head, packet } from './support/webm';

/** What Chromium 156 gave of the tone of its made-up microphone: three chunks of these sizes. */
const recorded = new Uint8Array(readFileSync(new URL('support/chromium.webm', import.meta.url)));
const chunks = [
  { size: 1_888, ms: 480 },
  { size: 1_747, ms: 1_020 },
  { size: 1_901, ms: 1_560 },
];

/** Reads the bytes in pieces that end at these places. */
function readIn(bytes: Uint8Array, ends: number[]): WebmSound {
  const sound = new WebmSound();
  let from = 0;
  for (const end of [...ends, bytes.length].sort((a, b) => a - b)) {
    sound.read(bytes.subarray(from, end));
    from = end;
  }
  return sound;
}

const places = (bytes: Uint8Array) =>
  fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 40 });

const lengthOf = (bytes: number[]) => {
  const sound = new WebmSound();
  sound.read(Uint8Array.from(bytes));
  return sound.ms;
};

describe('how much sound a recording of Chromium holds', () => {
  test('each chunk adds what its packets hold', () => {
    const sound = new WebmSound();
    let from = 0;
    for (const { size, ms } of chunks) {
      sound.read(recorded.subarray(from, (from += size)));
      expect(sound.ms).toBe(ms);
    }
    expect(from).toBe(recorded.length);
  });

  test('the same bytes hold the same, however they are cut', () => {
    fc.assert(
      fc.property(places(recorded), (ends) => {
        expect(readIn(recorded, ends).ms).toBe(1_560);
      }),
    );
    const everyByte = Array.from(recorded.keys());
    expect(readIn(recorded, everyByte).ms).toBe(1_560);
  });

  test('a beginning never holds more than the whole, nor does what follows take any away', () => {
    let before = 0;
    const sound = new WebmSound();
    for (const byte of recorded) {
      sound.read(Uint8Array.of(byte));
      expect(sound.ms! - before === 0 || sound.ms! - before === 60).toBe(true);
      before = sound.ms!;
    }
  });
});

describe('packets of Opus', () => {
  const milliseconds = [
    ...Array.from({ length: 3 }, () => [10, 20, 40, 60]),
    ...Array.from({ length: 2 }, () => [10, 20]),
    ...Array.from({ length: 4 }, () => [2.5, 5, 10, 20]),
  ].flat();

  test.each(milliseconds.map((ms, config) => [config, ms]))(
    'configuration %i: a frame is %d ms',
    (config, ms) => {
      for (const stereo of [0, 4]) {
        const toc = (config << 3) | stereo;
        expect([0, 1, 2].map((code) => packetLength(toc | code, 255))).toEqual([
          ms,
          2 * ms,
          2 * ms,
        ]);
        for (let count = 0; count < 64; count++)
          for (const flags of [0, 64, 128, 192])
            expect(packetLength(toc | 3, flags | count)).toBe(count * ms);
      }
    },
  );

  test('in blocks and groups of blocks, with sizes of any length', () => {
    const groups = element([0xa0], element([0xa1], packet(0x7b, 3, 9, 9), 2), 3);
    const simple = element([0xa3], packet(0x78, 9), 8);
    const shortest = element([0xa3], packet(0x08));
    const time = element([0xe7], [0]);
    expect(lengthOf([...begun, ...time, ...groups])).toBe(60);
    expect(lengthOf([...begun, ...simple, ...time, ...groups, ...shortest])).toBe(100);
    const nextCluster = [...clusterId, 0x80 + time.length + simple.length];
    expect(lengthOf([...begun, ...simple, ...nextCluster, ...time, ...simple])).toBe(40);
  });
});

describe('what cannot be read is no length', () => {
  const laced = element([0xa3], [0x81, 0, 0, 0x82, 0x78, 9]);
  test.each([
    ['something else than WebM', [0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70]],
    ['an empty packet', [...begun, ...element([0xa3], packet())]],
    ['several packets in a block', [...begun, ...laced]],
    ['a block of unknown size', [...begun, 0xa3, 0xff]],
    ['a number that is none', [...begun, 0]],
    ['a size that is none', [...begun, 0xa3, 0]],
  ])('%s', (_, bytes) => {
    expect(lengthOf(bytes)).toBeUndefined();
    expect(lengthOf([...bytes, ...recorded])).toBeUndefined();
  });

  test('any bytes, in any pieces: never an error, always the same', () => {
    const starts = fc.constantFrom<number[]>([], head, begun, [...recorded.subarray(0, 700)]);
    fc.assert(
      fc.property(
        starts,
        fc.uint8Array({ maxLength: 300 }),
        fc.func(fc.nat()),
        (start, rest, at) => {
          const bytes = Uint8Array.from([...start, ...rest]);
          const ends = Array.from({ length: 9 }, (_, n) => at(n) % (bytes.length + 1));
          expect(readIn(bytes, ends).ms).toBe(readIn(bytes, []).ms);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('recorded bytes of which one was changed: never an error', () => {
    const where = fc.integer({ min: 0, max: recorded.length - 1 });
    fc.assert(
      fc.property(where, fc.integer({ min: 0, max: 255 }), places(recorded), (at, byte, ends) => {
        const bytes = recorded.slice();
        bytes[at] = byte;
        expect(readIn(bytes, ends).ms).toBe(readIn(bytes, []).ms);
      }),
    );
  });
});
