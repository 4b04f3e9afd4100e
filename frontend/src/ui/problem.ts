import { ui_no_network, ui_something_wrong } from '../messages/messages.js';
import { Problem } from '../api/problem';

/** What to tell a person: the server's own sentence, else that there is no network. */
export function explain(error: unknown): string {
  if (!(error instanceof Problem)) return ui_something_wrong();
  if (error.offline) return ui_no_network();
  return error.body?.detail ?? ui_something_wrong();
}
