/** Minutes between two signs of life: well below the half hour after which a session ends. */
const apart = 10;

/**
 * Calls `alive` while somebody works on the page without asking the server anything,
 * as in a long text: with a key or a press at most every ten minutes. A desk that
 * somebody left stays silent. Returns how to stop.
 */
export function whileWorking(alive: () => void): () => void {
  const stop = new AbortController();
  let last = performance.now();
  const seen = () => {
    if (performance.now() - last < apart * 60_000) return;
    last = performance.now();
    alive();
  };
  for (const sign of ['keydown', 'pointerdown'])
    addEventListener(sign, seen, { capture: true, signal: stop.signal });
  return () => stop.abort();
}
