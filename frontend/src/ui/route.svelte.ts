import { tick } from 'svelte';

/** What the variable parts of a pattern such as "/inzicht/:project/themas/:code" stand for. */
export type Parameters = Record<string, string>;

/** Matches a path with a pattern, part by part; null when they differ. */
export function match(pattern: string, path: string): Parameters | null {
  const wanted = pattern.split('/').filter(Boolean);
  const given = path.split('/').filter(Boolean);
  if (wanted.length !== given.length) return null;
  const found: Parameters = {};
  for (const [index, part] of wanted.entries()) {
    const value = decoded(given[index] ?? '');
    if (value === null) return null;
    if (part.startsWith(':')) found[part.slice(1)] = value;
    else if (part !== value) return null;
  }
  return found;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** The first route that fits a path, with its parameters. */
export function find<Screen>(
  routes: readonly (readonly [pattern: string, screen: Screen])[],
  path: string,
): { screen: Screen; parameters: Parameters } | null {
  for (const [pattern, screen] of routes) {
    const parameters = match(pattern, path);
    if (parameters) return { screen, parameters };
  }
  return null;
}

let path = $state(location.pathname);
let search = $state(location.search);
/** Which of the pages that this window went through is shown: the browser keeps it with each. */
let place = placeOf(history.state) ?? 0;
/** On the way back to a page that Back left and that asked to stay. */
let returning = false;
let guards: readonly Guard[] = [];

type Guard = { changed: () => boolean; question: () => string };

/** The path now shown, without the question mark and what follows it. */
export function here(): string {
  return path;
}

/** A value after the question mark. */
export function query(name: string): string | null {
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- read and dropped here
  return new URLSearchParams(search).get(name);
}

/** Shows another screen of this entry point. */
export function go(to: string, replace = false): void {
  if (!mayLeave()) return;
  if (replace) history.replaceState({ place }, '', to);
  else history.pushState({ place: ++place }, '', to);
  void arrive();
}

/**
 * Asks the question before a part of the screen that changed is left: by a link,
 * by Back, by closing the window. Returns how to stop asking.
 */
export function ask(changed: () => boolean, question: () => string): () => void {
  const guard = { changed, question };
  guards = [...guards, guard];
  addEventListener('beforeunload', warn);
  return () => {
    guards = guards.filter((other) => other !== guard);
    if (guards.length === 0) removeEventListener('beforeunload', warn);
  };
}

/** Whether what is shown may go; asks a person when something in it was not kept. */
export function mayLeave(): boolean {
  const unkept = guards.find((guard) => guard.changed());
  return !unkept || confirm(unkept.question());
}

function warn(event: BeforeUnloadEvent) {
  if (guards.some((guard) => guard.changed())) event.preventDefault();
}

/** Back or Forward was used: the browser has already changed the address. */
function travelled(event: PopStateEvent) {
  const to = placeOf(event.state) ?? place - 1;
  if (returning) {
    returning = false;
  } else if (location.pathname !== path && to !== place && !mayLeave()) {
    returning = true;
    history.go(place - to);
  } else {
    place = to;
    void arrive();
  }
}

function placeOf(state: unknown): number | null {
  const kept = (state as { place?: unknown } | null)?.place;
  return typeof kept === 'number' ? kept : null;
}

async function arrive() {
  const moved = path !== location.pathname;
  path = location.pathname;
  search = location.search;
  if (!moved) return;
  await tick();
  scrollTo(0, 0);
  focusHeading();
}

let waiting: MutationObserver | null = null;

/**
 * Moves the focus to the heading of the new screen, so that it is read out: also
 * when it comes later with its data, unless somebody has begun elsewhere by then.
 */
function focusHeading() {
  waiting?.disconnect();
  waiting = null;
  if (focusedHeading()) return;
  const observer = new MutationObserver(() => {
    const busy = document.activeElement !== null && document.activeElement !== document.body;
    if (busy || focusedHeading()) observer.disconnect();
  });
  observer.observe(document.body, { childList: true, subtree: true });
  waiting = observer;
}

function focusedHeading(): boolean {
  const heading = document.querySelector<HTMLElement>('h1');
  if (!heading) return false;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  return true;
}

/**
 * Makes links below the prefix change the screen without loading the page.
 * Called once by an entry point; other links, new windows and downloads are left alone.
 */
export function listen(prefix: string): void {
  history.replaceState({ place }, '');
  addEventListener('popstate', travelled);
  document.addEventListener('click', (event) => {
    const link = (event.target as Element | null)?.closest?.('a');
    if (!link || event.defaultPrevented || !plainClick(event) || !inside(link, prefix)) return;
    event.preventDefault();
    go(link.pathname + link.search + link.hash);
  });
}

function plainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

function inside(link: HTMLAnchorElement, prefix: string): boolean {
  const samePageAnchor = link.pathname === location.pathname && link.hash !== '';
  return (
    link.origin === location.origin &&
    link.pathname.startsWith(prefix) &&
    !link.target &&
    !link.hasAttribute('download') &&
    !samePageAnchor
  );
}
