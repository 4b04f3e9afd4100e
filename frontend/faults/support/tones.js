import { writeFileSync } from 'node:fs';
import { rate } from './sound.js';

/** Seconds after which the tones begin again, each of one second. */
export const tones = 40;
const lowest = 400;
const apart = 60;

export const hertzOf = (tone) => lowest + apart * tone;

/** A WAV file, 48 kHz, in which second n is a tone of its own, so that every place can be told. */
export function toneFile(path) {
  const sampleRate = 48_000;
  const samples = new Int16Array(tones * sampleRate);
  let phase = 0;
  for (let n = 0; n < samples.length; n++) {
    phase += (2 * Math.PI * hertzOf(Math.floor(n / sampleRate))) / sampleRate;
    samples[n] = 9_000 * Math.sin(phase);
  }
  writeFileSync(
    path,
    Buffer.concat([header(samples.byteLength, sampleRate), Buffer.from(samples.buffer)]),
  );
  return path;
}

/** A WAV file of so many seconds of tone and then so many of digital silence. */
export function gapFile(path, toneSeconds, silentSeconds) {
  const sampleRate = 48_000;
  const samples = new Int16Array((toneSeconds + silentSeconds) * sampleRate);
  for (let n = 0; n < toneSeconds * sampleRate; n++)
    samples[n] = 9_000 * Math.sin((2 * Math.PI * (500 + (n % 4_800)) * n) / sampleRate);
  writeFileSync(
    path,
    Buffer.concat([header(samples.byteLength, sampleRate), Buffer.from(samples.buffer)]),
  );
  return path;
}

function header(bytes, sampleRate) {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + bytes, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(sampleRate, 24);
  head.writeUInt32LE(sampleRate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(bytes, 40);
  return head;
}

/** How strong a frequency is in samples (Goertzel). */
function strength(samples, hertz) {
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / rate);
  let [one, two] = [0, 0];
  for (const sample of samples) [one, two] = [sample + turn * one - two, one];
  return one * one + two * two - turn * one * two;
}

/** The tone that is heard in a few samples; -1 when none is. */
export function toneOf(samples) {
  const all = Array.from({ length: tones }, (_, tone) => strength(samples, hertzOf(tone)));
  const loudest = Math.max(...all);
  const sum = samples.reduce((energy, one) => energy + one * one, 0);
  return loudest > 0.1 * sum * samples.length ? all.indexOf(loudest) : -1;
}

/**
 * Where tones change in decoded sound: [milliseconds, the tone that begins].
 * Looks every 5 ms at the 40 ms around it.
 */
export function changesIn(samples) {
  const half = Math.round(0.02 * rate);
  const changes = [];
  let before = -1;
  for (let at = half; at + half < samples.length; at += Math.round(0.005 * rate)) {
    const tone = toneOf(samples.subarray(at - half, at + half));
    if (tone >= 0 && tone !== before) changes.push([at / (rate / 1_000), tone]);
    if (tone >= 0) before = tone;
  }
  return changes;
}

/** The place in the file, in milliseconds, of a moment after changes: [moment, tone]. */
export function placeOf(changes, moment) {
  const last = changes.findLast(([at]) => at <= moment);
  return last && last[1] * 1_000 + moment - last[0];
}

/** How far one place of the file is after another, the short way round. */
export function after(one, other) {
  const round = tones * 1_000;
  return ((((one - other) % round) + round * 1.5) % round) - round / 2;
}
