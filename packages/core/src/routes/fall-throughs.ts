/**
 * Methods that a key leaves out and that a wider key then grants: `GET /admin` guarded, `POST /admin` under a public `/*`.
 */
import { compareExposure, toAccessText } from './exposure.ts';
import type { RouteRisk } from './route-risk.ts';
import { toPatternShape, toShapeSegments } from './shape.ts';
import { METHODS, type Method, type Route } from './table.ts';
import { searchTrie, type TrieNode, toPlaces } from './trie.ts';

const READS: ReadonlySet<Method> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The key's `method-falls-through` risks, one for each key that its other methods fall to. */
export function findFallThroughs(root: TrieNode, route: Route): readonly RouteRisk[] {
  if (route.methods === null) return [];
  const shape = { segments: toShapeSegments(route), tail: route.tail, places: toPlaces(route.host) };
  const fallen = new Map<Route, Method[]>();
  for (const method of METHODS) {
    // For a method that the route decides this finds the route itself, which is no wider than it is.
    for (const wider of searchTrie(root, { ...shape, method }) ?? []) {
      if (isUnmeant(route, wider, method)) fallen.set(wider, [...(fallen.get(wider) ?? []), method]);
    }
  }
  return [...fallen].map(([wider, methods]) => toRisk(route, wider, methods));
}

/** Whether the policy's author may not have seen that `wider` decides `method` on the paths of `route`. */
function isUnmeant(route: Route, wider: Route, method: Method): boolean {
  const comparison = compareExposure(wider, route);
  const isTwin = toPatternShape(wider) === toPatternShape(route);
  // A key that takes any method decides these too, named or not. On the same pattern that is a choice, unless it opens.
  if (wider.methods === null) return comparison === 'wider' || (comparison === 'unlike' && !isTwin);
  // It names the method: a choice on the same pattern, for preflights, and for reads that are wider than writes.
  if (isTwin || method === 'OPTIONS') return false;
  const isReadBesideWrites = READS.has(method) && ![...READS].some((read) => route.decides.has(read));
  return comparison === 'wider' && !isReadBesideWrites;
}

function toRisk(route: Route, wider: Route, methods: readonly Method[]): RouteRisk {
  const target = route.key.slice(route.key.indexOf(' ') + 1);
  return {
    key: route.key,
    code: 'method-falls-through',
    message: `${methods.join(', ')} on "${target}" fall through to "${wider.key}" with ${toAccessText(wider)}`,
    suggestion: `leave the methods out of "${route.key}", or add "${methods.join('|')} ${target}" with the access you mean`,
  };
}
