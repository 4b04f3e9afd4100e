/** Everything of the core that only an open interview needs. */
export { newDraft } from './draft';
export { Interview } from './interview';
