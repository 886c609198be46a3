/**
 * Every pair of routes, one of each policy, that some request meets: what must be compared to know what changed.
 *
 * Keys alone do not tell: a route removed leaves its requests to a wider one. So requests are made of every two patterns
 * that meet, with fresh words where both leave the segment open; whatever takes such a request takes all like it, so no
 * pair is missed.
 */
import type { Method, Route, RouteTable } from '@sallyport/core';
import { toDepth, toFreshWord } from './fresh-word.ts';

/** What decides some requests in the one policy and in the other; not null on both sides. */
export interface RoutePair {
  readonly before: Route | null;
  readonly after: Route | null;
  readonly methods: readonly Method[];
}

/** The pairs, each once. */
export function listRoutePairs(before: RouteTable, after: RouteTable): readonly RoutePair[] {
  const routes = [...before.routes, ...after.routes];
  const word = toFreshWord(routes);
  const depth = toDepth(routes);
  const methods = [...new Set(routes.flatMap(({ decides }) => [...decides]))];
  const seen = new Set<string>();
  const pairs = new Map<Route | null, Map<Route | null, Set<Method>>>();
  const visit = (host: string | null, segments: readonly string[]): void => {
    const place = JSON.stringify([host, segments]);
    if (seen.has(place)) return;
    seen.add(place);
    for (const method of methods) {
      const was = before.match(method, host, segments)?.route ?? null;
      const is = after.match(method, host, segments)?.route ?? null;
      if (was === null && is === null) continue;
      const others = pairs.get(was) ?? new Map<Route | null, Set<Method>>();
      pairs.set(was, others);
      others.set(is, (others.get(is) ?? new Set<Method>()).add(method));
    }
  };
  const visitBoth = (one: Route, other: Route): void => {
    const host = toCommonHost(one.host, other.host);
    if (host === undefined) return;
    for (const segments of listCommonPaths(one, other, word, depth)) visit(host, segments);
  };
  for (const was of before.routes) {
    visitBoth(was, was);
    for (const is of after.routes) visitBoth(was, is);
  }
  for (const is of after.routes) visitBoth(is, is);
  return [...pairs].flatMap(([was, others]) =>
    [...others].map(([is, found]) => ({ before: was, after: is, methods: methods.filter((name) => found.has(name)) })),
  );
}

/** The host of requests that both take; undefined where there are none. A name without a port holds on every port. */
function toCommonHost(one: string | null, other: string | null): string | null | undefined {
  if (one === null || one === other) return other;
  if (other === null || toName(one) === other) return one;
  return toName(other) === one ? other : undefined;
}

function toName(host: string): string {
  return host.replace(/:[0-9]+$/, '');
}

function listCommonPaths(one: Route, other: Route, word: string, depth: number): readonly (readonly string[])[] {
  const least = Math.max(one.segments.length, other.segments.length);
  const most = Math.min(toMost(one, depth), toMost(other, depth));
  const paths: string[][] = [];
  for (let length = least; length <= most; length += 1) {
    const path: string[] = [];
    for (let place = 0; place < length; place += 1) {
      const [a, b] = [toLiteral(one, place), toLiteral(other, place)];
      if (a !== null && b !== null && a !== b) return paths;
      path.push(a ?? b ?? word);
    }
    paths.push(path);
  }
  return paths;
}

function toMost({ tail, segments }: Route, depth: number): number {
  return tail === 'end' ? segments.length : depth;
}

function toLiteral({ segments }: Route, place: number): string | null {
  const segment = segments[place];
  return segment?.kind === 'literal' ? segment.text : null;
}
