import { wb_act_code } from '../../../messages/messages.js';
import type { Act } from '../../acts/act.svelte';
import type { Desk } from '../desk.svelte';

/** Giving one of the nine codes that have a digit. */
export const giveCode = (desk: Desk): Act => ({
  id: 'code',
  name: wb_act_code,
  keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
  keyOnly: true,
  when: () => desk.place !== null && desk.mayCode,
  perform: (key) => {
    const code = desk.pinned[Number(key) - 1];
    if (code) desk.pick(code);
  },
});
