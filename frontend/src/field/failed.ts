/** What a screen says of an act that failed for another reason than that it is not allowed. */
import * as m from '../messages/messages.js';

/** The core is not loaded for this: its errors are known by their names. */
export const isFull = (error: unknown): boolean =>
  error instanceof Error && error.name === 'StoreFull';

export const whyFailed = (error: unknown): string =>
  isFull(error) ? m.field_full() : m.ui_something_wrong();
