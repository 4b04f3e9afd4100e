/** The screens of an interview: one piece of the app that comes after the first screen. */
export { default as Begin } from './Begin.svelte';
export { default as Practise } from './Practise.svelte';
export { default as TalkScreen } from './TalkScreen.svelte';
export { default as Watch } from './Watch.svelte';
