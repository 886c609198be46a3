/**
 * What is legal in a route table but rarely meant, for people to judge: methods that fall through to a wider grant,
 * open wildcards around protected routes, keys that only folding makes equal, and keys that no request reaches.
 */
import { findFallThroughs } from './fall-throughs.ts';
import { foldShape } from './look-alikes.ts';
import type { RouteRisk } from './route-risk.ts';
import { findShadows, toShadowRisk } from './shadows.ts';
import { toShapeSegments, toShapeText } from './shape.ts';
import type { Route, RouteTable } from './table.ts';
import { createTrie } from './trie.ts';

/** The table's risks, in the order of its routes; each message names the other keys and the methods. */
export function findRouteRisks(table: RouteTable): readonly RouteRisk[] {
  const root = createTrie(table.routes, toShapeSegments);
  const shadows = findShadows(root, table.routes);
  const twins = findLookAlikeTwins(table.routes);
  return table.routes.flatMap((route) => {
    const shadowed = shadows.get(route);
    return [
      ...(route.decides.size === 0 ? [toUnreachableRisk(route)] : []),
      ...findFallThroughs(root, route),
      ...(shadowed === undefined ? [] : [toShadowRisk(route, shadowed)]),
      ...(twins.get(route) ?? []).map((twin) => toLookAlikeRisk(route, twin)),
    ];
  });
}

/** For each route the earlier ones that an origin ignoring case would serve at the same place, with another access. */
function findLookAlikeTwins(routes: readonly Route[]): ReadonlyMap<Route, readonly Route[]> {
  const twins = new Map<Route, readonly Route[]>();
  const groups = new Map<string, Route[]>();
  for (const route of routes) {
    const folded = toShapeText(route, foldShape(toShapeSegments(route)));
    const group = groups.get(folded) ?? [];
    groups.set(folded, group);
    const found = group.filter((other) => isTwin(route, other));
    if (found.length > 0) twins.set(route, found);
    group.push(route);
  }
  return twins;
}

/** Routes of one pattern never decide the same method, so these two differ in what folding takes away. */
function isTwin(route: Route, other: Route): boolean {
  const meets = [...route.decides].some((method) => other.decides.has(method));
  return meets && route.access.fingerprint !== other.access.fingerprint;
}

function toLookAlikeRisk(route: Route, twin: Route): RouteRisk {
  return {
    key: route.key,
    code: 'look-alike-routes',
    message: `"${route.key}" and "${twin.key}" have different access and differ only in case or in trailing dots or spaces: an origin that ignores those serves both at one place`,
    suggestion: 'give both the same access, or keep one of them',
  };
}

function toUnreachableRisk(route: Route): RouteRisk {
  return {
    key: route.key,
    code: 'route-unreachable',
    message: `"${route.key}" decides nothing: other keys of the same pattern name every method`,
    suggestion: 'remove it, or remove a method from the other keys',
  };
}
