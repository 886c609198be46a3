/**
 * How far an access opens a route, where two accesses can be compared at all.
 */
import type { AccessKind } from '../decision/decision.ts';
import type { Route } from './table.ts';

// "optional" lets everyone in too: what it adds is who they are.
const EXPOSURE: Readonly<Record<AccessKind, number>> = {
  deny: 0,
  requirement: 1,
  authenticated: 2,
  optional: 3,
  public: 3,
};

/** Whether the route lets requests in without a token. */
export function isOpen(route: Route): boolean {
  return EXPOSURE[route.access.kind] === EXPOSURE.public;
}

/**
 * `wider` lets in requests that the other refuses; `unlike` are two different requirements, of which neither is known
 * to be wider; `narrower` is everything else, equal accesses included.
 */
export function compareExposure(route: Route, other: Route): 'wider' | 'unlike' | 'narrower' {
  if (route.access.fingerprint === other.access.fingerprint) return 'narrower';
  const difference = EXPOSURE[route.access.kind] - EXPOSURE[other.access.kind];
  if (difference > 0) return 'wider';
  return difference === 0 && route.access.kind === 'requirement' ? 'unlike' : 'narrower';
}

/**
 * Whether nobody gets from `other` to `route` who could not have come by `route` itself: all that `route` asks for was
 * asked. A public route lets unverified tokens pass, an optional one does not; what leaves something open is not compared.
 */
export function letsInAllOf({ access }: Route, { access: other }: Route): boolean {
  if (access.kind === 'public' || other.kind === 'deny' || access.fingerprint === other.fingerprint) return true;
  if (other.kind === 'public' || other.exceptions !== undefined) return false;
  return access.kind === 'optional' || (access.kind === 'authenticated' && other.kind === 'requirement');
}

/** The access as a message names it. */
export function toAccessText(route: Route): string {
  return route.access.kind === 'requirement' ? 'another requirement' : `"${route.access.kind}"`;
}
