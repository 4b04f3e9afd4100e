import { untrack } from 'svelte';

/** Something a person can do here: what menus, keys and the search field offer. */
export type Act = {
  id: string;
  /** As a button would say it. */
  name: () => string;
  /** "j", "Shift+J", "Ctrl+K", "Space"; the first one is shown. */
  keys?: readonly string[];
  /** Whether it makes sense now. */
  when?: () => boolean;
  perform: (key: string) => void;
  /** Works by its key only, such as the next sentence: not offered in the search field. */
  keyOnly?: boolean;
};

let offered: (readonly Act[])[] = $state.raw([]);

/** What can be done now; what was offered last comes first. */
export function acts(): Act[] {
  return offered.toReversed().flatMap((list) => list.filter((act) => act.when?.() ?? true));
}

/** Offers acts as long as the component that calls this is on the screen. */
export function offer(list: readonly Act[]): void {
  $effect(() => {
    untrack(() => (offered = [...offered, list]));
    return () => (offered = offered.filter((other) => other !== list));
  });
}

/** The name of a pressed key, as acts write it. */
export function keyName(event: KeyboardEvent): string {
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? letter(event) : event.key;
  if (!event.ctrlKey && !event.metaKey) return key;
  return `Ctrl+${event.shiftKey ? 'Shift+' : ''}${event.key.toUpperCase()}`;
}

function letter(event: KeyboardEvent): string {
  const shifted = event.shiftKey && /^\p{L}$/u.test(event.key);
  return shifted ? `Shift+${event.key.toUpperCase()}` : event.key.toLowerCase();
}

/** Does what a key stands for; typing in a field is left alone but for Ctrl. */
export function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const key = keyName(event);
  if (!key.startsWith('Ctrl+') && takesKeys(event.target, key)) return;
  const act = acts().find((candidate) => candidate.keys?.includes(key));
  if (!act) return;
  event.preventDefault();
  act.perform(key);
}

/** Fields take what is typed; buttons and links take Space and Enter. */
function takesKeys(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('input, textarea, select, dialog, [contenteditable]')) return true;
  return (key === 'Space' || key === 'Enter') && target.closest('button, a, summary') !== null;
}
