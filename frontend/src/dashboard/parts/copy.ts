import * as m from '../../messages/messages.js';
import { toast } from '../../ui/toasts.svelte';
import { copy, type Block } from '../copy/document';

/** Copies a page and says whether it worked. */
export async function copyPage(blocks: Block[]): Promise<void> {
  toast((await copy(blocks)) ? m.in_copied() : m.in_copy_failed());
}
