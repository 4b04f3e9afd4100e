/** Drawn guides for one's own phone: loaded when one is opened. */
export { default as Install } from './Install.svelte';
export { default as LieStill } from './LieStill.svelte';
export { default as LockOff } from './LockOff.svelte';
