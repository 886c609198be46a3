import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toPrincipal } from '../../../packages/core/src/claims/principal.ts';
import type { CompiledAccess, CompiledPolicy } from '../../../packages/core/src/document/compiled.ts';
import { checkRequirement } from '../../../packages/core/src/requirement/evaluate.ts';
import type { Requirement } from '../../../packages/core/src/requirement/requirement.ts';
import { solveAccess } from '../../../packages/core/src/requirement/solve.ts';
import { compiledIssuer, goodClaims, path } from '../../support/compiled-issuer.ts';

const issuer = compiledIssuer();
// Only the issuers are read here.
const policy = { byIss: new Map([[issuer.iss, issuer]]) } as unknown as CompiledPolicy;
const access = (requirement: Requirement): CompiledAccess => ({
  kind: 'requirement',
  requirement,
  sources: [],
  fingerprint: '',
});

const value = fc.constantFrom('u1', 'u2', '', 'role');
const leaf: fc.Arbitrary<Requirement> = fc.oneof(
  fc.record({
    kind: fc.constant('claim' as const),
    claim: fc.constantFrom(path('sub'), path('tenant'), path('missing')),
    tests: fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('param' as const), name: fc.constantFrom('a', 'b') }),
        fc.record({ kind: fc.constant('noneOf' as const), values: fc.array(value, { minLength: 1 }) }),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  fc.record({
    kind: fc.constant('many' as const),
    fact: fc.constant('roles' as const),
    mode: fc.constantFrom('all' as const, 'any' as const),
    values: fc.array(value, { minLength: 1 }),
  }),
);
const { tree } = fc.letrec<{ tree: Requirement }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({ kind: fc.constant('allOf' as const), of: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ kind: fc.constant('anyOf' as const), of: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
  ),
}));

test('the solutions let in exactly the parameters that the evaluation lets in', () => {
  fc.assert(
    fc.property(tree, value, value, fc.array(value), (requirement, sub, tenant, roles) => {
      fc.pre(sub !== '');
      const principal = toPrincipal(goodClaims({ sub, tenant, roles }), issuer);
      const ways = solveAccess(policy, access(requirement), principal);
      for (const a of ['u1', 'u2', 'role', 'x']) {
        for (const b of ['u1', 'u2', 'role', 'x']) {
          const params: Record<string, string> = { a, b };
          const solved = ways.some((way) => Object.entries(way).every(([name, text]) => params[name] === text));
          expect(solved).toBe(checkRequirement(requirement, principal, params) === null);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test('a route is never open to a principal of an issuer that the policy lacks', () => {
  const stranger = { ...toPrincipal(goodClaims(), issuer), iss: 'https://other.test' };
  const open: CompiledAccess = { kind: 'authenticated', requirement: null, sources: [], fingerprint: '' };
  expect(solveAccess(policy, open, stranger)).toEqual([]);
  expect(solveAccess(policy, open, toPrincipal(goodClaims(), issuer))).toEqual([{}]);
  expect(solveAccess(policy, { ...open, kind: 'deny' }, toPrincipal(goodClaims(), issuer))).toEqual([]);
  expect(solveAccess(policy, { ...open, kind: 'public' }, stranger)).toEqual([{}]);
});

test('the issuer’s own requirement is added to every guarded route', () => {
  const strict = compiledIssuer({ require: { kind: 'many', fact: 'roles', mode: 'all', values: ['staff'] } });
  const guarded = { byIss: new Map([[strict.iss, strict]]) } as unknown as CompiledPolicy;
  const open: CompiledAccess = { kind: 'authenticated', requirement: null, sources: [], fingerprint: '' };
  expect(solveAccess(guarded, open, toPrincipal(goodClaims(), strict))).toEqual([]);
  expect(solveAccess(guarded, open, toPrincipal(goodClaims({ roles: ['staff'] }), strict))).toEqual([{}]);
});

test('a route that lost its requirement, or whose requirement demands nothing, is a defect and opens to nobody', () => {
  const principal = toPrincipal(goodClaims(), issuer);
  const lost: CompiledAccess = { kind: 'requirement', requirement: null, sources: [], fingerprint: '' };
  expect(() => solveAccess(policy, lost, principal)).toThrow('lacks its requirement');
  expect(() => solveAccess(policy, access({ kind: 'allOf', of: [] }), principal)).toThrow('demands nothing');
});

test('a principal whom no parameter keeps out has one way in, which asks for none', () => {
  const principal = toPrincipal(goodClaims({ roles: ['admin'] }), issuer);
  const own: Requirement = { kind: 'claim', claim: path('sub'), tests: [{ kind: 'param', name: 'user' }] };
  const admin: Requirement = { kind: 'many', fact: 'roles', mode: 'all', values: ['admin'] };
  expect(solveAccess(policy, access({ kind: 'anyOf', of: [own, admin] }), principal)).toEqual([{}]);
  expect(solveAccess(policy, access({ kind: 'anyOf', of: [admin, own] }), principal)).toEqual([{}]);
  expect(solveAccess(policy, access({ kind: 'allOf', of: [admin, own] }), principal)).toEqual([{ user: 'user-1' }]);
});

test('two orders of the same parameters are one way in', () => {
  const principal = toPrincipal(goodClaims({ tenant: 't1' }), issuer);
  const user: Requirement = { kind: 'claim', claim: path('sub'), tests: [{ kind: 'param', name: 'user' }] };
  const tenant: Requirement = { kind: 'claim', claim: path('tenant'), tests: [{ kind: 'param', name: 'tenant' }] };
  const either: Requirement = {
    kind: 'anyOf',
    of: [
      { kind: 'allOf', of: [user, tenant] },
      { kind: 'allOf', of: [tenant, user] },
    ],
  };
  const ways = solveAccess(policy, access(either), principal);
  expect(ways).toHaveLength(1);
  expect(ways).toEqual([{ user: 'user-1', tenant: 't1' }]);
});

test('no way in leads through a claim that is absent, empty or no text', () => {
  const param: Requirement = { kind: 'claim', claim: path('tenant'), tests: [{ kind: 'param', name: 'tenant' }] };
  const exists: Requirement = { kind: 'claim', claim: path('tenant'), tests: [{ kind: 'exists' }] };
  for (const tenant of ['', 7, null, ['t1']]) {
    expect(solveAccess(policy, access(param), toPrincipal(goodClaims({ tenant }), issuer))).toEqual([]);
  }
  for (const requirement of [param, exists]) {
    expect(solveAccess(policy, access(requirement), toPrincipal(goodClaims(), issuer))).toEqual([]);
  }
  expect(solveAccess(policy, access(exists), toPrincipal(goodClaims({ tenant: 7 }), issuer))).toEqual([{}]);
});

test('one parameter that two claims must equal lets in their common value, and nobody where they differ', () => {
  const toParam = (name: string): Requirement => ({
    kind: 'claim',
    claim: path(name),
    tests: [{ kind: 'param', name: 'user' }],
  });
  const both = access({ kind: 'allOf', of: [toParam('sub'), toParam('tenant')] });
  expect(solveAccess(policy, both, toPrincipal(goodClaims({ tenant: 'user-1' }), issuer))).toEqual([
    { user: 'user-1' },
  ]);
  expect(solveAccess(policy, both, toPrincipal(goodClaims({ tenant: 'user-2' }), issuer))).toEqual([]);
});
