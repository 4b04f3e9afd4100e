import { kind_better, kind_fact, kind_good, kind_lead, kind_mixed } from '../messages/messages.js';

/** What a statement says: the four kinds, and "mixed" for somebody who said both good and better. */
export type Kind = 'good' | 'better' | 'lead' | 'fact' | 'mixed';

const names = {
  good: kind_good,
  better: kind_better,
  lead: kind_lead,
  fact: kind_fact,
  mixed: kind_mixed,
};

/** The word that always stands beside the shape. */
export function kindName(kind: Kind): string {
  return names[kind]();
}
