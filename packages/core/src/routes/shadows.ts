/**
 * Wildcards open to everyone around protected routes: a path or spelling that the protected key misses is open.
 */
import { isOpen } from './exposure.ts';
import type { RouteRisk } from './route-risk.ts';
import { toShapeSegments } from './shape.ts';
import type { Route } from './table.ts';
import { listWildcards, pickRoutes, type TrieNode, toPlaces } from './trie.ts';

const NAMED_AT_MOST = 3;

/** The protected routes in the reach of each open wildcard; only the nearest wildcard around a route counts. */
export function findShadows(root: TrieNode, routes: readonly Route[]): ReadonlyMap<Route, readonly Route[]> {
  const shadows = new Map<Route, Route[]>();
  for (const child of routes.filter((route) => !isOpen(route))) {
    for (const wildcard of findNearestWildcards(root, child)) {
      if (!isOpen(wildcard)) continue;
      const children = shadows.get(wildcard) ?? [];
      children.push(child);
      shadows.set(wildcard, children);
    }
  }
  return shadows;
}

/** The wildcard routes that would decide the child's methods if the child were not there. */
function findNearestWildcards(root: TrieNode, child: Route): ReadonlySet<Route> {
  const leaves = listWildcards(root, toShapeSegments(child));
  const places = toPlaces(child.host);
  const nearest = new Set<Route>();
  for (const method of child.decides) {
    const found = leaves.flatMap((leaf) => pickRoutes(leaf, { places, method }) ?? []).find((route) => route !== child);
    if (found !== undefined) nearest.add(found);
  }
  return nearest;
}

/** The open wildcard's `public-shadows-protected` risk: one, however many routes it reaches around. */
export function toShadowRisk(wildcard: Route, children: readonly Route[]): RouteRisk {
  const named = children.slice(0, NAMED_AT_MOST).map((child) => `"${child.key}"`);
  const more = children.length > NAMED_AT_MOST ? [`${children.length - NAMED_AT_MOST} more`] : [];
  return {
    key: wildcard.key,
    code: 'public-shadows-protected',
    message: `"${wildcard.key}" is "${wildcard.access.kind}" and reaches around protected routes (${[...named, ...more].join(', ')}): every path and method that they miss is open`,
    suggestion: 'guard the wildcard and list the open paths one by one',
  };
}
