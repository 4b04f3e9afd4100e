/**
 * How much sound the WebM of a recorder holds, told by its Opus packets. A browser
 * ends a chunk at any byte, in the midst of a head too, so chunks are read as one
 * stream; what is in the packets is stepped over and never copied.
 */
const ebml = 0x1a45dfa3;
/** What is gone into: segment, cluster, group of blocks. */
const entered = [0x18538067, 0x1f43b675, 0xa0];
const simpleBlock = 0xa3;
const block = 0xa1;
/** Of a block: track, time (2 bytes), flags, and the first two bytes of the packet. */
const blockHead = 6;
const lacing = 6;

export class WebmSound {
  #ms: number | undefined = 0;
  /** The head of an element, as far as it was read. */
  #head: number[] = [];
  /** Bytes to step over before the next head. */
  #skip = 0;
  #first = true;

  /** Milliseconds of sound in all that was read; undefined when it is not WebM with Opus as recorders write it. */
  get ms(): number | undefined {
    return this.#ms;
  }

  /** Reads what follows on what was read before. */
  read(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && this.#ms !== undefined;) {
      const skipped = Math.min(this.#skip, chunk.length - at);
      this.#skip -= skipped;
      at += skipped;
      if (at === chunk.length) return;
      this.#head.push(chunk[at++]!);
      this.#element();
    }
  }

  /** Takes the element whose head is complete now, if it is. */
  #element(): void {
    const head = this.#head;
    const idLength = numberLength(head[0]!);
    if (idLength > 4) return this.#unreadable();
    if (head.length <= idLength) return;
    const sizeLength = numberLength(head[idLength]!);
    if (sizeLength > 8) return this.#unreadable();
    const start = idLength + sizeLength;
    if (head.length < start) return;
    const id = numberOf(head.slice(0, idLength));
    const size = numberOf([
      head[idLength]! & (255 >> sizeLength),
      ...head.slice(idLength + 1, start),
    ]);
    if (this.#first && id !== ebml) return this.#unreadable();
    this.#first = false;
    if (entered.includes(id)) return this.#next(0);
    if (size >= 2 ** (7 * sizeLength) - 1) return this.#unreadable();
    if (id !== simpleBlock && id !== block) return this.#next(size);
    const wanted = Math.min(size, blockHead);
    if (head.length >= start + wanted) this.#block(head.slice(start), size - wanted);
  }

  #block([track = 0, , , flags = 0, toc, count = 0]: number[], rest: number): void {
    if (track < 0x80 || flags & lacing || toc === undefined) return this.#unreadable();
    this.#ms! += packetLength(toc, count);
    this.#next(rest);
  }

  #next(skip: number): void {
    this.#head = [];
    this.#skip = skip;
  }

  #unreadable(): void {
    this.#ms = undefined;
  }
}

/** Milliseconds of an Opus packet by its first two bytes (RFC 6716, 3.1 and 3.2). */
export function packetLength(toc: number, count: number): number {
  const config = toc >> 3;
  const code = toc & 3;
  const frames = code === 3 ? count & 63 : Math.min(code, 1) + 1;
  if (config < 12) return frames * [10, 20, 40, 60][config & 3]!;
  return frames * (config < 16 ? [10, 20][config & 1]! : 2.5 * 2 ** (config & 3));
}

/** How many bytes the EBML number takes that begins with this one (RFC 8794, 4); 9 when there is none such. */
const numberLength = (first: number): number => Math.clz32(first) - 23;

const numberOf = (bytes: number[]): number => bytes.reduce((all, byte) => all * 256 + byte, 0);
