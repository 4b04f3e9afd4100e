import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foreignKind, soundKind } from '../../src/core/sound-kind';
import vectors from '../../../internal/sound/testdata/kinds.json';

const bytesOf = (encoded: string) => new Uint8Array(Buffer.from(encoded, 'base64'));

describe('what a file is', () => {
  test.each(vectors)('$name is what the server says it is', ({ mime, head }) => {
    expect(soundKind(bytesOf(head)) ?? '').toBe(mime);
  });

  test.each(vectors.filter(({ mime }) => mime === ''))('of $name a person is told', (vector) => {
    const what = foreignKind(bytesOf(vector.head));
    if (vector.name.startsWith('film')) expect(what).toBe('film');
    if (/picture|photo/.test(vector.name)) expect(what).toBe('picture');
    if (/document|archive|page|words/.test(vector.name)) expect(what).toBe('document');
    expect(['film', 'picture', 'document', 'unknown']).toContain(what);
  });

  test('no bytes break it, and noise is no sound', () => {
    const some = fc.uint8Array({ maxLength: 300 });
    const begin = fc.constantFrom(...vectors.map(({ head }) => bytesOf(head).slice(0, 64)));
    fc.assert(
      fc.property(begin, some, (start, rest) => {
        const kind = soundKind(new Uint8Array([...start, ...rest]));
        return kind === undefined || kind.startsWith('audio/');
      }),
      { numRuns: 2_000 },
    );
    const noise = fc.uint8Array({ minLength: 2_000, maxLength: 2_000 });
    fc.assert(fc.property(noise, (bytes) => soundKind(new Uint8Array(bytes)) === undefined));
  });
});
