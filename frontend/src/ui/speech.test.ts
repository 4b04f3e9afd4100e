import { afterEach, expect, test, vi } from 'vitest';
import { hasVoice, hush, readAloud, whenVoices, type Piece } from './speech';

type FakeVoice = Pick<SpeechSynthesisVoice, 'lang' | 'localService' | 'default' | 'name'>;

const voice = (lang: string, about: Partial<FakeVoice> = {}): FakeVoice => ({
  lang,
  name: lang,
  localService: true,
  default: false,
  ...about,
});

/** A device with these voices; what is heard of it, in order. */
function device(voices: FakeVoice[], broken: string[] = []) {
  const heard: string[] = [];
  const changed = new Set<() => void>();
  const waiting: (() => void)[] = [];
  let stopped = false;
  const end = (call: (() => void) | null) => waiting.push(() => call?.());
  class Utterance {
    voice: FakeVoice | null = null;
    onend: (() => void) | null = null;
    constructor(readonly text: string) {}
  }
  class Player {
    src = '';
    onended: (() => void) | null = null;
    onerror: (() => void) | null = null;
    async play() {
      if (broken.includes(this.src)) throw new DOMException('', 'NotSupportedError');
      heard.push(`recorded ${this.src}`);
      end(this.onended);
    }
    pause() {
      stopped = true;
    }
  }
  vi.stubGlobal('SpeechSynthesisUtterance', Utterance);
  vi.stubGlobal('Audio', Player);
  vi.stubGlobal('speechSynthesis', {
    getVoices: () => voices,
    cancel: () => undefined,
    speak: (one: Utterance) => {
      heard.push(`${one.voice?.name} says ${one.text}`);
      end(one.onend);
    },
    addEventListener: (_: string, call: () => void) => changed.add(call),
    removeEventListener: (_: string, call: () => void) => changed.delete(call),
  });
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => (blob as Blob).type);
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation(() => undefined);
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  /** What is being heard ends, and all that comes after it. */
  const play = async () => {
    await settled();
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      next();
      await settled();
    }
  };
  return { heard, voices, play, settled, changed, stopped: () => stopped };
}

const piece = (words: string, language = 'nl', recorded = ''): Piece => ({
  words,
  language,
  sound: recorded ? new Blob(['sound'], { type: recorded }) : undefined,
});

afterEach(() => {
  hush();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('a voice that sends the words away is never used', async () => {
  const { heard, play } = device([voice('nl-NL', { localService: false, default: true })]);
  expect(hasVoice('nl')).toBe(false);
  const silent = vi.fn();
  readAloud([piece('Hoe gaat het?')], silent);
  await play();
  expect([heard, silent.mock.calls]).toEqual([[], [[1]]]);
});

test('a voice of another language is never used, however it begins', async () => {
  const { heard, play } = device([voice('en-GB'), voice('ars-SA'), voice('nld')]);
  expect(hasVoice('ar')).toBe(false);
  readAloud([piece('كيف الحال؟', 'ar'), piece('Hoe gaat het?', 'nl')], () => undefined);
  await play();
  expect(heard).toEqual([]);
});

test.each(['nl-NL', 'nl_NL', 'nl', 'NL-be'])('a local voice "%s" speaks Dutch', async (lang) => {
  const { heard, play } = device([voice('tr-TR'), voice(lang)]);
  const silent = vi.fn();
  readAloud([piece('Hoe gaat het?')], silent);
  await play();
  expect(heard).toEqual([`${lang} says Hoe gaat het?`]);
  expect(silent).toHaveBeenCalledExactlyOnceWith(0);
});

test('of several local voices the one that the owner chose speaks', async () => {
  const { heard, play } = device([voice('nl-BE'), voice('nl-NL', { default: true })]);
  readAloud([piece('Ja')], () => undefined);
  await play();
  expect(heard).toEqual(['nl-NL says Ja']);
});

test('what was recorded is heard first; only what nobody recorded is said by the device', async () => {
  const { heard, play } = device([voice('nl-NL')]);
  const silent = vi.fn();
  const pieces = [piece('Vraag', 'nl', 'one'), piece('Nummer'), piece('Dank', 'nl', 'two')];
  readAloud(pieces, silent);
  await play();
  expect(heard).toEqual(['recorded one', 'nl-NL says Nummer', 'recorded two']);
  expect(silent).toHaveBeenCalledExactlyOnceWith(0);
});

test('without any voice the recordings are heard, and it is said that a part was not', async () => {
  const { heard, play } = device([]);
  const silent = vi.fn();
  readAloud([piece('Vraag', 'tr', 'one'), piece('Numara', 'tr')], silent);
  await play();
  expect([heard, silent.mock.calls]).toEqual([['recorded one'], [[1]]]);
});

test('a recording that this browser cannot play is said by the device', async () => {
  const { heard, play } = device([voice('nl-NL')], ['one']);
  readAloud([piece('Vraag', 'nl', 'one')], () => undefined);
  await play();
  expect(heard).toEqual(['nl-NL says Vraag']);
});

test('stopping ends it there; what begins next stops what is being heard', async () => {
  const { heard, play, settled, stopped } = device([voice('nl-NL')]);
  const done = vi.fn();
  const stop = readAloud([piece('Een', 'nl', 'one'), piece('Twee')], done);
  await settled();
  stop();
  expect(stopped()).toBe(true);
  await play();
  expect([heard, done.mock.calls]).toEqual([['recorded one'], []]);

  readAloud([piece('Drie', 'nl', 'three'), piece('Vier')], done);
  readAloud([piece('Vijf')], done);
  await play();
  expect(heard).toEqual(['recorded one', 'recorded three', 'nl-NL says Vijf']);
});

test('voices that come a moment after the page are noticed', () => {
  const { voices, changed } = device([]);
  const noticed = vi.fn();
  const stop = whenVoices(noticed);
  expect(hasVoice('tr')).toBe(false);
  voices.push(voice('tr-TR'));
  for (const call of changed) call();
  expect([hasVoice('tr'), noticed.mock.calls.length]).toEqual([true, 1]);
  stop();
  expect(changed.size).toBe(0);
});
