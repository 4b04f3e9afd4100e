import type { Schemas } from '../../api/client';
import * as m from '../../messages/messages.js';
import type { OpenProject } from '../project.svelte';
import { withoutQuote, withoutRow, type Input } from './compose';

type Check = Schemas['ReleaseCheck'];

/** A way out of a check that stops a version: a page where it is done, or other choices to compose with. */
export type Way = { label: string; href: string } | { label: string; choices: Input };

/** The ways out that a screen can offer to who composes; the first one is the usual one. */
export function waysOut(project: OpenProject, check: Check, choices: Input): Way[] {
  const about = check.about ?? {};
  const again: Way = { label: m.wb_release_again(), choices };
  switch (check.rule) {
    case 'audit':
      return about.code
        ? [{ label: m.wb_way_leave_row(), choices: withoutRow(choices, about.code) }]
        : [again];
    case 'one-count':
      return [again];
    case 'unexpected':
      return [{ label: m.wb_way_unexpected(), href: project.path('codes', 'onverwacht') }];
    case 'people':
      return [{ label: m.wb_way_interviews(), href: project.path('gesprekken') }];
    case 'second-reader':
      return [{ label: m.wb_way_members(), href: project.path('leden') }];
    default:
      return [...placeOf(project, check), ...withoutIt(check, choices)];
  }
}

/** The page where the text stands that stops the version. */
function placeOf(project: OpenProject, { rule, about = {} }: Check): Way[] {
  if (rule === 'checked' && about.interview)
    return [{ label: m.wb_way_check(), href: project.path('coderen', about.interview) }];
  if (!about.finding) return [];
  const page = project.path('bevindingen', about.finding);
  if (about.quote) return [{ label: m.wb_way_quote(), href: `${page}?citaat=${about.quote}` }];
  return [{ label: m.wb_way_finding(), href: page }];
}

function withoutIt({ about = {} }: Check, choices: Input): Way[] {
  if (about.quote)
    return [
      { label: m.wb_way_leave_quote(), choices: withoutQuote(choices, about.quote) },
      { label: m.wb_release_again(), choices },
    ];
  return [{ label: m.wb_release_again(), choices }];
}
