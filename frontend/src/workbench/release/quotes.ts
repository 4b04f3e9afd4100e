import type { Schemas } from '../../api/client';

type Version = Schemas['Version'];

/** All quotes that a version shows, once each. */
export function quotesOf(version: Version): Schemas['VersionQuote'][] {
  const shown = version.columns
    ? Object.values(version.columns).flatMap((points) => points.flatMap(({ quotes }) => quotes))
    : [
        ...version.findings.flatMap(({ quotes }) => quotes),
        ...(version.themes ?? []).flatMap((theme) => theme.quotes ?? []),
      ];
  return [...new Map(shown.map((quote) => [quote.n, quote])).values()];
}
