import { api, data, type Schemas } from '../../api/client';
import * as m from '../../messages/messages.js';
import { explain } from '../../ui/problem';
import { locale } from '../../ui/locale.svelte';
import { toast } from '../../ui/toasts.svelte';
import { guideOf, inLanguage } from '../interviews/guide';
import { all } from '../live.svelte';

type Debrief = Schemas['Debrief'];

/** A debrief with its answers in the words of the guide. */
export type Told = Debrief & { feels: string; ticked: string[] };

/** How interviewers looked back: who wants to talk first, those talked with last. */
export async function debriefsOf(project: string): Promise<Told[]> {
  const path = { project };
  const debriefs = await all((after) =>
    data(
      api.GET('/projects/{project}/debriefs', { params: { path, query: { after, limit: 100 } } }),
    ),
  );
  return Promise.all(debriefs.map((debrief) => inWords(project, debrief)));
}

async function inWords(project: string, debrief: Debrief): Promise<Told> {
  const asked = (await guideOf(project, debrief.guide))?.debrief;
  const label = (lines: { id: string; label: Record<string, string> }[] | undefined, id: string) =>
    inLanguage(lines?.find((line) => line.id === id)?.label, locale()) || id.replaceAll('-', ' ');
  return {
    ...debrief,
    feels: debrief.wellbeing ? label(asked?.wellbeing.options, debrief.wellbeing) : '',
    ticked: (debrief.selfCheck ?? []).map((id) => label(asked?.selfCheck, id)),
  };
}

/** Keeps that you talked with the interviewer, or that you did not after all. */
export async function noteTalk(
  project: string,
  debrief: Debrief,
  state: Debrief['state'],
  after: () => Promise<void>,
): Promise<void> {
  const path = { project, interview: debrief.interview };
  const body = { state };
  try {
    await data(api.PUT('/projects/{project}/debriefs/{interview}', { params: { path }, body }));
    const who = debrief.interviewer.label;
    if (state === 'talked')
      toast(m.wb_talked_with({ who }), () => void noteTalk(project, debrief, 'open', after));
    else toast(m.wb_not_talked({ who }));
  } catch (error) {
    toast(explain(error));
  }
  await after();
}
