/** Screens that follow the first: a piece of the app of their own. */
export { default as Answer } from './Answer.svelte';
export { default as Home } from './Home.svelte';
export { default as Lost } from './Lost.svelte';
export { default as MyInterviews } from './MyInterviews.svelte';
export { default as NewPin } from './NewPin.svelte';
export { default as ReadyGate } from './ReadyGate.svelte';
export { default as Revoked } from './Revoked.svelte';
export { default as Sent } from './Sent.svelte';
