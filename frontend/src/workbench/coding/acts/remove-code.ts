import { wb_remove_code } from '../../../messages/messages.js';
import type { Act } from '../../acts/act.svelte';
import type { Desk } from '../desk.svelte';

export const removeCode = (desk: Desk): Act => ({
  id: 'remove code',
  name: wb_remove_code,
  keys: ['Delete', 'Backspace'],
  when: () => desk.mayCode && (desk.pending !== null || desk.current !== null),
  perform: () => {
    const coding = desk.codings.find(({ id }) => id === desk.current);
    if (desk.pending) desk.pending = null;
    else if (coding) void desk.remove(coding);
  },
});
