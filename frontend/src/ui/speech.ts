/**
 * Reads aloud: with the voice that somebody recorded, else with a voice that lives on this
 * device, so that no word leaves it.
 */

/** A piece of what is heard, with its words as they stand on the screen. */
export interface Heard {
  words: string;
  /** Language of the words, where it is another than that of the other pieces. */
  language?: string;
  /** Its recorded voice; absent when nobody recorded one. */
  sound?: () => Promise<Blob | undefined>;
}

/** A piece whose recorded voice is at hand. */
export interface Piece {
  words: string;
  language: string;
  sound?: Blob | undefined;
}

/** Whether a local voice speaks the language. Voices may come a moment after the page. */
export const hasVoice = (language: string): boolean => localVoice(language) !== undefined;

/** Calls when the voices of this device are others; the result stops that. */
export function whenVoices(call: () => void): () => void {
  if (typeof speechSynthesis === 'undefined') return () => undefined;
  const voices = speechSynthesis as Partial<SpeechSynthesis>; // WebKit has no events of it
  voices.addEventListener?.('voiceschanged', call);
  return () => voices.removeEventListener?.('voiceschanged', call);
}

/** Never a voice that sends the words away, never one of another language. */
function localVoice(language: string): SpeechSynthesisVoice | undefined {
  if (typeof speechSynthesis === 'undefined') return undefined;
  const spoken = speechSynthesis
    .getVoices()
    .filter((voice) => voice.localService && spokenBy(voice) === language);
  return spoken.find((voice) => voice.default) ?? spoken[0];
}

/** "nl-NL", on Android "nl_NL". */
const spokenBy = ({ lang }: SpeechSynthesisVoice) => lang.toLowerCase().split(/[-_]/)[0];

/** What is being read stops when something else begins. */
let current: Reading | undefined;

/** Stops reading aloud. */
export function hush(): void {
  current?.stop();
  current = undefined;
}

/**
 * Reads the pieces one after the other and calls `done` with how many had no voice. To be
 * called by the tap itself: only then may a browser play. The result stops it.
 */
export function readAloud(pieces: readonly Piece[], done: (silent: number) => void): () => void {
  hush();
  const reading = new Reading(pieces, done);
  current = reading;
  reading.next();
  return () => {
    if (current === reading) hush();
  };
}

class Reading {
  readonly #left: Piece[];
  readonly #done: (silent: number) => void;
  /** One for all pieces: iOS lets the tap speak for this one only. */
  #player: HTMLAudioElement | undefined;
  #url = '';
  #silent = 0;
  #stopped = false;

  constructor(pieces: readonly Piece[], done: (silent: number) => void) {
    this.#left = [...pieces];
    this.#done = done;
  }

  next(): void {
    this.#forget();
    const piece = this.#left.shift();
    if (this.#stopped) return;
    if (!piece) return this.#done(this.#silent);
    if (piece.sound) this.#play(piece, piece.sound);
    else this.#speak(piece);
  }

  stop(): void {
    this.#stopped = true;
    this.#player?.pause();
    this.#forget();
    if (typeof speechSynthesis !== 'undefined') speechSynthesis.cancel();
  }

  #forget(): void {
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = '';
  }

  #play(piece: Piece, sound: Blob): void {
    const player = (this.#player ??= new Audio());
    this.#url = URL.createObjectURL(sound);
    let over = false;
    /** A recording that this browser cannot play: as if there were none. */
    const otherwise = () => {
      if (over || this.#stopped) return;
      over = true;
      this.#forget();
      this.#speak(piece);
    };
    player.onended = () => this.next();
    player.onerror = otherwise;
    player.src = this.#url;
    player.play().catch(otherwise);
  }

  #speak({ words, language }: Piece): void {
    const voice = localVoice(language);
    if (!voice) {
      this.#silent++;
      return this.next();
    }
    const utterance = new SpeechSynthesisUtterance(words);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = 0.92;
    utterance.onend = utterance.onerror = () => this.next();
    speechSynthesis.cancel();
    speechSynthesis.speak(utterance);
  }
}
