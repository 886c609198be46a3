/**
 * Whether whoever meets one requirement meets another: what a change of access lets in, without trying tokens.
 *
 * Certain where it says yes. It says no where it cannot tell, so that no widening passes for none.
 */
import type { Leaf, Requirement } from '../policy-tests/leaves.ts';
import { impliesTest, isContradiction, type OneTest, splitTest } from './claim-tests.ts';

/** A requirement with the places of its route's parameters, whose names may differ between policies. */
export interface PlacedRequirement {
  readonly requirement: Requirement;
  /** The parameter's segment, counted from 0. */
  readonly placeOf: (param: string) => number;
}

/** One thing that is known of a principal. */
type Fact =
  | { readonly kind: 'holds'; readonly fact: string; readonly value: string }
  | { readonly kind: 'issuer' | 'client'; readonly value: string }
  | { readonly kind: 'claim'; readonly claim: string; readonly test: OneTest };

/** More ways in than this are not compared. */
const MOST_WAYS = 2048;

/** Whether `premise` met means `conclusion` met. */
export function implies(premise: PlacedRequirement, conclusion: PlacedRequirement): boolean {
  const ways = listWays(premise.requirement, premise.placeOf);
  if (ways === null) return false;
  return ways.every((way) => isImpossible(way) || follows(conclusion.requirement, way, conclusion.placeOf));
}

/** Every way to meet a requirement, as the facts that it takes; null where there are too many. */
function listWays(
  requirement: Requirement,
  placeOf: PlacedRequirement['placeOf'],
): readonly (readonly Fact[])[] | null {
  if (requirement.kind !== 'allOf' && requirement.kind !== 'anyOf') return listLeafWays(requirement, placeOf);
  let ways: readonly (readonly Fact[])[] = requirement.kind === 'allOf' ? [[]] : [];
  for (const part of requirement.of) {
    const more = listWays(part, placeOf);
    if (more === null) return null;
    const count = requirement.kind === 'allOf' ? ways.length * more.length : ways.length + more.length;
    if (count > MOST_WAYS) return null;
    ways = requirement.kind === 'allOf' ? combine(ways, more) : [...ways, ...more];
  }
  return ways;
}

function listLeafWays(leaf: Leaf, placeOf: PlacedRequirement['placeOf']): readonly (readonly Fact[])[] {
  switch (leaf.kind) {
    case 'many': {
      const facts = leaf.values.map((value): Fact => ({ kind: 'holds', fact: leaf.fact, value }));
      return leaf.mode === 'all' ? [facts] : facts.map((fact) => [fact]);
    }
    case 'issuer':
      return leaf.names.map((value) => [{ kind: 'issuer', value }]);
    case 'client':
      return leaf.ids.map((value) => [{ kind: 'client', value }]);
    case 'claim':
      return leaf.tests.reduce<readonly (readonly Fact[])[]>(
        (ways, test) => {
          const options = splitTest(test, placeOf);
          return combine(
            ways,
            options.map((option): Fact[] => [{ kind: 'claim', claim: toClaimName(leaf), test: option }]),
          );
        },
        [[]],
      );
  }
}

function combine(
  ones: readonly (readonly Fact[])[],
  others: readonly (readonly Fact[])[],
): readonly (readonly Fact[])[] {
  return ones.flatMap((one) => others.map((other) => [...one, ...other]));
}

/** One issuer and one client a token, and no claim with two values. */
function isImpossible(way: readonly Fact[]): boolean {
  return way.some((fact, index) =>
    way.slice(index + 1).some((other) => {
      if (fact.kind === 'claim') {
        return other.kind === 'claim' && other.claim === fact.claim && isContradiction(fact.test, other.test);
      }
      return fact.kind !== 'holds' && other.kind === fact.kind && other.value !== fact.value;
    }),
  );
}

function follows(requirement: Requirement, way: readonly Fact[], placeOf: PlacedRequirement['placeOf']): boolean {
  switch (requirement.kind) {
    case 'allOf':
      return requirement.of.every((part) => follows(part, way, placeOf));
    case 'anyOf':
      return requirement.of.some((part) => follows(part, way, placeOf));
    case 'many': {
      const held = new Set(
        way.flatMap((fact) => (fact.kind === 'holds' && fact.fact === requirement.fact ? fact.value : [])),
      );
      return requirement.mode === 'all'
        ? requirement.values.every((value) => held.has(value))
        : requirement.values.some((value) => held.has(value));
    }
    case 'issuer':
      return way.some((fact) => fact.kind === 'issuer' && requirement.names.includes(fact.value));
    case 'client':
      return way.some((fact) => fact.kind === 'client' && requirement.ids.includes(fact.value));
    case 'claim': {
      const claim = toClaimName(requirement);
      const known = way.flatMap((fact) => (fact.kind === 'claim' && fact.claim === claim ? fact.test : []));
      return requirement.tests.every((test) => known.some((fact) => impliesTest(fact, test, placeOf)));
    }
  }
}

function toClaimName(leaf: Extract<Leaf, { readonly kind: 'claim' }>): string {
  return JSON.stringify(leaf.claim.steps);
}
