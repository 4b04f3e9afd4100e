import { base64url } from './bytes';
import type { Levels, Offset } from './record';

const every = 500;

/** How loud each segment was, half a second a byte, so that it can be drawn. */
export class Loudness {
  readonly #segments = new Map<number, number[]>();

  /** Takes the loudness (0 to 1) at a place; what was not looked at was as loud as what follows. */
  heard({ segment, ms }: Offset, level: number): void {
    const values = this.#segments.get(segment) ?? [];
    this.#segments.set(segment, values);
    const byte = Math.round(255 * Math.sqrt(Math.min(1, Math.max(0, level))));
    const at = Math.floor(ms / every);
    while (values.length <= at) values.push(byte);
    values[at] = Math.max(values[at]!, byte);
  }

  /** As the answers tell it. */
  get levels(): Levels[] {
    return [...this.#segments].map(([segment, values]) => ({
      segment,
      everyMs: every,
      values: base64url(Uint8Array.from(values)),
    }));
  }
}
