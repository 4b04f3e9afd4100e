import * as m from '../../../messages/messages.js';
import { go } from '../../../ui/route.svelte';
import type { Act } from '../../acts/act.svelte';

/** Going to the interview before or after this one. */
export const neighbours = (
  previous: () => string | undefined,
  next: () => string | undefined,
): Act[] => [
  {
    id: 'previous interview',
    name: m.wb_previous_interview,
    keys: ['['],
    when: () => previous() !== undefined,
    perform: () => go(previous()!),
  },
  {
    id: 'next interview',
    name: m.wb_next_interview,
    keys: [']'],
    when: () => next() !== undefined,
    perform: () => go(next()!),
  },
];
