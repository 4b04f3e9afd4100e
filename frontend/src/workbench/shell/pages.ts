import * as m from '../../messages/messages.js';
import type { OpenProject, Role } from '../project.svelte';

/** The pages of a project, who they are for, and what they are called. */
export const pages: readonly { part: string; name: () => string; roles: readonly Role[] }[] = [
  {
    part: 'start',
    name: m.wb_nav_start,
    roles: ['researcher', 'lead', 'coach', 'second-reader'],
  },
  { part: 'gesprekken', name: m.wb_nav_interviews, roles: ['researcher', 'lead', 'coach'] },
  { part: 'codes', name: m.wb_nav_codes, roles: ['researcher', 'lead', 'second-reader'] },
  { part: 'bevindingen', name: m.wb_nav_findings, roles: ['researcher', 'lead', 'second-reader'] },
  { part: 'vrijgeven', name: m.wb_nav_release, roles: ['researcher', 'lead', 'second-reader'] },
  { part: 'zorgen', name: m.wb_nav_alerts, roles: ['lead', 'coach'] },
  {
    part: 'vertalingen',
    name: m.wb_nav_wordings,
    roles: ['researcher', 'lead', 'translator'],
  },
  { part: 'apparaten', name: m.wb_nav_phones, roles: ['lead', 'coach'] },
  { part: 'leden', name: m.wb_nav_members, roles: ['lead', 'coach', 'researcher'] },
  { part: 'instellingen', name: m.wb_nav_settings, roles: ['lead'] },
];

/** The pages for your roles, as links. */
export const links = (project: OpenProject) =>
  pages
    .filter((page) => project.may(...page.roles))
    .map((page) => ({ href: project.path(page.part), label: page.name() }));
