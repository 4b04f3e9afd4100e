/** Spoken notes, only with speech recognition that stays on this device. */
interface Recognition extends EventTarget {
  lang: string;
  continuous: boolean;
  processLocally: boolean;
  start(): void;
  stop(): void;
}

interface RecognitionClass {
  new (): Recognition;
  available?(options: { langs: string[]; processLocally: boolean }): Promise<string>;
}

interface ResultEvent extends Event {
  resultIndex: number;
  results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }>;
}

const recognition = (): RecognitionClass | undefined =>
  (globalThis as { SpeechRecognition?: RecognitionClass }).SpeechRecognition;

/** Whether this device can write down speech by itself, without sending it anywhere. */
export async function mayDictate(language: string): Promise<boolean> {
  try {
    const found = await recognition()?.available?.({ langs: [language], processLocally: true });
    return found === 'available';
  } catch {
    return false;
  }
}

/** Listens until stopped; the result stops it. */
export function dictate(
  language: string,
  heard: (words: string) => void,
  ended: () => void,
): () => void {
  const listening = new (recognition()!)();
  listening.lang = language;
  listening.continuous = true;
  listening.processLocally = true;
  listening.addEventListener('result', (event) => {
    const { results, resultIndex } = event as ResultEvent;
    for (let at = resultIndex; at < results.length; at++) {
      const result = results[at]!;
      if (result.isFinal) heard(result[0]!.transcript.trim());
    }
  });
  listening.addEventListener('end', ended);
  listening.addEventListener('error', ended);
  listening.start();
  return () => listening.stop();
}
