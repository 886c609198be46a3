/**
 * Decides which patterns a document grants and denies for one set of granted routes.
 *
 * Sound and exact are over whole segments here; how they are spelled in an ARN is for `write.ts`.
 */
import type { Route } from '@sallyport/core';
import {
  distinct,
  type Grant,
  type GrantsByRoute,
  listGranted,
  readGrant,
  toDenyCandidates,
  toFallbackCandidates,
  toGrantCandidates,
} from './candidates.ts';
import { type Choice, chooseEntries, findHarmful, isSpelledOneWay, isUncovered } from './choose.ts';
import { chooseByClass } from './classes.ts';
import { type Comparison, exploreLiterals, exploreWideGrants, type Outcome, type Trail } from './explore.ts';
import { createGlobTree } from './globs.ts';
import type { MethodGroup, PolicyShape } from './groups.ts';
import type { Match } from './reading.ts';
import { ANY_PATH, type Entry, isWide, type Token, toEntry } from './tokens.ts';

/** The patterns for a group of methods. */
export interface Plan extends Choice {
  readonly group: MethodGroup;
}

/** A choice, and what it was chosen by. */
export interface Judged {
  readonly choice: Choice;
  /** Null where the table has more classes of paths than are visited. */
  readonly outcomes: readonly Outcome[] | null;
}

const MAX_ROUNDS = 3;
const MAX_WITNESSES = 64;

/** The plan of a group of methods: `narrower` where not everything that the table grants can be granted. */
export function toPlan(shape: PolicyShape, group: MethodGroup, grants: GrantsByRoute): Plan {
  const granted = listGranted(group.routes, grants);
  const writable = granted.filter((route) => !shape.unwritable.has(route));
  const isWritable = writable.length === granted.length;
  const known = isWritable ? chooseByClass(group, grants, writable) : null;
  if (known?.reach === 'exact') return { group, ...known };
  const { choice } = judgeGrants(group, grants, writable);
  return { group, ...choice, reach: isWritable ? choice.reach : 'narrower' };
}

/**
 * The choice for granted routes. Where the Denies of the table's own patterns do not do, the paths that they leave open
 * are denied one by one, and then wildcards are granted from a level further down.
 */
export function judgeGrants(group: MethodGroup, grants: GrantsByRoute, routes: readonly Route[]): Judged {
  const primary = toGrantCandidates(routes, grants);
  let witnesses: readonly Entry[] = [];
  let judged = judge(group, grants, primary, witnesses);
  for (let round = 1; round < MAX_ROUNDS && judged.choice.reach === 'narrower'; round += 1) {
    const more = distinct([...witnesses, ...toWitnesses(judged.outcomes ?? [])]);
    if (more.length === witnesses.length) break;
    witnesses = more;
    judged = judge(group, grants, primary, witnesses);
  }
  if (judged.choice.reach === 'exact') return judged;
  const fallbacks = toFallbackCandidates(group, routes, grants);
  if (fallbacks.length === 0) return judged;
  const { choice } = judge(group, grants, distinct([...primary, ...fallbacks]), witnesses);
  return { choice, outcomes: judged.outcomes };
}

/**
 * The same grants said the other way round, every path of the method but those refused; the plan itself where that is
 * not shorter, or says something else.
 */
export function toComplement(plan: Plan, grants: GrantsByRoute): Plan {
  const { group, granted, denied, reach } = plan;
  if (reach === 'narrower' || !granted.every(isSpelledOneWay)) return plan;
  const { choice } = judge(group, grants, [toEntry('grant', ANY_PATH)], []);
  const isShorter = choice.granted.length + choice.denied.length < granted.length + denied.length;
  return choice.reach === 'exact' && choice.granted.length === 1 && isShorter ? { group, ...choice } : plan;
}

function judge(
  group: MethodGroup,
  grants: GrantsByRoute,
  granted: readonly Entry[],
  witnesses: readonly Entry[],
): Judged {
  const denied = distinct([...toDenyCandidates(group, grants, granted), ...witnesses]);
  const comparison: Comparison = {
    routes: group.tree,
    arriving: group.arriving,
    globs: createGlobTree([...granted, ...denied]),
    pinned: toPinned(group, grants),
    isGranted: (match) => isGranted(match, readGrant(grants, match.route)),
  };
  const literals = granted.filter((entry) => !isWide(entry));
  const narrow = literals.flatMap((entry) => exploreLiterals(comparison, entry.tokens));
  const wide = exploreWideGrants(comparison);
  if (wide !== null) {
    const outcomes = [...narrow, ...wide];
    return { choice: chooseEntries(outcomes, denied), outcomes };
  }
  const { choice } = judge(group, grants, literals, []);
  return { choice: { ...choice, spare: [], reach: 'narrower' }, outcomes: null };
}

/** A Deny for one path of each class that no Deny covers. */
function toWitnesses(outcomes: readonly Outcome[]): readonly Entry[] {
  const harmful = findHarmful(outcomes);
  const open = outcomes.filter((outcome) => isUncovered(outcome, harmful));
  return open.slice(0, MAX_WITNESSES).map(({ trail }) => toEntry('deny', toTokens(trail)));
}

function toTokens(trail: Trail | null): readonly Token[] {
  const tokens: Token[] = [];
  for (let step = trail; step !== null; step = step.before) {
    tokens.unshift(step.text === null ? { kind: 'some' } : { kind: 'literal', text: step.text });
  }
  return tokens;
}

function toPinned(group: MethodGroup, grants: GrantsByRoute): ReadonlySet<string> {
  const pinned = new Set<string>();
  for (const route of group.routes) {
    const grant = readGrant(grants, route);
    if (typeof grant === 'string') continue;
    for (const text of grant.flat()) if (text !== null) pinned.add(text);
  }
  return pinned;
}

function isGranted({ bound }: Match, grant: Grant): boolean {
  if (typeof grant === 'string') return grant === 'always';
  return grant.some((pins) => pins.every((text, index) => text === null || bound[index] === text));
}
