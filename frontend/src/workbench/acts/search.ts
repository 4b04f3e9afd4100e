import { wb_palette } from '../../messages/messages.js';
import { palette } from '../shell/palette.svelte';
import type { Act } from './act.svelte';

export const search: Act = {
  id: 'search',
  name: wb_palette,
  keys: ['Ctrl+K', '/'],
  perform: () => (palette.open = true),
};
