import { go } from '../../ui/route.svelte';
import type { OpenProject } from '../project.svelte';
import { links } from '../shell/pages';
import type { Act } from './act.svelte';

/** Going to each page of the project. */
export const goTo = (project: OpenProject): Act[] =>
  links(project).map(({ href, label }) => ({
    id: `go ${href}`,
    name: () => label,
    perform: () => go(href),
  }));
