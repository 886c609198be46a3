/**
 * The classes of paths of one group of methods, walked once for every set of grants.
 *
 * Complete for each of them: with every route granted and refused at once a walk tells apart whatever any set can, and a
 * path that some set's wide grant reaches is reached here.
 * Does not: know claims: a set that pins a parameter names texts that are no part of the table, and is walked by itself.
 */
import type { Route } from '@sallyport/core';
import { type GrantsByRoute, isPinned, toCaps, toWholeDenies, toWholeGrants } from './candidates.ts';
import { type Choice, chooseEntries, isGrant } from './choose.ts';
import { exploreLiterals, exploreWideGrants, type Outcome } from './explore.ts';
import { createGlobTree } from './globs.ts';
import type { MethodGroup } from './groups.ts';
import { type Entry, isWide } from './tokens.ts';

/** What a group's walk found. Of entries with one key there is one. */
interface Classes {
  /** By whether a route has the path: `granted` stands for any route's. */
  readonly outcomes: readonly Outcome[];
  readonly grantsOf: ReadonlyMap<Route, readonly Entry[]>;
  readonly deniesOf: ReadonlyMap<Route, readonly Entry[]>;
  readonly capsOf: ReadonlyMap<Entry, readonly Entry[]>;
}

const walked = new WeakMap<MethodGroup, Classes | 'too_many'>();

/** The choice for granted routes, or null where it has to be found without the group's classes. */
export function chooseByClass(group: MethodGroup, grants: GrantsByRoute, routes: readonly Route[]): Choice | null {
  if (group.routes.some((route) => isPinned(grants, route))) return null;
  const classes = readClasses(group);
  if (classes === null) return null;
  const granted = new Set(routes.flatMap((route) => classes.grantsOf.get(route) ?? []));
  const refused = [...group.routes.filter((route) => grants.get(route) !== 'always'), ...group.foreign];
  const denied = new Set([
    ...refused.flatMap((route) => classes.deniesOf.get(route) ?? []),
    ...[...granted].flatMap((entry) => classes.capsOf.get(entry) ?? []),
  ]);
  const outcomes: Outcome[] = [];
  for (const outcome of classes.outcomes) {
    if (!outcome.entries.some((entry) => granted.has(entry))) continue;
    const entries = outcome.entries.filter((entry) => (isGrant(entry) ? granted : denied).has(entry));
    const { match } = outcome;
    const kind = match === null ? outcome.kind : grants.get(match.route) === 'always' ? 'granted' : 'refused';
    outcomes.push({ ...outcome, kind, entries });
  }
  return chooseEntries(outcomes, [...denied]);
}

/** Walks a group's classes, unless they have been; null where there are more than are visited. */
export function readClasses(group: MethodGroup): Classes | null {
  const known = walked.get(group) ?? walk(group) ?? 'too_many';
  walked.set(group, known);
  return known === 'too_many' ? null : known;
}

function walk(group: MethodGroup): Classes | null {
  const byKey = { grant: new Map<string, Entry>(), deny: new Map<string, Entry>() };
  const toOne = (entry: Entry): Entry => {
    const one = byKey[entry.effect].get(entry.key) ?? entry;
    byKey[entry.effect].set(entry.key, one);
    return one;
  };
  const grantsOf = new Map(group.routes.map((route) => [route, toWholeGrants(route).map(toOne)]));
  const refusable = [...group.routes, ...group.foreign];
  const deniesOf = new Map(refusable.map((route) => [route, toWholeDenies(route).map(toOne)]));
  const grants = [...byKey.grant.values()];
  const capsOf = new Map(grants.map((entry) => [entry, toCaps(entry).map(toOne)]));
  const comparison = {
    routes: group.tree,
    arriving: group.arriving,
    globs: createGlobTree([...grants, ...byKey.deny.values()]),
    pinned: new Set<string>(),
    isGranted: () => true,
  };
  const wide = exploreWideGrants(comparison);
  if (wide === null) return null;
  const narrow = grants.filter((entry) => !isWide(entry)).flatMap((entry) => exploreLiterals(comparison, entry.tokens));
  return { outcomes: [...narrow, ...wide], grantsOf, deniesOf, capsOf };
}
