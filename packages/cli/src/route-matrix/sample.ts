/**
 * Requests that stand for all that a route decides: fresh words wherever the pattern leaves the segment open.
 */
import { type Method, type Route, type RouteTable, toSegmentText } from '@sallyport/core';
import { toDepth, toFreshWord } from './fresh-word.ts';

/** A request, its path in decoded segments. */
export interface Sample {
  readonly method: Method;
  readonly host: string | null;
  readonly segments: readonly string[];
}

/**
 * A request that this route decides, or null where more specific keys take all of them.
 *
 * @param params - Values for parameters; the others take a fresh word.
 */
export function findSample(route: Route, table: RouteTable, params: Readonly<Record<string, string>>): Sample | null {
  const word = toFreshWord(table.routes);
  const fixed = route.segments.map((segment) => {
    if (segment.kind === 'literal') return segment.text;
    return Object.hasOwn(params, segment.name) ? (params[segment.name] ?? word) : word;
  });
  for (const length of toTailLengths(route, toDepth(table.routes))) {
    const segments = [...fixed, ...Array.from({ length }, () => word)];
    for (const method of route.decides) {
      const sample = { method, host: route.host, segments };
      if (table.match(method, route.host, segments)?.route === route) return sample;
    }
  }
  return null;
}

/** One further segment says best what a wildcard is; none, or many, where that one is another route's. */
function toTailLengths(route: Route, depth: number): readonly number[] {
  if (route.tail === 'end') return [0];
  return [1, 0, ...Array.from({ length: depth }, (_, index) => index + 2)];
}

/** The sample as a request target: absolute where it names a host. */
export function toUrl({ host, segments }: Sample): string {
  return `${host === null ? '' : `https://${host}`}/${segments.map(toSegmentText).join('/')}`;
}
