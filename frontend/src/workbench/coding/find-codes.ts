import type { Code } from './desk.svelte';

/** A code that fits what was typed; the match in its label, to show why. */
export type Match = { code: Code; from: number; to: number };

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * Codes that fit a word: those whose label begins with it first, then those with
 * a word that begins with it, then those that hold it anywhere, and last those
 * whose definition names it.
 */
export function findCodes(codes: readonly Code[], typed: string): Match[] {
  const wanted = plain(typed.trim());
  if (!wanted) return [];
  const ranked = codes
    .filter((code) => code.status === 'active' && code.group !== '')
    .flatMap((code) => {
      const label = plain(code.label);
      const at = label.indexOf(wanted);
      if (at < 0 && !plain(code.definition).includes(wanted)) return [];
      const begins = at > 0 && /[\s,/-]/.test(label[at - 1]!);
      const rank = at === 0 ? 0 : begins ? 1 : at > 0 ? 2 : 3;
      return [{ code, from: Math.max(at, 0), to: at < 0 ? 0 : at + wanted.length, rank }];
    });
  return ranked.sort((a, b) => a.rank - b.rank || a.code.order - b.code.order);
}
