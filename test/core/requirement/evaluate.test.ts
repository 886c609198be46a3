import { describe, expect, test } from 'vitest';
import { toPrincipal } from '../../../packages/core/src/claims/principal.ts';
import {
  checkRequirement,
  checkRequirements,
  holds,
  listWantedScopes,
} from '../../../packages/core/src/requirement/evaluate.ts';
import type { ClaimTest, Requirement } from '../../../packages/core/src/requirement/requirement.ts';
import { compiledIssuer, goodClaims, path } from '../../support/compiled-issuer.ts';

const scopes = (mode: 'all' | 'any', ...values: string[]): Requirement => ({
  kind: 'many',
  fact: 'scopes',
  mode,
  values,
});
const roles = (...values: string[]): Requirement => ({ kind: 'many', fact: 'roles', mode: 'all', values });
const claim = (name: string, ...tests: ClaimTest[]): Requirement => ({ kind: 'claim', claim: path(name), tests });
const check = (requirement: Requirement, claims: Record<string, unknown>, params: Record<string, string> = {}) =>
  checkRequirement(requirement, toPrincipal(goodClaims(claims), compiledIssuer()), params);

describe('facts with many values', () => {
  test('a list means all of them, anyOf one of them', () => {
    expect(check(scopes('all', 'a', 'b'), { scope: 'b c a' })).toBeNull();
    expect(check(scopes('all', 'a', 'b'), { scope: 'a' })).toMatchObject({ reason: 'scope_insufficient' });
    expect(check(scopes('any', 'a', 'b'), { scope: 'b' })).toBeNull();
    expect(check(scopes('any', 'a', 'b'), { scope: 'c' })).toMatchObject({ reason: 'scope_insufficient' });
  });

  test('compares whole values: no prefix, no substring, no other case', () => {
    for (const scope of ['read:orders2', 'xread:orders', 'READ:ORDERS', 'read:orders,', 'read:orders\tadmin']) {
      expect(check(scopes('all', 'read:orders'), { scope })).toMatchObject({ reason: 'scope_insufficient' });
    }
  });

  test('names each fact by its own reason', () => {
    const of = (fact: 'permissions' | 'roles' | 'groups'): Requirement => ({
      kind: 'many',
      fact,
      mode: 'all',
      values: ['x'],
    });
    expect(check(of('permissions'), {})).toEqual({ reason: 'permission_missing', about: 'permissions' });
    expect(check(of('roles'), {})).toEqual({ reason: 'role_missing', about: 'roles' });
    expect(check(of('groups'), {})).toEqual({ reason: 'group_missing', about: 'groups' });
  });

  test('a fact of the wrong shape is no fact: string-like objects, lists with a non-string, numbers', () => {
    for (const value of [{ 0: 'admin', length: 1 }, ['admin', 1], 5, true, null, [['admin']]]) {
      expect(check(roles('admin'), { roles: value })).toMatchObject({ reason: 'role_missing' });
    }
    expect(check(roles('admin'), { roles: 'admin' })).toBeNull();
    expect(check(roles('admin'), { roles: 'admin user' })).toMatchObject({ reason: 'role_missing' });
  });

  test('a fact that the issuer declares incomplete is no fact (groups overage)', () => {
    const groups: Requirement = { kind: 'many', fact: 'groups', mode: 'all', values: ['g'] };
    expect(check(groups, { groups: ['g'], _claim_names: { groups: 'src1' } })).toMatchObject({
      reason: 'group_missing',
    });
  });

  test('unites scope and scp, a string and a list', () => {
    expect(check(scopes('all', 'a', 'b', 'c'), { scope: 'a', scp: ['b', 'c'] })).toBeNull();
  });
});

describe('facts with one value', () => {
  test('issuer is the name in the policy, client the mapped claim', () => {
    expect(check({ kind: 'issuer', names: ['main', 'x'] }, {})).toBeNull();
    expect(check({ kind: 'issuer', names: ['x'] }, {})).toEqual({ reason: 'issuer_not_accepted', about: 'issuer' });
    expect(check({ kind: 'client', ids: ['web'] }, { azp: 'web' })).toBeNull();
    expect(check({ kind: 'client', ids: ['web'] }, { azp: 'cli' })).toEqual({
      reason: 'client_not_accepted',
      about: 'client',
    });
    expect(check({ kind: 'client', ids: ['web'] }, {})).toMatchObject({ reason: 'client_not_accepted' });
  });
});

describe('claim conditions', () => {
  const cases: ReadonlyArray<readonly [why: string, test: ClaimTest, value: unknown, met: boolean]> = [
    ['equals', { kind: 'anyOf', values: ['x'] }, 'x', true],
    ['equals is type-strict', { kind: 'anyOf', values: ['1'] }, 1, false],
    ['equals looks at no list', { kind: 'anyOf', values: ['x'] }, ['x'], false],
    ['anyOf', { kind: 'anyOf', values: [1, true] }, true, true],
    ['noneOf', { kind: 'noneOf', values: ['x'] }, 'y', true],
    ['noneOf of a listed value', { kind: 'noneOf', values: ['x'] }, 'x', false],
    ['noneOf of an absent claim meets nothing', { kind: 'noneOf', values: ['x'] }, undefined, false],
    ['noneOf of a mistyped claim meets nothing', { kind: 'noneOf', values: ['x'] }, ['y'], false],
    ['noneOf of null meets nothing', { kind: 'noneOf', values: ['x'] }, null, false],
    ['contains', { kind: 'contains', value: 'x' }, ['y', 'x'], true],
    ['contains is no substring search', { kind: 'contains', value: 'x' }, 'xyz', false],
    ['contains is type-strict', { kind: 'contains', value: 1 }, ['1'], false],
    ['exists', { kind: 'exists' }, false, true],
    ['exists of null', { kind: 'exists' }, null, false],
    ['exists of an absent claim', { kind: 'exists' }, undefined, false],
    ['gte at the bound', { kind: 'gte', bound: 2 }, 2, true],
    ['gte below', { kind: 'gte', bound: 2 }, 1.9, false],
    ['gte of a numeric string', { kind: 'gte', bound: 2 }, '3', false],
    ['gte of infinity', { kind: 'gte', bound: 2 }, Number.POSITIVE_INFINITY, false],
    ['lte at the bound', { kind: 'lte', bound: 2 }, 2, true],
    ['lte above', { kind: 'lte', bound: 2 }, 3, false],
    ['lte of negative infinity', { kind: 'lte', bound: 2 }, Number.NEGATIVE_INFINITY, false],
    ['prefix', { kind: 'prefix', prefix: 'repo:acme/' }, 'repo:acme/x', true],
    ['prefix elsewhere in the text', { kind: 'prefix', prefix: 'acme' }, 'x-acme', false],
    ['prefix of a list', { kind: 'prefix', prefix: 'a' }, ['a'], false],
    ['param equal to the segment', { kind: 'param', name: 'user' }, 'u1', true],
    ['param by another case', { kind: 'param', name: 'user' }, 'U1', false],
    ['param of a list that holds it', { kind: 'param', name: 'user' }, ['u1'], false],
    ['param that the route did not bind', { kind: 'param', name: 'toString' }, 'u1', false],
  ];
  test.each(cases)('%s', (_why, condition, value, met) => {
    const denial = check(claim('x', condition), { x: value }, { user: 'u1' });
    expect(denial).toEqual(met ? null : { reason: 'claim_unmet', about: 'x' });
  });

  test('a claim that the issuer declares incomplete meets no condition, its own value included', () => {
    const conditions: ClaimTest[] = [{ kind: 'exists' }, { kind: 'contains', value: 'g' }];
    for (const condition of conditions) {
      expect(check(claim('groups', condition), { groups: ['g'] })).toBeNull();
      expect(check(claim('groups', condition), { groups: ['g'], _claim_names: { groups: 's1' } })).toEqual({
        reason: 'claim_unmet',
        about: 'groups',
      });
    }
  });

  test('a parameter that the route does not bind equals no claim, not even an absent one', () => {
    expect(holds({ kind: 'param', name: 'user' }, undefined, {})).toBe(false);
    expect(holds({ kind: 'param', name: 'user' }, undefined, { other: 'u1' })).toBe(false);
  });

  test('every test of one condition must hold', () => {
    const range = claim('level', { kind: 'gte', bound: 2 }, { kind: 'lte', bound: 4 });
    expect(check(range, { level: 3 })).toBeNull();
    expect(check(range, { level: 1 })).toMatchObject({ reason: 'claim_unmet' });
    expect(check(range, { level: 5 })).toMatchObject({ reason: 'claim_unmet' });
  });

  test('compares by code point: composed and decomposed names differ', () => {
    const requirement = claim('x', { kind: 'param', name: 'user' });
    expect(check(requirement, { x: 'caf\u00e9' }, { user: 'cafe\u0301' })).toMatchObject({ reason: 'claim_unmet' });
  });

  test('reads nested claims by pointer and names with slashes and colons verbatim', () => {
    expect(
      check(claim('/realm_access/roles', { kind: 'contains', value: 'a' }), { realm_access: { roles: ['a'] } }),
    ).toBeNull();
    expect(check(claim('cognito:groups', { kind: 'contains', value: 'a' }), { 'cognito:groups': ['a'] })).toBeNull();
    expect(check(claim('https://ns/role', { kind: 'anyOf', values: ['a'] }), { 'https://ns/role': 'a' })).toBeNull();
    expect(check(claim('constructor', { kind: 'exists' }), {})).toMatchObject({ reason: 'claim_unmet' });
  });

  test('denies step_up_required for an unmet acr or age of sign-in, with the classes that would do', () => {
    expect(check(claim('acr', { kind: 'anyOf', values: ['mfa', 'hw'] }), { acr: 'pwd' })).toEqual({
      reason: 'step_up_required',
      about: 'acr',
      acrValues: ['mfa', 'hw'],
    });
    expect(check(claim('auth_time', { kind: 'gte', bound: 5 }), { auth_time: 4 })).toMatchObject({
      reason: 'step_up_required',
      acrValues: [],
    });
  });

  test('names as acr_values only texts that would do: no refused class, no number, nothing of an age of sign-in', () => {
    expect(check(claim('acr', { kind: 'noneOf', values: ['pwd'] }), { acr: 'pwd' })).toMatchObject({ acrValues: [] });
    expect(check(claim('acr', { kind: 'prefix', prefix: 'mfa:' }), { acr: 'pwd' })).toMatchObject({ acrValues: [] });
    expect(check(claim('acr', { kind: 'anyOf', values: [2, 'mfa', true] }), { acr: 'pwd' })).toMatchObject({
      acrValues: ['mfa'],
    });
    expect(check(claim('auth_time', { kind: 'anyOf', values: ['today'] }), { auth_time: 4 })).toEqual({
      reason: 'step_up_required',
      about: 'auth_time',
      acrValues: [],
    });
  });
});

describe('trees', () => {
  test('allOf needs every part and reports the first unmet', () => {
    const both: Requirement = { kind: 'allOf', of: [roles('admin'), scopes('all', 'w')] };
    expect(check(both, { roles: ['admin'], scope: 'w' })).toBeNull();
    expect(check(both, {})).toMatchObject({ reason: 'role_missing' });
    expect(check(both, { roles: ['admin'] })).toMatchObject({ reason: 'scope_insufficient', scopes: ['w'] });
  });

  test('anyOf reports the branch with the fewest unmet leaves and the scopes of that branch', () => {
    const either: Requirement = {
      kind: 'anyOf',
      of: [
        { kind: 'allOf', of: [scopes('all', 'a', 'b'), roles('r1'), roles('r2')] },
        { kind: 'allOf', of: [scopes('all', 'c', 'd'), roles('r1')] },
      ],
    };
    expect(check(either, { roles: ['r1'] })).toEqual({
      reason: 'scope_insufficient',
      about: 'scopes',
      scopes: ['c', 'd'],
    });
    expect(check(either, { roles: ['r1', 'r2'] })).toMatchObject({ scopes: ['a', 'b'] });
    expect(check(either, { roles: ['r1'], scope: 'c d' })).toBeNull();
  });

  test('anyOf reports the first branch in document order on a tie', () => {
    const tie: Requirement = { kind: 'anyOf', of: [roles('x'), scopes('all', 'y')] };
    expect(check(tie, {})).toMatchObject({ reason: 'role_missing' });
    const other: Requirement = { kind: 'anyOf', of: [scopes('any', 'y', 'z'), roles('x')] };
    expect(check(other, {})).toMatchObject({ reason: 'scope_insufficient', scopes: ['y'] });
  });
});

describe('several requirements', () => {
  test('must all be met, and the scopes of every unmet one are named at once', () => {
    const both = [scopes('all', 'read'), scopes('all', 'audit')];
    const judge = (scope: string) => checkRequirements(both, toPrincipal(goodClaims({ scope }), compiledIssuer()), {});
    expect(judge('')).toMatchObject({ reason: 'scope_insufficient', scopes: ['read', 'audit'] });
    expect(judge('read')).toMatchObject({ reason: 'scope_insufficient' });
    expect(judge('read audit')).toBeNull();
    expect(checkRequirements([], toPrincipal(goodClaims({}), compiledIssuer()), {})).toBeNull();
    const alone = (scope: string) =>
      checkRequirements([scopes('all', 'a')], toPrincipal(goodClaims({ scope }), compiledIssuer()), {});
    expect(alone('a')).toBeNull();
    expect(alone('b')).toEqual({ reason: 'scope_insufficient', about: 'scopes', scopes: ['a'] });
  });

  test('of a route are the scopes to ask for before there is a token: those of the nearest branch', () => {
    const admin: Requirement = {
      kind: 'anyOf',
      of: [{ kind: 'allOf', of: [scopes('all', 'a'), roles('x')] }, scopes('all', 'c')],
    };
    expect(listWantedScopes(admin)).toEqual(['c']);
    expect(listWantedScopes({ kind: 'allOf', of: [scopes('all', 'a', 'b'), scopes('all', 'b')] })).toEqual(['a', 'b']);
    expect(listWantedScopes(roles('admin'))).toEqual([]);
  });
});

describe('a requirement that demands nothing', () => {
  test.each([
    ['allOf of nothing', { kind: 'allOf', of: [] }],
    ['anyOf of nothing', { kind: 'anyOf', of: [] }],
    ['no scopes', { kind: 'many', fact: 'scopes', mode: 'all', values: [] }],
    ['no tests', { kind: 'claim', claim: path('sub'), tests: [] }],
    ['no issuers', { kind: 'issuer', names: [] }],
    ['no clients', { kind: 'client', ids: [] }],
    ['nothing, nested', { kind: 'anyOf', of: [{ kind: 'allOf', of: [] }] }],
  ] as [string, Requirement][])('is a defect and lets nobody in: %s', (_what, requirement) => {
    expect(() => check(requirement, { scope: 'a' })).toThrow('demands nothing');
  });
});
