/** A vertical extent on the page, in px. */
export type Extent = { top: number; bottom: number };

/** Lanes beside each other for extents that overlap; the order of the answer is that of the question. */
export function lanes(extents: readonly Extent[]): number[] {
  const ends: number[] = [];
  const result = new Array<number>(extents.length).fill(0);
  const sorted = extents.map((extent, index) => ({ extent, index }));
  sorted.sort((a, b) => a.extent.top - b.extent.top || b.extent.bottom - a.extent.bottom);
  for (const { extent, index } of sorted) {
    const free = ends.findIndex((end) => end <= extent.top + 1);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = extent.bottom;
    result[index] = lane;
  }
  return result;
}

/** Tops for labels of the given heights, as near as can be to where they want to be and never over each other. */
export function labelTops(wanted: readonly number[], heights: readonly number[]): number[] {
  const tops = new Array<number>(wanted.length).fill(0);
  let free = -Infinity;
  for (const index of wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!)) {
    tops[index] = Math.max(wanted[index]!, free);
    free = tops[index] + heights[index]!;
  }
  return tops;
}
