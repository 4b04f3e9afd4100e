/**
 * Which sort of sound a file holds, by its first bytes and whatever it was called:
 * the same that the server finds (internal/sound/kind.go); both are held against
 * internal/sound/testdata/kinds.json.
 */
import type { Bytes } from './bytes';

/** How many bytes of the beginning of a file tell what it is. */
export const head = 64 << 10;

/** What a file is that holds no sound alone. */
export type Foreign = 'film' | 'picture' | 'document' | 'unknown';

interface Kind {
  mime: string;
  begins: (head: Bytes) => boolean;
  /** Looks further: undefined when there is no sound in it, or more than sound. */
  inside?: (head: Bytes) => string | undefined;
}

/** The sort of sound, as browsers name it; undefined when it is none, or has moving pictures too. */
export function soundKind(bytes: Bytes): string | undefined {
  const kind = kinds.find(({ begins }) => begins(bytes));
  return kind?.inside ? kind.inside(bytes) : kind?.mime;
}

/** Latin-1 of some bytes. */
const latin = (bytes: Bytes, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

const at =
  (offset: number, sign: string) =>
  (bytes: Bytes): boolean =>
    latin(bytes, offset, offset + sign.length) === sign;

const starts = (sign: string) => at(0, sign);

const ebml = '\x1a\x45\xdf\xa3';

const kinds: readonly Kind[] = [
  { mime: 'audio/webm', begins: starts(ebml), inside: insideMatroska },
  { mime: 'audio/mp4', begins: at(4, 'ftyp'), inside: insideMP4 },
  { mime: 'audio/ogg', begins: starts('OggS'), inside: insideOgg },
  { mime: 'audio/wav', begins: (bytes) => starts('RIFF')(bytes) && at(8, 'WAVE')(bytes) },
  { mime: 'audio/aiff', begins: (bytes) => starts('FORM')(bytes) && at(8, 'AIF')(bytes) },
  { mime: 'audio/flac', begins: starts('fLaC') },
  { mime: 'audio/x-caf', begins: starts('caff') },
  { mime: 'audio/amr', begins: starts('#!AMR') },
  { mime: 'audio/mpeg', begins: starts('ID3') },
  { mime: 'audio/aac', begins: (bytes) => follow(bytes, 7, adtsFrame) },
  { mime: 'audio/mpeg', begins: (bytes) => follow(bytes, 4, mpegFrame) },
];

/** Elements of Matroska that matter here (RFC 8794, RFC 9559). */
const element = {
  header: 0x1a45dfa3,
  docType: 0x4282,
  segment: 0x18538067,
  tracks: 0x1654ae6b,
  track: 0xae,
  codec: 0x86,
  cluster: 0x1f43b675,
};

const longestElement = 1 << 20;

/** A number of variable length with where it ends, with the bit that marks its length or without. */
function vint(bytes: Bytes, from: number, marked: boolean): [number, number] | undefined {
  const first = bytes[from];
  if (!first) return undefined;
  const length = Math.clz32(first) - 23;
  if (from + length > bytes.length) return undefined;
  let number = marked ? first : first & (0xff >> length);
  for (let n = 1; n < length; n++) number = number * 256 + bytes[from + n]!;
  return [number, from + length];
}

/** The elements one after the other; those in `entered` are not passed over but gone into. */
function* elements(bytes: Bytes, entered: readonly number[]): Generator<[number, Bytes]> {
  for (let from = 0; ;) {
    const id = vint(bytes, from, true);
    const size = id && vint(bytes, id[1], false);
    if (!size || id[0] === element.cluster) return;
    from = size[1];
    if (entered.includes(id[0])) continue;
    const unknown = size[0] === 2 ** (7 * (size[1] - id[1])) - 1;
    if (unknown || size[0] > longestElement) return;
    yield [id[0], bytes.subarray(from, from + size[0])];
    if (from + size[0] > bytes.length) return;
    from += size[0];
  }
}

function insideMatroska(bytes: Bytes): string | undefined {
  let document = '';
  const codecs: string[] = [];
  for (const [id, value] of elements(bytes, [element.header, element.segment])) {
    if (id === element.docType) document = latin(value, 0, value.length);
    if (id === element.tracks) codecs.push(...codecsOf(value));
  }
  if (!['webm', 'matroska'].includes(document)) return undefined;
  if (codecs.some((codec) => codec.startsWith('V_'))) return undefined;
  const codec = codecs.find((one) => one.startsWith('A_'));
  if (codec === 'A_OPUS') return 'audio/webm; codecs=opus';
  if (codec === 'A_VORBIS') return 'audio/webm; codecs=vorbis';
  return `audio/${document}`;
}

const codecsOf = (tracks: Bytes): string[] =>
  [...elements(tracks, [element.track])]
    .filter(([id]) => id === element.codec)
    .map(([, value]) => latin(value, 0, value.length));

/** Brands of pictures that have the form of an MP4. */
const pictures = ['avif', 'avis', 'heic', 'heix', 'mif1', 'msf1', 'jxl ', 'crx '];

function insideMP4(bytes: Bytes): string | undefined {
  const brand = latin(bytes, 8, 12);
  if (brand.length < 4 || pictures.includes(brand) || showsPictures(bytes)) return undefined;
  return brand.startsWith('3g') ? 'audio/3gpp' : 'audio/mp4';
}

/** Whether a track of moving pictures is named in these bytes of an MP4. */
export function showsPictures(bytes: Bytes): boolean {
  const sign = [...'hdlr'].map((letter) => letter.charCodeAt(0));
  for (let from = 0; ;) {
    const found = bytes.indexOf(sign[0]!, from);
    if (found < 0 || found + 16 > bytes.length) return false;
    from = found + 1;
    if (!sign.every((byte, n) => bytes[found + n] === byte)) continue;
    if (['vide', 'pict'].includes(latin(bytes, found + 12, found + 16))) return true;
  }
}

const oggCodecs = {
  opus: 'OpusHead',
  vorbis: '\x01vorbis',
  flac: '\x7fFLAC',
  speex: 'Speex   ',
};

/** The first pages name the codecs. */
function insideOgg(bytes: Bytes): string | undefined {
  const begin = latin(bytes, 0, 4096);
  if (begin.includes('\x80theora')) return undefined;
  const codec = Object.entries(oggCodecs).find(([, sign]) => begin.includes(sign));
  return codec && `audio/ogg; codecs=${codec[0]}`;
}

type FrameAt = (bytes: Bytes, at: number) => number;

/** The head of one frame alone is found in any noise: so many must follow each other. */
const framesToTell = 4;

function follow(bytes: Bytes, least: number, frame: FrameAt): boolean {
  let from = 0;
  for (let n = 0; n < framesToTell; n++) {
    if (from + least > bytes.length) return n > 1;
    const length = frame(bytes, from);
    if (length < least) return false;
    from += length;
  }
  return true;
}

const adtsFrame: FrameAt = (bytes, from) => {
  const [a, b, c, d, e, f] = bytes.subarray(from, from + 6) as unknown as number[];
  if (a !== 0xff || (b! & 0xf6) !== 0xf0 || ((c! >> 2) & 15) > 12) return 0;
  return ((d! & 3) << 11) | (e! << 3) | (f! >> 5);
};

/** Thousands of bits a second of MPEG sound: version 1 by layer, then 2 and 2.5 (ISO/IEC 13818-3). */
const mpegRates = [
  [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];

const mpegFrame: FrameAt = (bytes, from) => {
  const word = new DataView(bytes.buffer, bytes.byteOffset + from, 4).getUint32(0);
  const version = (word >>> 19) & 3; // 0 is 2.5, 2 is 2, 3 is 1
  const layer = 4 - ((word >>> 17) & 3);
  const rate = (word >>> 12) & 15;
  const sampling = (word >>> 10) & 3;
  const padding = (word >>> 9) & 1;
  const none = version === 1 || layer === 4 || rate === 0 || rate === 15 || sampling === 3;
  if (word >>> 21 !== 0x7ff || none) return 0;
  const hertz = [44_100, 48_000, 32_000][sampling]! / (version === 3 ? 1 : version === 2 ? 2 : 4);
  const table = version === 3 ? layer - 1 : Math.min(layer + 2, 4);
  const bits = mpegRates[table]![rate]! * 1000;
  if (layer === 1) return (Math.floor((12 * bits) / hertz) + padding) * 4;
  return Math.floor(((layer === 3 && version !== 3 ? 72 : 144) * bits) / hertz) + padding;
};

/** What a file is that is no sound, so that a person can be told. */
export function foreignKind(bytes: Bytes): Foreign {
  const begins = (...signs: string[]) => signs.some((sign) => starts(sign)(bytes));
  if (begins('\x89PNG', '\xff\xd8\xff', 'GIF8', 'BM')) return 'picture';
  if (at(8, 'WEBP')(bytes)) return 'picture';
  if (at(4, 'ftyp')(bytes)) return pictures.includes(latin(bytes, 8, 12)) ? 'picture' : 'film';
  if (begins(ebml, 'OggS', '\x00\x00\x01\xba') || at(8, 'AVI ')(bytes)) return 'film';
  if (begins('%PDF', 'PK\x03\x04', '{\\rtf', '\xd0\xcf\x11\xe0', '<')) return 'document';
  return isText(bytes) ? 'document' : 'unknown';
}

const isText = (bytes: Bytes): boolean =>
  bytes.length > 0 && bytes.subarray(0, 512).every((byte) => byte >= 32 || (byte > 8 && byte < 14));
