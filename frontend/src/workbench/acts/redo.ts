import { wb_redo } from '../../messages/messages.js';
import type { Act } from './act.svelte';
import type { History } from './history.svelte';

export const redo = (history: History): Act => ({
  id: 'redo',
  name: () => `${wb_redo()}${history.next ? `: ${history.next.what}` : ''}`,
  keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
  when: () => history.next !== undefined,
  perform: () => void history.redo(),
});
