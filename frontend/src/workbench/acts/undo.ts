import { ui_undo } from '../../messages/messages.js';
import type { Act } from './act.svelte';
import type { History } from './history.svelte';

export const undo = (history: History): Act => ({
  id: 'undo',
  name: () => `${ui_undo()}${history.last ? `: ${history.last.what}` : ''}`,
  keys: ['Ctrl+Z'],
  when: () => history.last !== undefined,
  perform: () => void history.undo(),
});
