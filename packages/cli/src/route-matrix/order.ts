/**
 * The order of the matrix's rows: where two routes meet, the one that decides comes first.
 */
import type { Route } from '@sallyport/core';

/** The routes, most specific first: by pattern from the left, then by host, then named methods before any. */
export function sortRoutes(routes: readonly Route[]): readonly Route[] {
  return [...routes].sort(
    (a, b) =>
      comparePatterns(a, b) ||
      compareText(a.host === null, b.host === null) ||
      // The mark after the name puts a host with its port before the host on every port.
      compareText(`${a.host}\uffff`, `${b.host}\uffff`) ||
      compareText(a.methods === null, b.methods === null) ||
      compareText(a.key, b.key),
  );
}

function comparePatterns(a: Route, b: Route): number {
  for (let depth = 0; ; depth += 1) {
    const [rankA, textA] = toRank(a, depth);
    const [rankB, textB] = toRank(b, depth);
    if (rankA !== rankB) return rankA - rankB;
    if (textA !== textB) return compareText(textA, textB);
    // Both ended, or both took the rest.
    if (a.segments[depth] === undefined) return 0;
  }
}

/** End over literal is for the reader; literal over parameter over wildcard, and end over wildcard, decide. */
function toRank(route: Route, depth: number): readonly [rank: number, text: string] {
  const segment = route.segments[depth];
  if (segment === undefined) return [route.tail === 'end' ? 0 : 3, ''];
  return segment.kind === 'literal' ? [1, segment.text] : [2, ''];
}

function compareText<T extends string | boolean>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
