/**
 * The patterns that a plan may choose from: generous, since `choose.ts` keeps only what `explore.ts` proves.
 */
import type { Route } from '@sallyport/core';
import type { MethodGroup } from './groups.ts';
import {
  type Entry,
  type Pins,
  type Token,
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

const EVERYWHERE: readonly Pins[] = [[]];

/** The patterns of every granted route. */
export function toGrantCandidates(routes: readonly Route[], grants: GrantsByRoute): readonly Entry[] {
  return distinct(toGrantEntries(routes, grants, toPatternTokens, 'primary'));
}

/** Narrower patterns for wildcards that cannot be granted whole: what lies one segment or more below, two or more, ... */
export function toFallbackCandidates(
  group: MethodGroup,
  routes: readonly Route[],
  grants: GrantsByRoute,
): readonly Entry[] {
  const wildcards = routes.filter((route) => route.tail === 'wildcard');
  const toTails = (route: Route, pins: Pins): readonly (readonly Token[])[] =>
    toDeeperTails(toSegmentTokens(route, pins), group.deepest);
  return distinct(toGrantEntries(wildcards, grants, toTails, 'fallback'));
}

/** The patterns of every route that is not granted whole, then those that hold granted parameters to one segment. */
export function toDenyCandidates(
  group: MethodGroup,
  grants: GrantsByRoute,
  granted: readonly Entry[],
): readonly Entry[] {
  const refused = group.routes.filter((route) => grants.get(route) !== 'always');
  return distinct([
    ...refused.flatMap((route) => toPatternTokens(route, []).map((tokens) => toEntry('deny', tokens))),
    ...granted.flatMap((entry) => toDepthCaps(entry.tokens).map((tokens) => toEntry('deny', tokens))),
  ]);
}

function toGrantEntries(
  routes: readonly Route[],
  grants: GrantsByRoute,
  toTokens: (route: Route, pins: Pins) => readonly (readonly Token[])[],
  rank: Entry['rank'],
): readonly Entry[] {
  return routes.flatMap((route) => {
    const grant = grants.get(route) ?? 'never';
    if (grant === 'never') return [];
    const choices = grant === 'always' ? EVERYWHERE : grant;
    return choices.flatMap((pins) => toTokens(route, pins).map((tokens) => toEntry('grant', tokens, rank)));
  });
}

/** Every entry once; of equal ones the first stays. */
export function distinct(entries: readonly Entry[]): readonly Entry[] {
  const byKey = new Map<string, Entry>();
  for (const entry of entries) if (!byKey.has(entry.key)) byKey.set(entry.key, entry);
  return [...byKey.values()];
}
