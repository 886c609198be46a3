/**
 * Why a plan grants less than the table: which refused path a grant would let through, for each route that is lost.
 */
import { type Route, toSegmentText } from '@sallyport/core';
import { type GrantsByRoute, listGranted } from '../candidates.ts';
import { chooseEntries, findHarmful, isGrant, isUncovered } from '../choose.ts';
import type { Outcome, Trail } from '../explore.ts';
import type { MethodGroup, PolicyShape } from '../groups.ts';
import { type Judged, judgeGrants, type Plan, toPlan } from '../plan.ts';
import { type Place, writePlans } from '../write.ts';

/** One reason for which one route cannot be granted whole. */
export interface Loss {
  readonly route: Route;
  /**
   * `reaches`: its pattern reaches a path that is refused, and no Deny of that path spares everything granted.
   * `unwritable`: no ARN can hold a literal of it. `too_many_paths`: the table has more classes of paths than are visited.
   * `spelling`: it lies by a literal that can be written in ways that no pattern tells apart, or its ARN is too long.
   */
  readonly why: 'reaches' | 'unwritable' | 'too_many_paths' | 'spelling';
  /** The refused route that would be let through; null where no route has the path. */
  readonly denied: Route | null;
  /** `METHOD /path`. */
  readonly example: string;
}

/** The losses of one principal; none where everything granted can be written. */
export function findLosses(shape: PolicyShape, grants: GrantsByRoute, place: Place): readonly Loss[] {
  const plans: Plan[] = [];
  const losses = shape.groups.flatMap((group) => {
    const granted = listGranted(group.routes, grants);
    const writable = granted.filter((route) => !shape.unwritable.has(route));
    const judged = judgeGrants(group, grants, writable);
    plans.push({ group, ...judged.choice });
    const toExample = createExamples(shape, group);
    return [
      ...granted
        .filter((route) => shape.unwritable.has(route))
        .map((route) => toLoss(route, 'unwritable', toExample(toTrail(route)))),
      ...toPlanLosses(judged, writable, toExample),
    ];
  });
  if (losses.length > 0 || writePlans(plans, place).reach === 'exact') return losses;
  return findSpellingLosses(shape, plans, grants, place);
}

function toLoss(route: Route, why: Loss['why'], example: string): Loss {
  return { route, why, denied: null, example };
}

function toPlanLosses(
  { choice, outcomes }: Judged,
  writable: readonly Route[],
  toExample: (trail: Trail | null) => string,
): readonly Loss[] {
  if (choice.reach === 'exact') return [];
  if (outcomes !== null) return toReaches(outcomes, toExample);
  const wide = writable.filter(
    ({ segments, tail }) => tail === 'wildcard' || segments.some(({ kind }) => kind === 'param'),
  );
  return wide.map((route) => toLoss(route, 'too_many_paths', toExample(toTrail(route))));
}

/** The losses between plan and ARN, of a principal whose plans are all exact. */
function findSpellingLosses(
  shape: PolicyShape,
  plans: readonly Plan[],
  grants: GrantsByRoute,
  place: Place,
): readonly Loss[] {
  const granted = listGranted(shape.routes, grants);
  const lost = granted.filter((route) => plans.some((plan) => isLost(plan, route, grants, place)));
  // The one with the odd literal is the better example.
  const named = (lost.length > 0 ? lost : granted).toSorted((a, b) => countEscapes(b) - countEscapes(a));
  return named.flatMap((route) =>
    shape.groups
      .filter(({ routes }) => routes.includes(route))
      .map((group) => toLoss(route, 'spelling', createExamples(shape, group)(toTrail(route)))),
  );
}

function countEscapes({ segments }: Route): number {
  return segments.filter((segment) => segment.kind === 'literal' && toSegmentText(segment.text) !== segment.text)
    .length;
}

/** Whether a route is what makes its method's patterns narrower: without it they are exact. */
function isLost({ group }: Plan, route: Route, grants: GrantsByRoute, place: Place): boolean {
  if (!group.routes.includes(route)) return false;
  const rest = new Map([...grants].filter(([one]) => one !== route));
  const only = { groups: [group], routes: group.routes, literals: new Set<string>(), unwritable: new Set<Route>() };
  return writePlans([toPlan(only, group, rest)], place).reach === 'exact';
}

function toReaches(outcomes: readonly Outcome[], toExample: (trail: Trail | null) => string): readonly Loss[] {
  const kept = new Set(chooseEntries(outcomes, []).granted);
  const harmful = findHarmful(outcomes);
  const open = outcomes.filter((outcome) => isUncovered(outcome, harmful));
  const losses = new Map<string, Loss>();
  for (const { kind, match, entries } of outcomes) {
    if (kind !== 'granted' || match === null || entries.some((entry) => kept.has(entry))) continue;
    for (const refused of open.filter((one) =>
      one.entries.some((entry) => isGrant(entry) && entries.includes(entry)),
    )) {
      const denied = refused.match?.route ?? null;
      const key = `${match.route.key}\n${denied?.key ?? ''}`;
      if (losses.has(key)) continue;
      losses.set(key, { route: match.route, why: 'reaches', denied, example: toExample(refused.trail) });
    }
  }
  return [...losses.values()];
}

/** Writes the path of a class; a text that nothing names stands for any. */
function createExamples({ literals }: PolicyShape, { methods }: MethodGroup): (trail: Trail | null) => string {
  const any = ['x', 'y', 'z', 'other'].find((text) => !literals.has(text)) ?? 'any-other';
  return (trail) => {
    const texts: string[] = [];
    for (let step = trail; step !== null; step = step.before) {
      // The name of a claim's value starts with a control character.
      texts.unshift(step.text === null ? any : step.text.startsWith('\0') ? 'own' : step.text);
    }
    return `${methods[0] ?? 'GET'} /${texts.join('/')}`;
  };
}

function toTrail({ segments }: Route): Trail | null {
  return segments.reduce<Trail | null>(
    (before, segment) => ({ text: segment.kind === 'literal' ? segment.text : null, before }),
    null,
  );
}
