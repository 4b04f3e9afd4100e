import { ui_sign_out_failed } from '../messages/messages.js';
import { explain } from './problem';
import { mayLeave } from './route.svelte';
import { toast } from './toasts.svelte';

/**
 * Ends a session, after the question about what was not kept. False when it goes on:
 * on a shared computer a person has to know that.
 */
export async function leaving(end: () => Promise<void>): Promise<boolean> {
  if (!mayLeave()) return false;
  try {
    await end();
    return true;
  } catch (error) {
    toast(`${ui_sign_out_failed()} ${explain(error)}`);
    return false;
  }
}
