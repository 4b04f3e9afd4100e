import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Every text of a guide by its id, as the address of its voice has it. */
export function textsOf(value, path = '', texts = new Map()) {
  if (typeof value !== 'object' || value === null) return texts;
  if (typeof value.nl === 'string') return texts.set(path, value);
  for (const [key, item] of Object.entries(value)) {
    const name = Array.isArray(value)
      ? (item?.id ?? item?.choice ?? item?.kind ?? String(Number(key) + 1))
      : key;
    textsOf(item, path ? `${path}.${name}` : name, texts);
  }
  return texts;
}

/** What a participant hears; the two words are known to nobody beforehand. */
const heard =
  /^(ageGate\.(question|oldEnough|tooYoung)|acquaintance\.|consent\.|reference\.|background\.|warmingUp\.|topics\.[^.]+\.question|meaning\.|readBack\.|closing\.|aftercare\.)/;

/** A synthetic voice as a small file. */
function say(folder, words) {
  const [spoken, sound] = [join(folder, 'spoken.wav'), join(folder, 'small.ogg')];
  spawnSync('espeak-ng', ['-v', 'nl', '-s', '170', '-w', spoken, words]);
  spawnSync('ffmpeg', ['-v', 'error', '-y', '-i', spoken, '-c:a', 'libopus', '-b:a', '16k', sound]);
  return readFileSync(sound);
}

/** One person records every heard text in Dutch, another finds all right. Gives hash → text id. */
export async function recordAll(maker, other, project, { slug, version }) {
  const folder = mkdtempSync(join(tmpdir(), 'wijkstem-voices-'));
  const guide = `/projects/${project}/guides/${slug}/versions/${version}`;
  const known = new Map();
  try {
    for (const [id, { nl }] of textsOf(await maker.get(guide))) {
      if (!heard.test(id) || nl.includes('{woorden}')) continue;
      const sound = say(folder, nl.replaceAll('{organisatie}', 'De Oever'));
      const path = `${guide}/wordings/nl/${id}/spoken`;
      await maker.ask('PUT', path, { sound: sound.toString('base64url') });
      await other.ask('PUT', `${path}/approval`, { approved: true });
      known.set(createHash('sha256').update(sound).digest('hex'), id);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return known;
}
