import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const words = `Wij wonen hier nu acht jaar. Het is fijn dat de school dichtbij is.
De juf belt mij op als er iets is, en dat geeft rust. Alleen weet ik vaak niet waar ik moet zijn
voor hulp. Dan vraag ik het aan mijn buurvrouw. Het zou mooi zijn als er elke week iemand op het
plein staat, met koffie, die je gewoon iets kunt vragen. Dat zou veel mensen helpen, denk ik.`;

/** Dutch speech by a synthetic voice, as the microphone's file: one channel, 48 kHz. */
export function speak(folder) {
  const spoken = join(folder, 'spoken.wav');
  const sound = join(folder, 'microphone.wav');
  run('espeak-ng', ['-v', 'nl', '-s', '150', '-w', spoken, words]);
  run('ffmpeg', ['-v', 'error', '-y', '-i', spoken, '-ac', '1', '-ar', '48000', sound]);
  return sound;
}

function run(program, args) {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
}
