import * as m from '../../../messages/messages.js';
import { kindName } from '../../../ui/kind';
import type { Act } from '../../acts/act.svelte';
import type { Desk, Kind } from '../desk.svelte';

/** The keys are the first letters of goed, beter, idee and achtergrond. */
export const kindKeys = { good: 'g', better: 'b', lead: 'i', fact: 'a' } as const;

/** Saying what the words say. */
export const setKind = (desk: Desk): Act[] =>
  (Object.keys(kindKeys) as Kind[]).map((kind) => ({
    id: `kind ${kind}`,
    name: () => m.wb_set_kind({ kind: kindName(kind) }),
    keys: [kindKeys[kind]],
    when: () => desk.place !== null && desk.mayCode,
    perform: () => void desk.setKind(kind),
  }));
