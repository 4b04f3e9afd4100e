import * as m from '../messages/messages.js';
import { toast } from '../ui/toasts.svelte';

/** Puts a text on the clipboard and says so; says what to do instead where the browser refuses. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(m.wb_copied());
  } catch {
    toast(m.wb_copy_refused());
  }
}
