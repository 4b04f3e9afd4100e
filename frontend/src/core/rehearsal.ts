/** A microphone that can be taken away on purpose: somebody who practises sees the real alarm once. */
import type { ChunkListener, Input, Microphone, Recording, Take } from './ports';

export class Rehearsal implements Microphone {
  readonly #microphone: Microphone;
  readonly #inputs = new Set<LosableInput>();
  #lost = false;

  constructor(microphone: Microphone) {
    this.#microphone = microphone;
  }

  get webkit(): boolean {
    return this.#microphone.webkit;
  }

  supports(mime: string): boolean {
    return this.#microphone.supports(mime);
  }

  /** Rejects while it is taken away, as when another app holds it. */
  async open(): Promise<Input> {
    if (this.#lost) throw new Error('the microphone was taken away');
    const input = new LosableInput(await this.#microphone.open(), () => this.#lost);
    this.#inputs.add(input);
    return input;
  }

  lose(): void {
    this.#lost = true;
    for (const input of this.#inputs) input.changed();
    this.#inputs.clear();
  }

  giveBack(): void {
    this.#lost = false;
  }
}

/** Ended for good once the microphone was taken away, as a real one. */
class LosableInput implements Input {
  readonly #input: Input;
  readonly #lost: () => boolean;
  #ended = false;
  #listeners: (() => void)[] = [];

  constructor(input: Input, lost: () => boolean) {
    this.#input = input;
    this.#lost = lost;
  }

  health(): ReturnType<Input['health']> {
    this.#ended ||= this.#lost();
    return this.#ended ? 'ended' : this.#input.health();
  }

  level(): number {
    return this.#input.level();
  }

  onChange(call: () => void): void {
    this.#listeners.push(call);
    this.#input.onChange(call);
  }

  changed(): void {
    this.health();
    for (const call of this.#listeners) call();
  }

  record(how: Recording, chunk: ChunkListener, began: () => void): Take {
    return this.#input.record(how, chunk, began);
  }

  close(): void {
    this.#input.close();
  }
}
