/** Throws when what must hold does not. */
export function must(holds, words) {
  if (!holds) throw new Error(words);
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Looks until it is so; the words say what was waited for. */
export async function until(look, words, within = 60_000) {
  const end = Date.now() + within;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    must(Date.now() < end, `not within ${within} ms: ${words}`);
    await pause(50);
  }
}
