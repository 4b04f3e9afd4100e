/** Begins an interview, or opens one again. */
import { enterTalk, leaveTalk, thePhone, theTalk } from '../session.svelte';
import { Talk } from '../talk.svelte';

export interface Start {
  guide: { slug: string; version: string };
  language: string;
  interpreter: boolean;
  people: number;
  practice: boolean;
}

/** Begins an interview; undefined when another tab holds one. */
export async function beginTalk(about: Start): Promise<Talk | undefined> {
  await leaveTalk();
  const interview = await thePhone()!.begin(about);
  return interview && enterTalk(new Talk(interview, (await guideOf(about.guide))!));
}

/** Opens an interview again, or gives the one that is open; undefined when another tab holds it. */
export async function openTalk(id: string): Promise<Talk | undefined> {
  const open = theTalk();
  if (open?.view.id === id) return open;
  await leaveTalk();
  const interview = await thePhone()!.resume(id);
  return interview && enterTalk(new Talk(interview, (await guideOf(interview.view.draft.guide))!));
}

const guideOf = ({ slug, version }: Start['guide']) => thePhone()!.guide(slug, version);
