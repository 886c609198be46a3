/**
 * The patterns that a plan may choose from: generous, since `choose.ts` keeps only what `explore.ts` proves.
 */
import type { Route } from '@sallyport/core';
import type { MethodGroup } from './groups.ts';
import {
  type Entry,
  type Pins,
  toDeeperTails,
  toDepthCaps,
  toEntry,
  toPatternTokens,
  toSegmentTokens,
} from './tokens.ts';

/** What a principal is granted on a route: nothing, all of it, or the paths where its parameters hold these texts. */
export type Grant = 'never' | 'always' | readonly Pins[];

/** The grants of a principal; a route that is not there is granted nothing. */
export type GrantsByRoute = ReadonlyMap<Route, Grant>;

const EVERYWHERE: Pins = [];

// A route granted or denied whole has the same patterns in every plan.
const wholeGrants = new WeakMap<Route, readonly Entry[]>();
const wholeDenies = new WeakMap<Route, readonly Entry[]>();

/** What is granted on a route. */
export function readGrant(grants: GrantsByRoute, route: Route): Grant {
  return grants.get(route) ?? 'never';
}

/** The routes of which anything is granted. */
export function listGranted(routes: readonly Route[], grants: GrantsByRoute): readonly Route[] {
  return routes.filter((route) => readGrant(grants, route) !== 'never');
}

/** The patterns of every granted route. */
export function toGrantCandidates(routes: readonly Route[], grants: GrantsByRoute): readonly Entry[] {
  return distinct(
    routes.flatMap((route) => {
      const grant = readGrant(grants, route);
      if (grant === 'always') return toWholeGrants(route);
      return toPins(grant).flatMap((pins) => toPatternTokens(route, pins).map((tokens) => toEntry('grant', tokens)));
    }),
  );
}

/** Narrower patterns for wildcards that cannot be granted whole: what lies one segment or more below, two or more, ... */
export function toFallbackCandidates(
  group: MethodGroup,
  routes: readonly Route[],
  grants: GrantsByRoute,
): readonly Entry[] {
  return distinct(
    routes.flatMap((route) => {
      if (route.tail === 'end') return [];
      const prefixes = toPins(readGrant(grants, route)).map((pins) => toSegmentTokens(route, pins));
      const tails = prefixes.flatMap((prefix) => toDeeperTails(prefix, group.deepest));
      return tails.map((tokens) => toEntry('grant', tokens, 'fallback'));
    }),
  );
}

/** The patterns of every route that is not granted whole, then those that hold granted parameters to one segment. */
export function toDenyCandidates(
  group: MethodGroup,
  grants: GrantsByRoute,
  granted: readonly Entry[],
): readonly Entry[] {
  const refused = [...group.routes.filter((route) => grants.get(route) !== 'always'), ...group.foreign];
  return distinct([...refused.flatMap(toWholeDenies), ...granted.flatMap(toCaps)]);
}

/** The patterns that grant a route whole. */
export function toWholeGrants(route: Route): readonly Entry[] {
  return toWhole(wholeGrants, route, 'grant');
}

/** The patterns that deny a route whole. */
export function toWholeDenies(route: Route): readonly Entry[] {
  return toWhole(wholeDenies, route, 'deny');
}

/** The patterns that hold each parameter of a grant to one segment. */
export function toCaps(entry: Entry): readonly Entry[] {
  return toDepthCaps(entry.tokens).map((tokens) => toEntry('deny', tokens));
}

/** Whether a route is granted for some texts of its parameters alone. */
export function isPinned(grants: GrantsByRoute, route: Route): boolean {
  return typeof readGrant(grants, route) !== 'string';
}

function toWhole(made: WeakMap<Route, readonly Entry[]>, route: Route, effect: Entry['effect']): readonly Entry[] {
  const entries = made.get(route) ?? toPatternTokens(route, EVERYWHERE).map((tokens) => toEntry(effect, tokens));
  made.set(route, entries);
  return entries;
}

function toPins(grant: Grant): readonly Pins[] {
  if (typeof grant !== 'string') return grant;
  return grant === 'always' ? [EVERYWHERE] : [];
}

/** Every entry once; of equal ones the first stays. */
export function distinct(entries: readonly Entry[]): readonly Entry[] {
  const byKey = new Map<string, Entry>();
  for (const entry of entries) if (!byKey.has(entry.key)) byKey.set(entry.key, entry);
  return [...byKey.values()];
}
