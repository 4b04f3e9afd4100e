/** The try before the talk: three seconds in memory, never kept. */
import type { Clock, Microphone } from './ports';
import { recordingFor } from './run';

export interface MicrophoneTest {
  /** Whether anything louder than silence was heard. */
  heard: boolean;
  /** To listen back; nothing else holds it. */
  sound: Blob;
}

/** Records for some milliseconds and shows the loudness meanwhile; rejects when it may not. */
export async function testMicrophone(
  microphone: Microphone,
  clock: Clock,
  milliseconds: number,
  show: (level: number) => void,
): Promise<MicrophoneTest> {
  const how = recordingFor(microphone);
  if (!how) throw new Error('this browser cannot record');
  const input = await microphone.open();
  const pieces: Promise<ArrayBuffer>[] = [];
  let loudest = 0;
  let stopMeter = () => {};
  try {
    const take = input.record(
      how,
      (_, bytes) => void pieces.push(bytes),
      () => undefined,
    );
    stopMeter = clock.every(100, () => {
      loudest = Math.max(loudest, input.level());
      show(input.level());
    });
    await new Promise<void>((resolve) => clock.after(milliseconds, resolve));
    await take.stop();
    const sound = new Blob(await Promise.all(pieces), { type: how.mime });
    return { heard: loudest > 0.001 && sound.size > 0, sound };
  } finally {
    stopMeter();
    input.close();
  }
}
