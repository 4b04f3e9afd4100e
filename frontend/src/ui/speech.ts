/**
 * Reads a text aloud with a voice that lives on this device, so that no word
 * leaves it. False when the device has no such voice for the language.
 */
export function speak(text: string, language: string, done: () => void): boolean {
  const voice = localVoice(language);
  if (!voice) return false;
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.voice = voice;
  utterance.lang = voice.lang;
  utterance.rate = 0.92;
  utterance.onend = utterance.onerror = done;
  speechSynthesis.cancel();
  speechSynthesis.speak(utterance);
  return true;
}

/** Stops reading aloud. */
export function hush(): void {
  if (typeof speechSynthesis !== 'undefined') speechSynthesis.cancel();
}

function localVoice(language: string): SpeechSynthesisVoice | undefined {
  if (typeof speechSynthesis === 'undefined') return undefined;
  const spoken = speechSynthesis
    .getVoices()
    .filter((voice) => voice.localService && voice.lang.toLowerCase().startsWith(language));
  return spoken.find((voice) => voice.default) ?? spoken[0];
}
