/** WebM as recorders write it, made by hand. */

/** An element of EBML; its size takes so many bytes. */
export function element(id: number[], content: number[], sizeLength = 1): number[] {
  const size = Array.from({ length: sizeLength }, (_, n) =>
    n < sizeLength - 4 ? 0 : (content.length >>> (8 * (sizeLength - 1 - n))) & 255,
  );
  size[0]! |= 256 >> sizeLength;
  return [...id, ...size, ...content];
}

export const head = element([0x1a, 0x45, 0xdf, 0xa3], [1, 2, 3]);
export const clusterId = [0x1f, 0x43, 0xb6, 0x75];
const unknownSize = [1, 255, 255, 255, 255, 255, 255, 255];
const segment = [0x18, 0x53, 0x80, 0x67, ...unknownSize];

/** Until the first block: head, segment and cluster. */
export const begun = [...head, ...segment, ...clusterId, ...unknownSize];

/** What stands in a block: of track 1, and a packet. */
export const packet = (...bytes: number[]): number[] => [0x81, 0, 0, 0x80, ...bytes];

/** Blocks with 20 ms of sound each. */
export function soundOf(milliseconds: number): Uint8Array<ArrayBuffer> {
  const block = element([0xa3], packet(0x98, 1, 2, 3));
  return Uint8Array.from(Array.from({ length: milliseconds / 20 }, () => block).flat());
}

/** The first chunk of a recording. */
export const firstOf = (milliseconds: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([...begun, ...soundOf(milliseconds)]);
