/** Screens that follow the first: one piece of the app, which packs smaller than two. */
export { default as Answer } from './Answer.svelte';
export { default as Begin } from './interview/Begin.svelte';
export { default as Home } from './Home.svelte';
export { default as Lost } from './Lost.svelte';
export { default as MyInterviews } from './MyInterviews.svelte';
export { default as NewPin } from './NewPin.svelte';
export { default as Practise } from './interview/Practise.svelte';
export { default as ReadyGate } from './ReadyGate.svelte';
export { default as Revoked } from './Revoked.svelte';
export { default as Sent } from './Sent.svelte';
export { default as TalkScreen } from './interview/TalkScreen.svelte';
export { default as Watch } from './interview/Watch.svelte';
