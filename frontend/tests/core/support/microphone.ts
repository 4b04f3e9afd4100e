import type { ChunkListener, Input, Microphone, Recording, Take } from '../../../src/core';

/** A microphone that does what a test says: speaks, falls silent, is taken away. */
export class TestMicrophone implements Microphone {
  webkit = false;
  formats = ['audio/webm;codecs=opus', 'audio/mp4'];
  allowed = true;
  opened = 0;
  /** The input that was opened last. */
  input: TestInput | undefined;

  supports = (mime: string): boolean => this.formats.includes(mime);

  async open(): Promise<Input> {
    if (!this.allowed) throw new DOMException('', 'NotAllowedError');
    this.opened++;
    return (this.input = new TestInput());
  }

  /** Gives a chunk to the running recorder; the bytes may come later. */
  speak(bytes: Uint8Array<ArrayBuffer>, later: Promise<void> = Promise.resolve()): void {
    this.input?.take?.chunk(
      bytes.length,
      later.then(() => bytes.slice().buffer),
    );
  }
}

class TestTake implements Take {
  readonly how: Recording;
  readonly chunk: ChunkListener;
  state: 'recording' | 'paused' | 'stopped' = 'recording';
  /** What the recorder still had when it was stopped. */
  rest: Uint8Array<ArrayBuffer> | undefined;

  /** Says that the recorder really began. */
  readonly began: () => void;

  constructor(how: Recording, chunk: ChunkListener, began: () => void) {
    this.how = how;
    this.chunk = chunk;
    this.began = began;
  }

  pause(): void {
    this.state = 'paused';
  }

  resume(): void {
    this.state = 'recording';
  }

  async stop(): Promise<void> {
    this.state = 'stopped';
    if (this.rest) this.chunk(this.rest.length, Promise.resolve(this.rest.slice().buffer));
  }
}

export class TestInput implements Input {
  take: TestTake | undefined;
  takes: TestTake[] = [];
  loudness = 0.2;
  closed = false;
  #health: ReturnType<Input['health']> = 'well';
  #calls: (() => void)[] = [];

  health = (): ReturnType<Input['health']> => this.#health;
  level = (): number => this.loudness;

  onChange(call: () => void): void {
    this.#calls.push(call);
  }

  /** A call comes in, an alarm rings, the track ends, or all is well again. */
  become(health: ReturnType<Input['health']>): void {
    this.#health = health;
    for (const call of this.#calls) call();
  }

  record(how: Recording, chunk: ChunkListener, began: () => void): Take {
    this.take = new TestTake(how, chunk, began);
    this.takes.push(this.take);
    return this.take;
  }

  close(): void {
    this.closed = true;
  }
}
