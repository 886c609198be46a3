/**
 * Decides which patterns a document grants and denies for one set of granted routes, and whether they are exact.
 *
 * Candidates are generous, `explore.ts` judges them: a Deny that touches anything granted is not used, and a grant that
 * reaches beyond the table where no Deny may stand is dropped. So a plan never grants more than the table.
 */
import type { Route } from '@sallyport/core';
import { type Comparison, exploreLiterals, exploreWideGrants, type Outcome } from './explore.ts';
import { createGlobTree } from './globs.ts';
import type { MethodGroup, PolicyShape } from './groups.ts';
import type { Match } from './reading.ts';
import { type Entry, isWide, type Pins, toDeeperTails, toDepthCaps, toEntry, toPatternTokens, toSegmentTokens } from './tokens.ts';

/** What a principal is granted on a route: nothing, all of it, or the paths where its parameters hold these texts. */
export type Grant = 'never' | 'always' | readonly Pins[];

/** The patterns for a group of methods. */
export interface Plan {
  readonly group: MethodGroup;
  readonly granted: readonly Entry[];
  readonly denied: readonly Entry[];
  /** `exact`: over canonical paths the patterns match what the table grants, no less. */
  readonly reach: 'exact' | 'narrower';
}

/** The plan of a group of methods. */
export function toPlan(shape: PolicyShape, group: MethodGroup, grants: ReadonlyMap<Route, Grant>): Plan {
  const reachable = group.routes.filter((route) => !shape.unwritable.has(route) && toGrant(grants, route) !== 'never');
  const primary = reachable.flatMap((route) => toGranted(route, toGrant(grants, route), toPatternTokens));
  const plan = choose(group, grants, distinct(primary));
  if (plan.reach === 'exact') {
    const isUnwritable = group.routes.some((route) => shape.unwritable.has(route) && toGrant(grants, route) !== 'never');
    return isUnwritable ? { ...plan, reach: 'narrower' } : plan;
  }
  const toTails: ToTokens = (route, pins) =>
    route.tail === 'end' ? [] : toDeeperTails(toSegmentTokens(route, pins), group.deepest);
  const fallbacks = reachable.flatMap((route) => toGranted(route, toGrant(grants, route), toTails, 'fallback'));
}

type ToTokens = (route: Route, pins: Pins) => readonly (readonly Token[])[];

function toDenied(route: Route): readonly Entry[] {
  return toPatternTokens(route, []).map((tokens) => toEntry('deny', tokens));
}

function toPinned(group: MethodGroup, grants: ReadonlyMap<Route, Grant>): ReadonlySet<string> {
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

/** The largest sound choice of grants, with the Denies they need and no others. */
function select(outcomes: readonly Outcome[], denied: readonly Entry[]): Omit<Plan, 'group'> {
  const granting = outcomes.filter((outcome) => outcome.isGranted);
  const useful = new Set(granting.flatMap((outcome) => outcome.entries).filter((entry) => entry.effect === 'grant'));
  const harmful = new Set(granting.flatMap((outcome) => outcome.entries).filter((entry) => entry.effect === 'deny'));
  const refusing = outcomes.filter((outcome) => !outcome.isGranted);
  for (const { entries } of refusing) {
    const isDenied = entries.some((entry) => entry.effect === 'deny' && !harmful.has(entry));
    if (!isDenied) for (const entry of entries) useful.delete(entry);
  }
  const granted = chooseGrants(granting, useful);
  const isCovered = granting.every(({ entries }) => entries.some((entry) => granted.has(entry)));
  return {
    granted: [...granted],
    denied: chooseDenies(refusing, granted, denied.filter((entry) => !harmful.has(entry))),
    reach: isCovered ? 'exact' : 'narrower',
  };
}

/** Every primary grant, then the widest fallbacks for what these leave out. */
function chooseGrants(granting: readonly Outcome[], useful: ReadonlySet<Entry>): ReadonlySet<Entry> {
  const chosen = new Set([...useful].filter((entry) => entry.rank === 'primary'));
  const fallbacks = [...useful].filter((entry) => entry.rank === 'fallback');
  fallbacks.sort((a, b) => a.tokens.length - b.tokens.length);
  for (const { entries } of granting) {
    if (entries.some((entry) => chosen.has(entry))) continue;
    const fallback = fallbacks.find((entry) => entries.includes(entry));
    if (fallback) chosen.add(fallback);
  }
  return chosen;
}

/** Enough Denies for every path that a chosen grant reaches and the table refuses, the first candidate first. */
function chooseDenies(
  refusing: readonly Outcome[],
  granted: ReadonlySet<Entry>,
  candidates: readonly Entry[],
): readonly Entry[] {
  const chosen = new Set<Entry>();
  for (const { entries } of refusing) {
    if (!entries.some((entry) => granted.has(entry)) || entries.some((entry) => chosen.has(entry))) continue;
    const deny = candidates.find((entry) => entries.includes(entry));
    if (deny) chosen.add(deny);
  }
  return [...chosen];
}

/** The entries without repeats; of equal ones a primary grant stays. */
function distinct(entries: readonly Entry[]): readonly Entry[] {
  const byKey = new Map<string, Entry>();
  for (const entry of entries) if (!byKey.has(entry.key) || entry.rank === 'primary') byKey.set(entry.key, entry);
  return [...byKey.values()];
}
