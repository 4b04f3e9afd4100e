/** What is heard and what is left, for the screen of a running recording. */

/** Loudness in words, over the moments that are shown. */
export function loudness(levels: readonly number[]): 'good' | 'quiet' | 'loud' {
  const loudest = Math.max(0, ...levels);
  if (loudest > 0.85) return 'loud';
  return loudest < 0.01 ? 'quiet' : 'good';
}

/** Bytes of an hour of speech at 24 kbit/s, with what sealing adds. */
const bytesAnHour = 11_000_000;

/** Whole hours of sound that still fit; more than 99 says nothing to anybody. */
export const hoursOfSound = (bytes: number): number =>
  Math.min(99, Math.floor(bytes / bytesAnHour));

/** Charge in whole percents; undefined where the browser does not say. */
export async function battery(): Promise<number | undefined> {
  const { getBattery } = navigator as { getBattery?: () => Promise<{ level: number }> };
  const found = await getBattery?.call(navigator).catch(() => undefined);
  return found && Math.round(found.level * 100);
}
