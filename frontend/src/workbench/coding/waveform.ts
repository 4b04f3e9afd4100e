/** How loud a part is: values of 0 to 255, one for each so many milliseconds; null where nobody measured it. */
export type Loudness = { milliseconds: number; every: number; values: Uint8Array | null };

/** The bytes of base64url text. */
export function bytesOf(text: string): Uint8Array {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/**
 * The loudest moment of each of so many equal stretches of all parts together, 0 to 1. What is
 * said softly must be seen too: the loudest of everything is 1, and half as loud is drawn higher
 * than half. Null when no part was measured.
 */
export function waveform(parts: readonly Loudness[], columns: number): number[] | null {
  const total = parts.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  if (total <= 0 || !parts.some(({ values }) => values?.length)) return null;
  const loudest = new Array<number>(columns).fill(0);
  let start = 0;
  for (const { milliseconds, every, values } of parts) {
    values?.forEach((value, index) => {
      const from = start + index * every;
      const to = Math.min(from + every, start + milliseconds);
      const last = Math.min(columns, Math.ceil((to / total) * columns));
      for (let column = Math.floor((from / total) * columns); column < last; column++)
        loudest[column] = Math.max(loudest[column]!, value);
    });
    start += milliseconds;
  }
  const most = Math.max(...loudest, 1);
  return loudest.map((value) => Math.sqrt(value / most));
}

/** An SVG path of bars around the middle, in a box of as many wide as there are heights and 100 high. */
export function barsOf(heights: readonly number[]): string {
  return heights
    .map((height, index) => {
      const half = Math.max(2, Math.round(height * 50));
      return `M${index + 0.15} ${50 - half}h.7v${2 * half}h-.7z`;
    })
    .join('');
}
