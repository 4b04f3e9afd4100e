import { spawnSync } from 'node:child_process';

/** Samples a second to which sound is decoded for measuring. */
export const rate = 8000;

/**
 * Decodes a recording with ffmpeg: its length in milliseconds, the samples
 * (16 bit, one channel, 8 kHz), and whether ffmpeg had anything to complain of.
 */
export function decode(bytes) {
  const args = [
    '-v',
    'error',
    '-i',
    'pipe:0',
    '-ac',
    '1',
    '-ar',
    String(rate),
    '-f',
    's16le',
    'pipe:1',
  ];
  const { status, stdout, stderr, error } = spawnSync('ffmpeg', args, {
    input: bytes,
    maxBuffer: 1 << 30,
  });
  if (error) throw error;
  const samples = new Int16Array(stdout.buffer, stdout.byteOffset, stdout.length >> 1);
  return { ms: samples.length / (rate / 1000), samples, well: status === 0, words: String(stderr) };
}

/** Loudness from 0 to 1 of a stretch of samples: the root of the mean square. */
export function loudness(samples) {
  let sum = 0;
  for (const one of samples) sum += one * one;
  return Math.sqrt(sum / Math.max(1, samples.length)) / 32768;
}

/** The sound parts of an interview that the server of the tests has, in order, decoded. */
export async function heardBy(api, id) {
  const { parts } = await api.manifest(id);
  const sound = parts.filter(({ kind }) => kind === 'sound');
  return Promise.all(
    sound.map(async ({ number, ms }) => {
      const bytes = await api.open(id, number, 'sound');
      const { ms: decoded, ...rest } = decode(bytes);
      return { number, ms, decoded, bytes, ...rest };
    }),
  );
}
