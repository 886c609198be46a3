/**
 * The leaves of a requirement: where each stands in the policy, and which one alone kept a principal out.
 *
 * Does not: judge a leaf; the core does, asked about one leaf at a time.
 */

import type { RequirementEntry } from '@sallyport/core';
import { type CompiledAccess, type CompiledPolicy, type Principal, solveAccess } from '@sallyport/core';
import { toPointerStep } from '../source/tree.ts';

/** A compiled requirement. */
export type Requirement = NonNullable<CompiledAccess['requirement']>;

/** A part of a requirement that has no parts. */
export type Leaf = Exclude<Requirement, { readonly kind: 'allOf' | 'anyOf' }>;

/** The leaves in the order of the grammar. */
export function listLeaves(requirement: Requirement): readonly Leaf[] {
  return requirement.kind === 'allOf' || requirement.kind === 'anyOf'
    ? requirement.of.flatMap(listLeaves)
    : [requirement];
}

/** The pointers of the leaves as written, in the order of `listLeaves`. */
export function listLeafPointers(entry: RequirementEntry, pointer: string): readonly string[] {
  const facts = (['scopes', 'permissions', 'roles', 'groups'] as const).filter((fact) => entry[fact] !== undefined);
  const singles = (['issuer', 'client'] as const).filter((fact) => entry[fact] !== undefined);
  return [
    ...facts.map((fact) => `${pointer}/${fact}`),
    ...Object.keys(entry.claims ?? {}).map((name) => `${pointer}/claims${toPointerStep(name)}`),
    ...singles.map((fact) => `${pointer}/${fact}`),
    ...(['anyOf', 'allOf'] as const).flatMap((kind) =>
      (entry[kind] ?? []).flatMap((part, index) => listLeafPointers(part, `${pointer}/${kind}/${index}`)),
    ),
  ];
}

/**
 * The leaves that each alone kept a principal out of all of these requirements: met one of them, and it would be in.
 *
 * So a leaf is proved by a test only where nothing else denies that test too.
 */
export function findSoleObstacles(
  requirements: readonly Requirement[],
  isMet: (leaf: Leaf) => boolean,
): readonly Leaf[] {
  const leaves = requirements.flatMap(listLeaves);
  const met = new Set(leaves.filter(isMet));
  if (requirements.every((requirement) => holds(requirement, (leaf) => met.has(leaf)))) return [];
  return leaves.filter((leaf) => {
    if (met.has(leaf)) return false;
    return requirements.every((requirement) => holds(requirement, (other) => other === leaf || met.has(other)));
  });
}

function holds(requirement: Requirement, isMet: (leaf: Leaf) => boolean): boolean {
  switch (requirement.kind) {
    case 'allOf':
      return requirement.of.every((part) => holds(part, isMet));
    case 'anyOf':
      return requirement.of.some((part) => holds(part, isMet));
    default:
      return isMet(requirement);
  }
}

/** Judges single leaves for a principal and the parameters its request bound. */
export function createLeafJudge(
  policy: CompiledPolicy,
  principal: Principal,
  params: Readonly<Record<string, string>>,
): (leaf: Leaf) => boolean {
  const issuer = policy.byIss.get(principal.iss);
  const byIss = new Map(issuer === undefined ? [] : [[principal.iss, { ...issuer, require: null }] as const]);
  const alone: CompiledPolicy = { ...policy, byIss };
  return (leaf) => {
    const access: CompiledAccess = { kind: 'requirement', requirement: leaf, sources: [], fingerprint: '' };
    return solveAccess(alone, access, principal).some((way) =>
      Object.entries(way).every(([name, value]) => Object.hasOwn(params, name) && params[name] === value),
    );
  };
}
