/**
 * Which path parameters let a principal in: the requirement solved for its `param` conditions.
 *
 * Does not: know any path. The Lambda gate writes the solutions as ARNs; `evaluate.ts` stays the one judge of leaves.
 */
import type { Principal } from '../decision/decision.ts';
import type { CompiledAccess, CompiledIssuer, CompiledPolicy } from '../document/compiled.ts';
import { assertDemanding, checkRequirement, holds, readConditionValue } from './evaluate.ts';
import type { Requirement } from './requirement.ts';

/** Parameter values that must all hold; an empty object asks for none. */
export type ParamSolution = Readonly<Record<string, string>>;

const NEVER: readonly ParamSolution[] = [];
const ALWAYS: readonly ParamSolution[] = [{}];

/** `[]` when the route is closed to the principal, `[{}]` when open whatever the parameters, else each way in. */
export function solveAccess(
  policy: CompiledPolicy,
  access: CompiledAccess,
  principal: Principal,
): readonly ParamSolution[] {
  if (access.kind === 'deny') return NEVER;
  if (access.kind === 'public') return ALWAYS;
  const issuer = policy.byIss.get(principal.iss);
  if (!issuer) return NEVER;
  return toRequirements(access, issuer).reduce<readonly ParamSolution[]>(
    (ways, requirement) => combine(ways, solve(requirement, principal)),
    ALWAYS,
  );
}

/** Everything a token of this issuer must meet on a guarded route: the route's own requirement and the issuer's. */
export function toRequirements(access: CompiledAccess, issuer: CompiledIssuer): readonly Requirement[] {
  if (access.kind === 'requirement' && !access.requirement) throw new TypeError('A route lacks its requirement.');
  return [access.requirement, issuer.require].filter((requirement) => requirement !== null);
}

function solve(requirement: Requirement, principal: Principal): readonly ParamSolution[] {
  assertDemanding(requirement);
  switch (requirement.kind) {
    case 'allOf':
      return requirement.of.reduce<readonly ParamSolution[]>(
        (ways, part) => combine(ways, solve(part, principal)),
        ALWAYS,
      );
    case 'anyOf':
      return distinct(requirement.of.flatMap((part) => solve(part, principal)));
    case 'claim': {
      const names = requirement.tests.flatMap((test) => (test.kind === 'param' ? [test.name] : []));
      const value = readConditionValue(requirement, principal);
      // The empty string is no segment; a value that is no string equals none.
      if (names.length > 0 && (typeof value !== 'string' || value === '')) return NEVER;
      const solution = Object.fromEntries(names.map((name) => [name, String(value)]));
      return value !== undefined && requirement.tests.every((test) => holds(test, value, solution))
        ? [solution]
        : NEVER;
    }
    default:
      return checkRequirement(requirement, principal, {}) === null ? ALWAYS : NEVER;
  }
}

/** Every pair of ways that agree on the parameters they share. */
function combine(ones: readonly ParamSolution[], others: readonly ParamSolution[]): readonly ParamSolution[] {
  return distinct(
    ones.flatMap((one) =>
      others
        .filter((other) => Object.keys(other).every((name) => !Object.hasOwn(one, name) || one[name] === other[name]))
        .map((other) => ({ ...one, ...other })),
    ),
  );
}

function distinct(ways: readonly ParamSolution[]): readonly ParamSolution[] {
  if (ways.some((way) => Object.keys(way).length === 0)) return ALWAYS;
  const byText = new Map(ways.map((way) => [JSON.stringify(Object.entries(way).sort()), way]));
  return [...byText.values()];
}
