import type { Piece } from '../../ui/Bars.svelte';
import type { ThemeRow } from '../../ui/ThemeTable.svelte';
import { topLevel, type Shown, type Theme } from '../version';
import * as words from '../words';

/** What a theme's row shows: nothing is worked out, words are translated. */
export function rowOf(theme: Theme, href: string): ThemeRow {
  const { parts, pair } = theme;
  const outline = theme.bar?.find((piece) => piece.kind === 'outline');
  const note = theme.group ? words.askedLine(theme.asked) : undefined;
  return {
    key: theme.code,
    label: theme.label,
    href,
    n: cell(theme.n),
    parts: parts ? [parts.good, parts.mixed, parts.better, parts.lead].map(cell) : null,
    pieces: (theme.bar ?? []).flatMap(pieceOf),
    ...(note && { note }),
    ...(pair && { pair: { better: cell(pair.better), rest: cell(pair.rest) } }),
    ...(theme.word && { word: words.figureWord(theme.word) }),
    ...(outline && { outline: outline.share }),
  };
}

function pieceOf({ kind, share }: NonNullable<Theme['bar']>[number]): Piece[] {
  return kind === 'outline' ? [] : [{ kind, share }];
}

function cell(figure: Shown): ThemeRow['n'] {
  if (figure.number !== undefined) return { number: figure.number };
  return { word: words.shown(figure) };
}

/** All rows in their order: below a group its children, when the group is open. */
export function rowsOf(
  themes: readonly Theme[],
  href: (code: string) => string,
  open: ReadonlySet<string>,
): ThemeRow[] {
  return topLevel(themes).flatMap((top) => {
    const children = themes.filter((theme) => top.children?.includes(theme.code));
    const row = rowOf(top, href(top.code));
    if (!children.length) return [row];
    const below = children.map((child) => ({ ...rowOf(child, href(child.code)), child: true }));
    return [{ ...row, open: open.has(top.code) }, ...(open.has(top.code) ? below : [])];
  });
}
