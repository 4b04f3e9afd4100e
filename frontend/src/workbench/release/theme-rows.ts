import type { Schemas } from '../../api/client';
import type { Piece } from '../../ui/Bars.svelte';
import type { Shown, ThemeRow } from '../../ui/ThemeTable.svelte';

type Theme = Schemas['VersionTheme'];

const shown = (figure: Schemas['VersionFigure']): Shown =>
  figure.number === undefined ? { word: figure.word ?? '' } : { number: figure.number };

/** A theme as a row of the table; nothing is counted here. */
export function themeRow(theme: Theme, child: boolean): ThemeRow {
  const bars = theme.bar ?? [];
  const outline = bars.find((bar) => bar.kind === 'outline')?.share;
  const { parts, pair } = theme;
  return {
    key: theme.code,
    label: theme.label,
    child,
    n: shown(theme.n),
    parts: parts
      ? [shown(parts.good), shown(parts.mixed), shown(parts.better), shown(parts.lead)]
      : null,
    ...(pair && { pair: { better: shown(pair.better), rest: shown(pair.rest) } }),
    ...(theme.word && { word: theme.word }),
    pieces: bars.filter((bar) => bar.kind !== 'outline') as Piece[],
    ...(outline !== undefined && { outline }),
  };
}

/** All themes, each group followed by its children. */
export function themeRows(themes: readonly Theme[]): ThemeRow[] {
  const children = new Set(themes.flatMap((theme) => theme.children ?? []));
  const byCode = new Map(themes.map((theme) => [theme.code, theme]));
  return themes
    .filter((theme) => !children.has(theme.code))
    .flatMap((theme) => [
      themeRow(theme, false),
      ...(theme.children ?? []).flatMap((code) => {
        const child = byCode.get(code);
        return child ? [themeRow(child, true)] : [];
      }),
    ]);
}
