import type { Field } from './field';
import type { InterviewRecord, Outgoing } from './stored';

/**
 * The names of the pairs of the server for which something on this phone is wrapped,
 * or will be from now on: an old pair is destroyed when no phone names it any more.
 * Copies that are safe count too, since after a restore they are offered again.
 */
export function pairsInUse(
  open: readonly InterviewRecord[],
  items: readonly Outgoing[],
  field: Field | undefined,
): string[] {
  const wrapped = [...open, ...items].flatMap(({ keys }) => Object.values(keys));
  const next = field ? [field.deliveryKeys.project, field.deliveryKeys.vault] : [];
  return [...new Set([...wrapped, ...next].map(({ key }) => key))].sort();
}
