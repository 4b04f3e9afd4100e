import { locale } from '../../ui/locale.svelte';

const one = 1e9;

/** Bytes as people say them: gigabytes with one digit behind the comma, two below one. */
export function gigabytes(bytes: number): string {
  const size = bytes / one;
  return size.toLocaleString(locale(), { maximumFractionDigits: size < 1 ? 2 : 1 });
}

/**
 * The bytes of gigabytes that somebody typed, with a comma or a point; 0 for nothing, which is no
 * bound, and -1 for what is no number.
 */
export function bytesFrom(typed: string): number {
  const text = typed.trim().replace(',', '.');
  if (text === '') return 0;
  return /^\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * one) : -1;
}
