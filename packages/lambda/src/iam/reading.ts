/**
 * Reads a path segment by segment against one method's routes, keeping every route that could still win.
 *
 * The same order as the core's matcher (literal, parameter, wildcard, from the left; end before wildcard), as an
 * automaton: `explore.ts` needs to know what the best match of every path is, not of one.
 */
import type { Route } from '@sallyport/core';

/** One position in the tree of a method's patterns. */
export interface RouteNode {
  readonly id: number;
  readonly literals: ReadonlyMap<string, RouteNode>;
  readonly param: RouteNode | null;
  readonly end: Route | null;
  readonly wildcard: Route | null;
}

interface Growing {
  readonly id: number;
  readonly literals: Map<string, Growing>;
  param: Growing | null;
  end: Route | null;
  wildcard: Route | null;
}

/** A path so far: positions that are still open, the most specific first, and the wildcard behind all of them. */
export interface Reading {
  readonly open: readonly Place[];
  readonly parked: Match | null;
  /** Equal keys mean equal continuations. */
  readonly key: string;
}

interface Place {
  readonly node: RouteNode;
  readonly bound: Bound;
}

/** A route and what its parameters took: a text that some pin names, or null for any other; by segment. */
export interface Match {
  readonly route: Route;
  readonly bound: Bound;
}

type Bound = readonly (string | null)[];

const UNBOUND: Bound = [];

/** The tree of the patterns that decide a method: at most one route for each pattern, see `groups.ts`. */
export function createRouteTree(routes: readonly Route[]): RouteNode {
  let count = 0;
  const grow = (): Growing => ({ id: count++, literals: new Map(), param: null, end: null, wildcard: null });
  const root = grow();
  for (const route of routes) {
    let node = root;
    for (const segment of route.segments) {
      if (segment.kind === 'param') {
        node.param ??= grow();
        node = node.param;
      } else {
        const child = node.literals.get(segment.text) ?? grow();
        node.literals.set(segment.text, child);
        node = child;
      }
    }
    if (route.tail === 'end') node.end = route;
    else node.wildcard = route;
  }
  return root;
}

/** The reading before the first segment. */
export function startReading(root: RouteNode): Reading {
  return toReading([{ node: root, bound: UNBOUND }], null);
}

/**
 * The reading after one more segment.
 *
 * @param segment - A text that the table or a pin names, or null for any other.
 * @param pinned - The texts to remember where a parameter takes them; empty if no parameter is pinned.
 */
export function readSegment(reading: Reading, segment: string | null, pinned: ReadonlySet<string>): Reading {
  const open: Place[] = [];
  const remembered = segment !== null && pinned.has(segment) ? segment : null;
  for (const { node, bound } of reading.open) {
    const literal = segment === null ? undefined : node.literals.get(segment);
    if (literal) open.push({ node: literal, bound: pinned.size === 0 ? UNBOUND : [...bound, null] });
    if (node.param) open.push({ node: node.param, bound: pinned.size === 0 ? UNBOUND : [...bound, remembered] });
    // It takes every further segment, and outranks whatever comes after it.
    if (node.wildcard) return toReading(open, { route: node.wildcard, bound });
  }
  return toReading(open, reading.parked);
}

/** The route that decides a path that ends here, or null. */
export function toMatch(reading: Reading): Match | null {
  for (const { node, bound } of reading.open) {
    const route = node.end ?? node.wildcard;
    if (route) return { route, bound };
  }
  return reading.parked;
}

function toReading(open: readonly Place[], parked: Match | null): Reading {
  let key = parked ? toKey(parked.route.key, parked.bound) : '';
  for (const { node, bound } of open) key += ` ${toKey(String(node.id), bound)}`;
  return { open, parked, key };
}

function toKey(name: string, bound: Bound): string {
  return bound.some((text) => text !== null) ? `${name}${JSON.stringify(bound)}` : name;
}
