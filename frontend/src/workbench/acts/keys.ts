import { wb_keys_title } from '../../messages/messages.js';
import { palette } from '../shell/palette.svelte';
import type { Act } from './act.svelte';

export const keys: Act = {
  id: 'keys',
  name: wb_keys_title,
  keys: ['?'],
  perform: () => (palette.keys = !palette.keys),
};
