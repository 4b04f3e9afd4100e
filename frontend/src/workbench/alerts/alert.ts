import { api, data, type Schemas } from '../../api/client';
import * as m from '../../messages/messages.js';
import { explain } from '../../ui/problem';
import { toast } from '../../ui/toasts.svelte';
import { all } from '../live.svelte';
import { moment, referenceWords } from '../words';

type Alert = Schemas['Alert'];

/** All worries of a project that you may see, the newest first. */
export const alertsOf = (project: string): Promise<Alert[]> =>
  all((after) => {
    const path = { project };
    return data(
      api.GET('/projects/{project}/alerts', { params: { path, query: { after, limit: 100 } } }),
    );
  });

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
export function whatHappened(alert: Alert): string {
  const when = moment(alert.at);
  if (alert.reason === 'talk-first')
    return m.wb_alert_what_talk({ when, reference: referenceWords(alert.reference ?? '') });
  return m.wb_alert_what({ when, who: alert.interviewer ?? m.wb_alert_interviewer() });
}

/** Who heard of it outside this screen, and whether it became everybody's; a sentence each. */
export function whoWasTold({ told, escalatedAt }: Alert): string[] {
  const lines = told.map(({ name, at }) =>
    m.wb_alert_told({ who: name ?? m.wb_somebody(), when: moment(at) }),
  );
  if (lines.length === 0) lines.push(m.wb_alert_nobody_told());
  if (escalatedAt) lines.push(m.wb_alert_escalated({ when: moment(escalatedAt) }));
  return lines;
}
