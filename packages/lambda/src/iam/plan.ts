/**
 * Decides which patterns a document grants and denies for one set of granted routes.
 *
 * Sound and exact are over whole segments here; how they are spelled in an ARN is for `write.ts`.
 */
import {
  distinct,
  type Grant,
  type GrantsByRoute,
  toDenyCandidates,
  toFallbackCandidates,
  toGrantCandidates,
} from './candidates.ts';
import { type Choice, chooseEntries } from './choose.ts';
import { type Comparison, exploreLiterals, exploreWideGrants } from './explore.ts';
import { createGlobTree } from './globs.ts';
import type { MethodGroup, PolicyShape } from './groups.ts';
import type { Match } from './reading.ts';
import { type Entry, isWide } from './tokens.ts';

/** The patterns for a group of methods. */
export interface Plan extends Choice {
  readonly group: MethodGroup;
}

/** The plan of a group of methods: `narrower` where not everything that the table grants can be granted. */
export function toPlan(shape: PolicyShape, group: MethodGroup, grants: GrantsByRoute): Plan {
  const granted = group.routes.filter((route) => (grants.get(route) ?? 'never') !== 'never');
  const writable = granted.filter((route) => !shape.unwritable.has(route));
  const primary = toGrantCandidates(writable, grants);
  const first = choose(group, grants, primary);
  if (first.reach === 'exact') {
    return { group, ...first, reach: writable.length === granted.length ? 'exact' : 'narrower' };
  }
  const fallbacks = toFallbackCandidates(group, writable, grants);
  if (fallbacks.length === 0) return { group, ...first };
  const second = choose(group, grants, distinct([...primary, ...fallbacks]));
  return { group, ...second, reach: writable.length === granted.length ? second.reach : 'narrower' };
}

function choose(group: MethodGroup, grants: GrantsByRoute, granted: readonly Entry[]): Choice {
  const denied = toDenyCandidates(group, grants, granted);
  const comparison: Comparison = {
    routes: group.tree,
    globs: createGlobTree([...granted, ...denied]),
    pinned: toPinned(group, grants),
    isGranted: (match) => isGranted(match, grants.get(match.route) ?? 'never'),
  };
  const literals = granted.filter((entry) => !isWide(entry));
  const narrow = literals.flatMap((entry) => exploreLiterals(comparison, entry.tokens));
  const wide = exploreWideGrants(comparison);
  if (wide !== null) return chooseEntries([...narrow, ...wide], denied);
  return { ...choose(group, grants, literals), reach: 'narrower' };
}

function toPinned(group: MethodGroup, grants: GrantsByRoute): ReadonlySet<string> {
  const pinned = new Set<string>();
  for (const route of group.routes) {
    const grant = grants.get(route) ?? 'never';
    if (typeof grant === 'string') continue;
    for (const text of grant.flat()) if (text !== null) pinned.add(text);
  }
  return pinned;
}

function isGranted({ bound }: Match, grant: Grant): boolean {
  if (typeof grant === 'string') return grant === 'always';
  return grant.some((pins) => pins.every((text, index) => text === null || bound[index] === text));
}
