/** What a screen says of a file that was not added. The core's errors are known by their names. */
import type { NoSound } from '../../core';
import * as m from '../../messages/messages.js';
import { isFull } from '../failed';

const said: Record<NoSound['what'], () => string> = {
  film: m.field_attach_film,
  picture: m.field_attach_picture,
  document: m.field_attach_document,
  unknown: m.field_attach_unknown,
  empty: m.field_attach_empty,
  'too-large': m.field_attach_too_large,
  unreadable: m.field_attach_unreadable,
};

/** Empty when there is nothing to say: it was stopped on purpose, or is not allowed any more. */
export function attachProblem(error: unknown): string {
  if (isFull(error)) return m.field_attach_full();
  const { name } = error as Error;
  if (name === 'NoSound') return said[(error as NoSound).what]();
  if (name === 'AttachStopped') return '';
  if (name === 'NotAllowed') throw error;
  return m.field_attach_failed();
}
