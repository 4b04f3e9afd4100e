/** Charge from 0 to 1, and whether the phone is plugged in. */
export interface Charge {
  level: number;
  charging: boolean;
}

/** The battery; undefined where the browser does not say. */
export async function battery(): Promise<Charge | undefined> {
  const { getBattery } = navigator as { getBattery?: () => Promise<Charge> };
  return getBattery?.call(navigator).catch(() => undefined);
}
