/** What is heard and what is left, for the screen of a running recording. */

/** Loudness in words, over the moments that are shown. */
export function loudness(levels: readonly number[]): 'good' | 'quiet' | 'loud' {
  const loudest = Math.max(0, ...levels);
  if (loudest > 0.85) return 'loud';
  return loudest < 0.01 ? 'quiet' : 'good';
}
