import type { Schemas } from '../../api/client';
import * as m from '../../messages/messages.js';
import { interviewsOf, toCheck } from '../interviews/lists';
import { answersOf, devicesOf, releasesOf } from '../lists';
import type { OpenProject } from '../project.svelte';
import { day, ownerName } from '../words';

/** Somebody has to do something. */
export type Turn = {
  id: string;
  who: string;
  mine: boolean;
  what: string;
  note: string;
  since?: string | undefined;
  late?: string | undefined;
  href: string;
};

/** Who is to do what, most pressing first, as far as your roles may see it. */
export async function turnsOf(project: OpenProject): Promise<Turn[]> {
  const parts = await Promise.all([
    settings(project, project.path('instellingen')),
    project.may('lead', 'researcher', 'second-reader') ? releases(project) : [],
    project.may('lead', 'coach') ? phones(project) : [],
    project.may('lead', 'researcher') ? texts(project) : [],
    answers(project),
  ]);
  return parts.flat();
}

function settings({ project, account }: OpenProject, href: string): Turn[] {
  if (project.state !== 'draft') return [];
  const n = project.missing.length;
  const note = n === 1 ? m.wb_turn_settings_one() : m.wb_turn_settings_note({ n });
  const mine = project.roles.includes('lead');
  return [
    {
      id: 'settings',
      who: mine ? m.wb_you() : m.wb_role_lead(),
      mine,
      what: n > 0 ? m.wb_turn_settings() : m.wb_turn_start(),
      note: n > 0 ? note : account.organisation.name,
      href,
    },
  ];
}

async function releases(project: OpenProject): Promise<Turn[]> {
  const items = await releasesOf(project.id);
  return items
    .filter((line) => line.state === 'draft')
    .map((line) => {
      const own = line.composedBy?.id === project.account.id;
      const mine = line.blocked ? own : !own && project.may('second-reader');
      return {
        id: line.id,
        who: mine
          ? m.wb_you()
          : line.blocked
            ? (line.composedBy?.name ?? '')
            : m.wb_role_second_reader(),
        mine,
        what: line.blocked
          ? m.wb_turn_blocked()
          : mine
            ? m.wb_turn_approve()
            : m.wb_turn_approve_other(),
        note: m.wb_turn_composed({ who: line.composedBy?.name ?? '' }),
        since: line.composedAt,
        href: project.path('vrijgeven', line.id),
      };
    });
}

async function phones(project: OpenProject): Promise<Turn[]> {
  const items = await devicesOf(project.id);
  return items
    .filter((device) => (device.interviewsOnPhone ?? 0) > 0)
    .map((device) => {
      const n = device.interviewsOnPhone ?? 0;
      const who = device.label;
      return {
        id: device.id,
        who,
        mine: false,
        what: n === 1 ? m.wb_turn_phone_one({ who }) : m.wb_turn_phone({ n, who }),
        note: device.lastSeenAt
          ? m.wb_turn_phone_seen({ when: day(device.lastSeenAt) })
          : m.wb_turn_phone_never(),
        since: device.lastSeenAt,
        href: project.path('apparaten'),
      };
    });
}

async function texts(project: OpenProject): Promise<Turn[]> {
  const open = toCheck(await interviewsOf(project.id));
  if (open.length === 0) return [];
  const n = open.length;
  const mine = project.may('researcher');
  return [
    {
      id: 'check',
      who: mine ? m.wb_you() : m.wb_role_researcher(),
      mine,
      what: n === 1 ? m.wb_turn_check_one() : m.wb_turn_check({ n }),
      note: m.wb_turn_check_note(),
      since: open.map((line) => line.arrivedAt).sort()[0],
      href: `${project.path('gesprekken')}?toon=nakijken`,
    },
  ];
}

async function answers(project: OpenProject): Promise<Turn[]> {
  const items = await answersOf(project.id);
  const open = items.filter((line) => line.state === 'waiting' || line.state === 'late');
  const owners = [...new Set(open.map((line) => line.owner))];
  return owners.map((owner) => answersTurn(owner, open, project));
}

type AnswerLine = Schemas['AnswerLine'];

function answersTurn(owner: AnswerLine['owner'], open: AnswerLine[], project: OpenProject): Turn {
  const lines = open.filter((line) => line.owner === owner);
  const due = lines
    .map((line) => line.dueDate ?? '')
    .filter(Boolean)
    .sort()[0];
  const late = lines.some((line) => line.state === 'late');
  const who = ownerName(owner);
  return {
    id: owner,
    who,
    mine: false,
    what:
      lines.length === 1
        ? m.wb_turn_answers_one({ who })
        : m.wb_turn_answers({ n: lines.length, who }),
    note: due ? m.wb_turn_answers_note({ when: day(due) }) : '',
    late: late ? (due ? m.wb_days_late({ n: daysSince(due) }) : m.wb_too_late()) : undefined,
    href: `/inzicht/${project.id}/wat-is-ermee-gedaan`,
  };
}

const daysSince = (date: string) =>
  Math.max(1, Math.floor((Date.now() - Date.parse(date)) / 86_400_000));
