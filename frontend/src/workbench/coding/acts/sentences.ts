import * as m from '../../../messages/messages.js';
import type { Act } from '../../acts/act.svelte';
import type { Desk } from '../desk.svelte';

/** Moving the choice from sentence to sentence. */
export const sentences = (desk: Desk): Act[] => [
  {
    id: 'next',
    name: m.wb_act_next,
    keys: ['j', 'ArrowDown'],
    keyOnly: true,
    perform: () => desk.step(1, false),
  },
  {
    id: 'previous',
    name: m.wb_act_previous,
    keys: ['k', 'ArrowUp'],
    keyOnly: true,
    perform: () => desk.step(-1, false),
  },
  {
    id: 'extend',
    name: m.wb_act_extend,
    keys: ['Shift+J'],
    keyOnly: true,
    perform: () => desk.step(1, true),
  },
  {
    id: 'shrink',
    name: m.wb_act_shrink,
    keys: ['Shift+K'],
    keyOnly: true,
    perform: () => desk.step(-1, true),
  },
  {
    id: 'clear',
    name: m.wb_act_clear,
    keys: ['Escape'],
    when: () => desk.place !== null,
    perform: () => desk.choose(null),
  },
];
