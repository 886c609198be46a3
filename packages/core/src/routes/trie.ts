/**
 * The tree of patterns, and the search for the most specific one.
 *
 * A search visits every node at most once and never goes deeper than the deepest pattern, however long the path is.
 */
import type { ShapeSegment } from './shape.ts';
import type { Method, Route } from './table.ts';

/** The routes of one shape: by host (null for any), then by method. More than one route of a method is a tie. */
export type Leaf = Map<string | null, Map<string, readonly Route[]>>;

/** One segment deep in the tree. */
export interface TrieNode {
  /** No literal is null: looking up "any segment" finds none. */
  readonly literals: Map<ShapeSegment, TrieNode>;
  param: TrieNode | null;
  /** The patterns that end here. */
  end: Leaf | null;
  /** The patterns that end here with a trailing wildcard. */
  wildcard: Leaf | null;
}

/** What is searched: a request's segments, or a shape, whose null segments only parameters and wildcards cover. */
export interface TrieQuery {
  readonly segments: readonly ShapeSegment[];
  readonly tail: 'end' | 'wildcard';
  /** The hosts that count, the most specific first; see `toPlaces`. */
  readonly places: readonly (string | null)[];
  readonly method: string;
}

const ANYWHERE: readonly null[] = [null];

/** The hosts whose routes a request reaches, the most specific first: with its port, by name alone, any. */
export function toPlaces(host: string | null): readonly (string | null)[] {
  if (host === null) return ANYWHERE;
  const name = host.replace(/:[0-9]+$/, '');
  return name === host ? [host, null] : [host, name, null];
}

/** `toPlaces` for these routes: a table without hosts asks for none. */
export function createPlacesOf(routes: readonly Route[]): typeof toPlaces {
  return routes.some((route) => route.host !== null) ? toPlaces : () => ANYWHERE;
}

/** A tree of the routes, each placed by the segments that `toSegments` reads from it. */
export function createTrie(routes: readonly Route[], toSegments: (route: Route) => readonly ShapeSegment[]): TrieNode {
  const root = createNode();
  for (const route of routes) {
    let node = root;
    for (const segment of toSegments(route)) node = segment === null ? enterParam(node) : enterLiteral(node, segment);
    const leaf: Leaf = node[route.tail] ?? new Map();
    node[route.tail] = leaf;
    addToLeaf(leaf, route);
  }
  return root;
}

function createNode(): TrieNode {
  return { literals: new Map(), param: null, end: null, wildcard: null };
}

function enterParam(node: TrieNode): TrieNode {
  node.param ??= createNode();
  return node.param;
}

function enterLiteral(node: TrieNode, text: string): TrieNode {
  const known = node.literals.get(text);
  if (known !== undefined) return known;
  const child = createNode();
  node.literals.set(text, child);
  return child;
}

function addToLeaf(leaf: Leaf, route: Route): void {
  const byMethod = leaf.get(route.host) ?? new Map<Method, readonly Route[]>();
  leaf.set(route.host, byMethod);
  for (const method of route.decides) byMethod.set(method, toWinners(byMethod.get(method) ?? [], route));
}

/** A route that names the method beats one that takes any; equals tie. */
function toWinners(holders: readonly Route[], route: Route): readonly Route[] {
  const [holder] = holders;
  if (holder === undefined) return [route];
  const isNamed = route.methods !== null;
  if (isNamed === (holder.methods !== null)) return [...holders, route];
  return isNamed ? [route] : holders;
}

/**
 * The routes of the most specific shape that covers the query and decides its method, or null.
 *
 * Literal before parameter before wildcard, segment by segment from the left; then host; then a named method.
 */
export function searchTrie(node: TrieNode, query: TrieQuery, depth = 0): readonly Route[] | null {
  const segment = query.segments[depth];
  if (segment === undefined) {
    const ended = query.tail === 'end' ? pickRoutes(node.end, query) : null;
    return ended ?? pickRoutes(node.wildcard, query);
  }
  const literal = node.literals.get(segment);
  const byLiteral = literal === undefined ? null : searchTrie(literal, query, depth + 1);
  if (byLiteral !== null) return byLiteral;
  const byParam = node.param === null ? null : searchTrie(node.param, query, depth + 1);
  return byParam ?? pickRoutes(node.wildcard, query);
}

/** The leaves of every wildcard pattern that covers a shape and all paths beneath it, the most specific first. */
export function listWildcards(node: TrieNode, segments: readonly ShapeSegment[], depth = 0): readonly Leaf[] {
  const own = node.wildcard === null ? [] : [node.wildcard];
  const segment = segments[depth];
  if (segment === undefined) return own;
  const children = [node.literals.get(segment), node.param].filter((child) => child !== undefined && child !== null);
  return [...children.flatMap((child) => listWildcards(child, segments, depth + 1)), ...own];
}

/** The routes of a leaf that decide the query's method on its most specific host, or null. */
export function pickRoutes(leaf: Leaf | null, query: Pick<TrieQuery, 'places' | 'method'>): readonly Route[] | null {
  if (leaf === null) return null;
  for (const place of query.places) {
    const routes = leaf.get(place)?.get(query.method);
    if (routes !== undefined) return routes;
  }
  return null;
}
