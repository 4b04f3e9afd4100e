import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a text looks like in files: as text of one or two bytes, and as base64 wherever it begins. */
export function shapesOf(words) {
  const bytes = Buffer.from(words);
  const shapes = [
    ['utf-8', bytes],
    ['utf-16', Buffer.from(words, 'utf16le')],
  ];
  for (let before = 0; before < 3; before++) {
    // The characters that also hold what stands before or after are left out.
    const padded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const from = Math.ceil((before * 8) / 6);
    const to = Math.floor(((before + bytes.length) * 8) / 6);
    shapes.push([`base64+${before}`, Buffer.from(padded.slice(from, to))]);
  }
  return shapes;
}

/** What sound begins with when it is not sealed; the app's own scripts know the word, with no version behind it. */
const sounds = [
  ['Opus', Buffer.from('OpusHead\x01')],
  ['WebM', Buffer.from([0x42, 0x82, 0x84, 0x77, 0x65, 0x62, 0x6d])],
  ['MP4', Buffer.from('mp4a')],
];

/**
 * Looks through every file below a folder for words in any shape, and for plain
 * sound; gives what was found as "shape in file", and how much was looked at.
 */
export function tracesIn(folder, words) {
  const needles = [...words.flatMap(shapesOf), ...sounds];
  const found = [];
  let bytes = 0;
  for (const file of filesBelow(folder)) {
    const all = readFileSync(file);
    bytes += all.length;
    for (const [shape, needle] of needles)
      if (all.includes(needle)) found.push(`${shape} in ${file.slice(folder.length + 1)}`);
  }
  return { found, bytes };
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** In the page: every value of every area, bytes as Latin-1, in one text. */
export async function legibleStore({ core, device }) {
  const legible = (value) => {
    if (value instanceof ArrayBuffer)
      return Array.from(new Uint8Array(value), (one) => String.fromCharCode(one)).join('');
    if (value === null || typeof value !== 'object') return String(value);
    return Object.entries(value)
      .map(([name, inside]) => `${name}=${legible(inside)}`)
      .join(' ');
  };
  const all = [];
  for (const area of core.areas)
    for (const { key, value } of await device.store.list(area, { prefix: [] }))
      all.push(JSON.stringify(key), legible(value));
  return all.join('\n');
}
