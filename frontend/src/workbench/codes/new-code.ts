import type { Schemas } from '../../api/client';

type Code = Schemas['Code'];

/** A code with nothing in it yet, in the first group and at the end of the codebook. */
export const newCode = (codes: readonly Code[]): Code => ({
  id: '',
  label: '',
  group: codes.find((code) => code.group === '')?.id ?? '',
  definition: '',
  include: '',
  exclude: '',
  example: '',
  domain: '',
  policyThemes: [],
  flags: [],
  topics: [],
  status: 'active',
  order: Math.max(0, ...codes.map((code) => code.order)) + 1,
});
