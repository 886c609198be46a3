/**
 * Requirements over facts and claims, rehearsed with supposed tokens.
 */
import type { AccessEntry, RequirementEntry } from '@sallyport/core';
import { createRehearsal } from '@sallyport/core/rehearse';
import { type Case, type Json, portable } from '../case.ts';
import { toOutcome, toPolicy, toPorts, toRequest } from '../policies.ts';

interface Supposed {
  readonly scopes?: readonly string[];
  readonly permissions?: readonly string[];
  readonly roles?: readonly string[];
  readonly groups?: readonly string[];
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** The outcome of each supposed token under one requirement, on `/users/:user`. */
async function judgeEach(access: AccessEntry, tokens: readonly Supposed[], target = '/users/ann'): Promise<Json> {
  const rehearsal = createRehearsal(toPolicy({}, { 'GET /users/:user': access }), toPorts());
  const outcomes: string[] = [];
  for (const token of tokens) {
    outcomes.push(toOutcome(await rehearsal.rehearse(toRequest(null, target), { issuer: 'machines', ...token })));
  }
  return outcomes;
}

const claims = (...values: readonly Readonly<Record<string, unknown>>[]): readonly Supposed[] =>
  values.map((value) => ({ claims: value }));
const unmet = (about: string): string => `deny 403 claim_unmet (${about})`;
const LACKING: readonly [name: string, access: RequirementEntry, reason: string][] = [
  ['scopes', { scopes: ['a', 'b'] }, 'scope_insufficient'],
  ['permissions', { permissions: ['a', 'b'] }, 'permission_missing'],
  ['roles', { roles: ['a', 'b'] }, 'role_missing'],
  ['groups', { groups: ['a', 'b'] }, 'group_missing'],
];

export const REQUIREMENT_CASES: readonly Case[] = [
  ...LACKING.map(([name, access, reason]) =>
    portable(
      `${name}: a list means all of them, by code point`,
      ['allow', 'allow', ...Array.from({ length: 3 }, () => `deny 403 ${reason} (${name})`)],
      () =>
        judgeEach(
          access,
          [['a', 'b'], ['b', 'c', 'a'], ['a'], ['A', 'b'], []].map((values) => ({ [name]: values })),
        ),
    ),
  ),
  portable('anyOf means one of them', ['allow', 'allow', 'deny 403 role_missing (roles)'], () =>
    judgeEach({ roles: { anyOf: ['a', 'b'] } }, [{ roles: ['a'] }, { roles: ['c', 'b'] }, { roles: ['c'] }]),
  ),
  portable(
    'equality is strict in type and by code point',
    ['allow', unmet('v'), unmet('v'), unmet('v'), unmet('v'), unmet('v'), unmet('v')],
    () =>
      judgeEach(
        { claims: { v: 'é' } },
        claims({ v: 'é' }, { v: 'e\u0301' }, { v: 'É' }, { v: ['é'] }, { v: null }, { v: true }, {}),
      ),
  ),
  portable('a number equals a number, and no text of it', ['allow', 'allow', unmet('v'), unmet('v'), unmet('v')], () =>
    judgeEach({ claims: { v: 2 } }, claims({ v: 2 }, { v: 2.0 }, { v: '2' }, { v: 2.0000001 }, { v: true })),
  ),
  portable(
    'bounds hold for finite numbers only',
    ['allow', 'allow', unmet('v'), unmet('v'), unmet('v'), unmet('v')],
    () =>
      judgeEach(
        { claims: { v: { gte: 1, lte: 2 } } },
        claims({ v: 1 }, { v: 2 }, { v: 2.1 }, { v: '1' }, { v: Number.POSITIVE_INFINITY }, { v: Number.NaN }),
      ),
  ),
  portable(
    'contains, exists, prefix and noneOf ask for what is present and of the right type',
    {
      contains: ['allow', unmet('v'), unmet('v'), unmet('v')],
      exists: ['allow', 'allow', unmet('v'), unmet('v')],
      prefix: ['allow', unmet('v'), unmet('v'), unmet('v')],
      noneOf: ['allow', unmet('v'), unmet('v'), unmet('v')],
    },
    async () => ({
      contains: await judgeEach(
        { claims: { v: { contains: 'a' } } },
        claims({ v: ['b', 'a'] }, { v: 'a' }, { v: [['a']] }, {}),
      ),
      exists: await judgeEach({ claims: { v: { exists: true } } }, claims({ v: false }, { v: 0 }, { v: null }, {})),
      prefix: await judgeEach(
        { claims: { v: { prefix: 'eu-' } } },
        claims({ v: 'eu-1' }, { v: 'EU-1' }, { v: ['eu-1'] }, {}),
      ),
      noneOf: await judgeEach({ claims: { v: { noneOf: ['a'] } } }, claims({ v: 'b' }, { v: 'a' }, { v: ['b'] }, {})),
    }),
  ),
  portable(
    'a claim is found by its name or by a pointer, and never on a prototype',
    ['allow', 'allow', 'allow', unmet('/constructor'), unmet('/a/0'), unmet('/a/00')],
    async () => {
      const one = async (name: string, supposed: Readonly<Record<string, unknown>>): Promise<Json> =>
        ((await judgeEach({ claims: { [name]: { exists: true } } }, claims(supposed))) as readonly Json[])[0] ?? null;
      return [
        await one('cognito:groups', { 'cognito:groups': 'x' }),
        await one('/a~1b/c', { 'a/b': { c: 1 } }),
        await one('/a/0', { a: ['x'] }),
        await one('/constructor', {}),
        await one('/a/0', { a: 'x' }),
        await one('/a/00', { a: ['x'] }),
      ];
    },
  ),
  portable(
    'a parameter is compared with a claim decoded, by code point',
    ['allow', unmet('sub'), 'allow', unmet('sub')],
    async () => {
      const access = { claims: { sub: { param: 'user' } } };
      const ask = async (target: string, sub: string): Promise<Json> =>
        ((await judgeEach(access, claims({ sub }), target)) as readonly Json[])[0] ?? null;
      return [
        await ask('/users/ann', 'ann'),
        await ask('/users/Ann', 'ann'),
        await ask('/users/auth0%7Caf%c3%a9', 'auth0|afé'),
        await ask('/users/af%C3%A9', 'afe\u0301'),
      ];
    },
  ),
  portable(
    'of several branches the nearest is reported, the first on a tie',
    ['allow', 'deny 403 role_missing (roles)', 'deny 403 scope_insufficient (scopes)'],
    () =>
      judgeEach(
        {
          anyOf: [
            { scopes: ['a'], claims: { v: 1 } },
            { roles: ['admin'], groups: ['g'] },
          ],
        },
        [{ scopes: ['a'], claims: { v: 1 } }, { groups: ['g'] }, {}],
      ),
  ),
  portable(
    'sign-in classes and ages ask for a step up',
    ['allow', 'deny 401 step_up_required (acr)', 'deny 401 step_up_required (auth_time)'],
    () =>
      judgeEach(
        { claims: { acr: { anyOf: ['mfa'] }, auth_time: { gte: 1_000 } } },
        claims({ acr: 'mfa', auth_time: 1_000 }, { acr: 'pwd', auth_time: 1_000 }, { acr: 'mfa', auth_time: 999 }),
      ),
  ),
  portable('a claim that its issuer keeps elsewhere meets nothing', ['deny 403 group_missing (groups)', 'allow'], () =>
    judgeEach({ groups: ['a'] }, [
      { groups: ['a'], claims: { _claim_names: { groups: 'src1' } } },
      { groups: ['a'], claims: { _claim_names: { roles: 'src1' } } },
    ]),
  ),
  portable(
    'an issuer and a client are asked for by name',
    ['allow', 'deny 403 client_not_accepted (client)', 'deny 403 client_not_accepted (client)'],
    () =>
      judgeEach({ issuer: 'machines', client: { anyOf: ['app', 'web'] } }, claims({ azp: 'web' }, { azp: 'Web' }, {})),
  ),
];
