import { api, data, type Schemas } from '../../api/client';
import * as m from '../../messages/messages.js';
import { explain } from '../../ui/problem';
import { toast } from '../../ui/toasts.svelte';
import { moment, referenceWords } from '../words';

/** Says that you deal with a worry; it stays with your name. */
export async function takeUp(project: string, alert: string): Promise<void> {
  try {
    const path = { project, alert };
    const body = { state: 'taken-up' } as const;
    await data(api.PUT('/projects/{project}/alerts/{alert}', { params: { path }, body }));
  } catch (error) {
    toast(explain(error));
  }
}

/** What happened, in a sentence. Nothing about a child is ever stored. */
export function whatHappened(alert: Schemas['Alert']): string {
  const when = moment(alert.at);
  if (alert.reason === 'talk-first')
    return m.wb_alert_what_talk({ when, reference: referenceWords(alert.reference ?? '') });
  return m.wb_alert_what({ when, who: alert.interviewer ?? m.wb_alert_interviewer() });
}
