import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toPrincipal } from '../../../packages/core/src/claims/principal.ts';
import type { Principal } from '../../../packages/core/src/decision/decision.ts';
import { checkRequirement } from '../../../packages/core/src/requirement/evaluate.ts';
import type { ClaimTest, Requirement } from '../../../packages/core/src/requirement/requirement.ts';
import { compiledIssuer, goodClaims, path } from '../../support/compiled-issuer.ts';

const FACTS = ['scopes', 'permissions', 'roles', 'groups'] as const;
const word = fc.constantFrom('a', 'b', 'c', 'd');
const words = fc.array(word, { minLength: 1, maxLength: 3 });
const scalar = fc.oneof(word, fc.integer({ min: 0, max: 3 }), fc.boolean());

const claimTest: fc.Arbitrary<ClaimTest> = fc.oneof(
  fc.record({ kind: fc.constant('anyOf' as const), values: fc.array(scalar, { minLength: 1, maxLength: 2 }) }),
  fc.record({ kind: fc.constant('noneOf' as const), values: fc.array(scalar, { minLength: 1, maxLength: 2 }) }),
  fc.record({ kind: fc.constant('contains' as const), value: scalar }),
  fc.record({ kind: fc.constantFrom('gte' as const, 'lte' as const), bound: fc.integer({ min: 0, max: 3 }) }),
  fc.constant({ kind: 'exists' as const }),
  fc.record({ kind: fc.constant('prefix' as const), prefix: word }),
  fc.record({ kind: fc.constant('param' as const), name: fc.constantFrom('id', 'absent') }),
);
const many = fc.record({
  kind: fc.constant('many' as const),
  fact: fc.constantFrom(...FACTS),
  mode: fc.constantFrom('all' as const, 'any' as const),
  values: words,
});
const claim = fc.record({
  kind: fc.constant('claim' as const),
  claim: fc.constantFrom(path('team'), path('/deep/level'), path('acr')),
  tests: fc.array(claimTest, { minLength: 1, maxLength: 2 }),
});
const leaf: fc.Arbitrary<Requirement> = fc.oneof(
  many,
  claim,
  fc.record({ kind: fc.constant('client' as const), ids: words }),
  fc.record({ kind: fc.constant('issuer' as const), names: fc.constantFrom(['main'], ['other'], ['other', 'main']) }),
);
const toTree = (leaves: fc.Arbitrary<Requirement>): fc.Arbitrary<Requirement> =>
  fc.letrec<{ tree: Requirement }>((tie) => {
    const of = fc.array(tie('tree'), { minLength: 1, maxLength: 3 });
    return {
      tree: fc.oneof(
        { maxDepth: 3 },
        leaves,
        fc.record({ kind: fc.constant('allOf' as const), of }),
        fc.record({ kind: fc.constant('anyOf' as const), of }),
      ),
    };
  }).tree;
const requirement = toTree(leaf);

const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }), fc.constantFrom<unknown>(null, {}, Number.NaN));
const principal: fc.Arbitrary<Principal> = fc
  .record({
    scopes: fc.uniqueArray(word),
    permissions: fc.uniqueArray(word),
    roles: fc.uniqueArray(word),
    groups: fc.uniqueArray(word),
    team: value,
    level: value,
    client: word,
  })
  .map(({ scopes, permissions, roles, groups, team, level, client }) =>
    toPrincipal(
      goodClaims({ scope: scopes.join(' '), permissions, roles, groups, team, deep: { level }, client_id: client }),
      compiledIssuer(),
    ),
  );
const PARAMS = { id: 'a' };

/** Met or not, by the definition: all of, any of, and the leaves one by one. */
function isMet(part: Requirement, who: Principal): boolean {
  if (part.kind === 'allOf') return part.of.every((inner) => isMet(inner, who));
  if (part.kind === 'anyOf') return part.of.some((inner) => isMet(inner, who));
  return checkRequirement(part, who, PARAMS) === null;
}

/** The tree with its branches the other way round. */
function toMirrored(part: Requirement): Requirement {
  return part.kind === 'allOf' || part.kind === 'anyOf' ? { ...part, of: part.of.map(toMirrored).toReversed() } : part;
}

const toLeaves = (part: Requirement): readonly Requirement[] =>
  part.kind === 'allOf' || part.kind === 'anyOf' ? part.of.flatMap(toLeaves) : [part];

test('a tree is met exactly as its all-of and any-of say, in whatever order they stand', () => {
  let met = 0;
  fc.assert(
    fc.property(requirement, principal, (tree, who) => {
      const isTreeMet = checkRequirement(tree, who, PARAMS) === null;
      expect(isTreeMet).toBe(isMet(tree, who));
      expect(checkRequirement(toMirrored(tree), who, PARAMS) === null).toBe(isTreeMet);
      met += isTreeMet ? 1 : 0;
    }),
    { numRuns: 2_000 },
  );
  expect(met).toBeGreaterThan(50);
});

test('a denial is that of one of its leaves, and names only scopes that the tree asks for', () => {
  fc.assert(
    fc.property(requirement, principal, (tree, who) => {
      const denial = checkRequirement(tree, who, PARAMS);
      if (denial === null) return;
      const leaves = toLeaves(tree);
      const own = leaves.flatMap((part) => checkRequirement(part, who, PARAMS) ?? []);
      expect(own.map(({ reason, about }) => `${reason} ${about}`)).toContain(`${denial.reason} ${denial.about}`);
      const asked = leaves.flatMap((part) => (part.kind === 'many' && part.fact === 'scopes' ? part.values : []));
      for (const scope of denial.scopes ?? []) expect(asked).toContain(scope);
    }),
    { numRuns: 2_000 },
  );
});

test('more scopes, permissions, roles and groups never close what was open', () => {
  fc.assert(
    fc.property(toTree(many), principal, fc.constantFrom(...FACTS), words, (tree, who, fact, more) => {
      if (checkRequirement(tree, who, PARAMS) !== null) return;
      const richer = { ...who, [fact]: [...who[fact], ...more] };
      expect(checkRequirement(tree, richer, PARAMS)).toBeNull();
    }),
    { numRuns: 2_000 },
  );
});
