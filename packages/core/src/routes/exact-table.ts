/**
 * Places the routes and finds the one that decides a request as it is written: the most specific key, whatever the order.
 *
 * Does not: judge the table; `conflicts.ts` and `risks.ts` do. Two routes that tie are a defect here.
 */
import type { CompiledAccess } from '../document/compiled.ts';
import { admitsForms } from './admission.ts';
import { findRouteConflicts } from './conflicts.ts';
import { toPatternShape, toShapeSegments } from './shape.ts';
import {
  METHODS,
  type Method,
  type PatternSegment,
  type Route,
  type RouteMatch,
  type RoutePattern,
  type RouteTable,
} from './table.ts';
import { createPlacesOf, createTrie, searchTrie, type TrieNode } from './trie.ts';

/** A parsed key and its access, before the table is built. */
export interface RouteEntry {
  readonly pattern: RoutePattern;
  readonly access: CompiledAccess;
}

/** The part of a table that reads paths as they are written. */
export interface PlacedRoutes extends Pick<RouteTable, 'routes' | 'match' | 'admitsForms'> {
  readonly root: TrieNode;
}

const NO_PARAMS: Readonly<Record<string, string>> = Object.freeze(Object.create(null));

/**
 * The routes, placed. The work of a match follows the depth of the path, not the number of routes.
 *
 * Hosts are compared as `parseTarget` gives them; a key without a port holds on every port of its host.
 *
 * @throws Error where two routes could tie, which `findRouteConflicts` reports as load errors before.
 */
export function placeRoutes(entries: readonly RouteEntry[]): PlacedRoutes {
  const [conflict] = findRouteConflicts(entries.map((entry) => entry.pattern));
  if (conflict !== undefined) throw new Error(conflict.message);
  const routes = toRoutes(entries);
  const root = createTrie(routes, toShapeSegments);
  const placesOf = createPlacesOf(routes);
  return {
    routes,
    root,
    match: (method, host, segments) => {
      const found = searchTrie(root, { segments, tail: 'end', places: placesOf(host), method });
      const route = found?.[0];
      return route === undefined ? null : toMatch(route, segments);
    },
    admitsForms: admitsForms(routes),
  };
}

/**
 * A table for a gate that never asks how else a path could be read: API Gateway hands on no path as it was sent, and the
 * gate asks for `lookAlikes: 'ignore'`. Asked all the same, it throws, so that the request is denied.
 *
 * @throws Error as `placeRoutes` does, and where a route admits a form that this table has no reading of.
 */
export function createExactTable(entries: readonly RouteEntry[]): RouteTable {
  const { root: _root, ...exact } = placeRoutes(entries);
  if (exact.admitsForms) throw new Error('a route has "unsafePath", which this gate cannot read');
  const refuse = (): never => {
    throw new TypeError('this gate has no other readings of a path');
  };
  return { ...exact, admit: () => null, matchFolded: refuse, isLookAlike: refuse, isSlashAlike: refuse };
}

function toRoutes(entries: readonly RouteEntry[]): readonly Route[] {
  const namedByShape = new Map<string, Set<Method>>();
  const placed = entries.map((entry) => {
    const shape = toPatternShape(entry.pattern);
    const named = namedByShape.get(shape) ?? new Set();
    namedByShape.set(shape, named);
    for (const method of entry.pattern.methods ?? []) named.add(method);
    return { ...entry, named };
  });
  // Only now does `named` hold the methods of every key of its shape.
  return placed.map(({ pattern, access, named }) => ({
    ...pattern,
    segments: pattern.segments.map(toQuickSegment),
    decides: toDecided(pattern.methods, named),
    access,
  }));
}

/** GET covers HEAD unless a key of the same pattern names HEAD; a key for any method decides what no such key names. */
function toDecided(methods: readonly Method[] | null, named: ReadonlySet<Method>): ReadonlySet<Method> {
  if (methods === null) {
    return new Set(METHODS.filter((method) => !named.has(method) && !(method === 'HEAD' && named.has('GET'))));
  }
  return new Set(methods.includes('GET') && !named.has('HEAD') ? [...methods, 'HEAD'] : methods);
}

/**
 * The segment with its parameter's name as V8 keeps property names: a name cut out of a key makes each `params` half a
 * microsecond slower.
 */
function toQuickSegment(segment: PatternSegment): PatternSegment {
  if (segment.kind === 'literal') return segment;
  return { kind: 'param', name: Object.keys({ [segment.name]: '' }).reduce((_, name) => name, segment.name) };
}

function toMatch(route: Route, segments: readonly string[]): RouteMatch {
  if (!route.segments.some(isParam)) return { route, params: NO_PARAMS };
  // Without a prototype, a parameter called "__proto__" is a name like any other.
  const params: Record<string, string> = Object.create(null);
  for (let depth = 0; depth < route.segments.length; depth += 1) {
    const segment = route.segments[depth];
    const text = segments[depth];
    if (segment?.kind === 'param' && text !== undefined) params[segment.name] = text;
  }
  return { route, params };
}

function isParam(segment: PatternSegment): boolean {
  return segment.kind === 'param';
}
