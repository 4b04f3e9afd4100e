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
let guard: ((to: string) => boolean) | null = null;

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
  if (guard && !guard(to)) return;
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  void arrive();
}

/** Asks before a screen is left; the answer false keeps it. Returns how to stop asking. */
export function ask(mayLeave: (to: string) => boolean): () => void {
  guard = mayLeave;
  return () => {
    if (guard === mayLeave) guard = null;
  };
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

/** Moves the focus to the heading of the new screen, so that it is read out. */
function focusHeading() {
  const heading = document.querySelector<HTMLElement>('h1');
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/**
 * Makes links below the prefix change the screen without loading the page.
 * Called once by an entry point; other links, new windows and downloads are left alone.
 */
export function listen(prefix: string): void {
  addEventListener('popstate', () => void arrive());
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
