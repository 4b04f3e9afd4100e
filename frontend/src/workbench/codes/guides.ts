import { guideOf, type Guide } from '../interviews/guide';
import type { OpenProject } from '../project.svelte';

/** The questions of all guides of a project, each once. */
export async function topicsOfProject(project: OpenProject): Promise<Guide['topics']> {
  const guides = await Promise.all(
    project.project.settings.guides.map((guide) => guideOf(project.id, guide)),
  );
  const topics = new Map(
    guides.flatMap((guide) => guide?.topics ?? []).map((topic) => [topic.id, topic]),
  );
  return [...topics.values()];
}
