/**
 * The lie-still test: whether a phone stays awake while it records and nobody touches
 * it. It records as a talk does, and lets go of every sound at once.
 */
import type { Device, Key } from './ports';
import { recordingFor } from './run';

export interface LieStill {
  /** RFC 3339. */
  at: string;
  passed: boolean;
  /** How long the phone stayed awake: until it first fell asleep, or all of the test. */
  seconds: number;
}

/** Where the last one is kept, in the area "setting". */
export const lieStillKey: Key = ['lie-still'];

/** How long it lies; longer than phones wait before they lock themselves, most of them. */
export const lieStillSeconds = 180;

type Parts = Pick<Device, 'clock' | 'microphone' | 'presence' | 'awake'>;

/** Milliseconds without sound, or between two looks, that only a phone that slept leaves. */
const slept = 3_500;
/** WebKit gives its chunks each 2 to 3 seconds. */
const sleptOnWebKit = 6_000;

/**
 * Lies for so many seconds and says each second how many are left. Undefined when it
 * was stopped before; rejects when the microphone may not be opened.
 */
export async function lieStill(
  { clock, microphone, presence, awake }: Parts,
  seconds: number,
  signal: AbortSignal,
  left: (seconds: number) => void,
): Promise<LieStill | undefined> {
  const how = recordingFor(microphone);
  if (!how) throw new Error('this browser cannot record');
  const input = await microphone.open();
  const longest = microphone.webkit ? sleptOnWebKit : slept;
  const began = clock.now();
  let [heardAt, lookedAt] = [began, began];
  let asleepAt: number | undefined;
  let stop: () => void = () => undefined;
  const take = input.record(
    how,
    () => (heardAt = clock.now()),
    () => undefined,
  );
  const letScreenGo = awake.hold(() => undefined);
  try {
    const whole = await new Promise<boolean>((resolve) => {
      signal.addEventListener('abort', () => resolve(false), { once: true });
      const look = () => {
        const now = clock.now();
        const away = !presence.visible() || input.health() !== 'well';
        const since = Math.min(heardAt, lookedAt);
        if (away || now - since > longest) asleepAt ??= away ? now : since;
        lookedAt = now;
        left(Math.max(0, Math.ceil(seconds - (now - began) / 1_000)));
        if (now - began >= seconds * 1_000) resolve(true);
      };
      stop = clock.every(1_000, look);
    });
    if (!whole) return undefined;
  } finally {
    stop();
    letScreenGo();
    await take.stop();
    input.close();
  }
  const lasted = asleepAt === undefined ? seconds : Math.round((asleepAt - began) / 1_000);
  const at = new Date(clock.now()).toISOString();
  return { at, passed: asleepAt === undefined, seconds: Math.min(seconds, lasted) };
}
