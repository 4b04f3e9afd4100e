import { wb_act_field } from '../../../messages/messages.js';
import type { Act } from '../../acts/act.svelte';

/** The field where a code is typed; it is found on the page by this mark. */
export const fieldMark = 'data-code-field';

export const findCode: Act = {
  id: 'find code',
  name: wb_act_field,
  keys: ['Enter'],
  perform: () => document.querySelector<HTMLElement>(`[${fieldMark}]`)?.focus(),
};
