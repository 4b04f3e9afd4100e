import * as m from '../../../messages/messages.js';
import type { Act } from '../../acts/act.svelte';
import type { Marking } from '../marking.svelte';

/** Marking where a stretch of sound begins and ends. */
export const mark = (marking: () => Marking | null): Act => ({
  id: 'mark',
  name: () => (marking()?.begun ? m.wb_mark_end() : m.wb_mark_begin()),
  keys: ['m'],
  when: () => marking() !== null,
  perform: () => marking()!.mark(),
});
