import type { Decision, TokenSource } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { removeFromHeaders, removeFromQuery, toRemovals } from '../../packages/worker/src/credential-removal.ts';
import { compileAcme } from './acme.ts';

const authorization: TokenSource = { kind: 'authorization' };
const session: TokenSource = { kind: 'cookie', name: '__session' };
const named: TokenSource = { kind: 'header', name: 'x-token' };
const query: TokenSource = { kind: 'query', name: 'access_token' };

function allowed(access: Decision['access'], credentialFrom: TokenSource | null): Decision {
  return {
    ...{
      effect: 'allow',
      status: 200,
      reason: null,
      reported: null,
      decisionId: 'd',
      policy: 'p',
      decidedAt: 0,
      method: 'GET',
    },
    ...{ path: '/', route: '/', access, params: {}, principal: null, credentialFrom },
  };
}

describe('toRemovals', () => {
  const tokenFrom = ['authorization', { header: 'x-token' }, { cookie: '__session' }] as const;
  const issuers = {
    machines: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev', tokenFrom: [...tokenFrom] },
  };
  const policyWith = (worker: object) => compileAcme({ issuers, worker });

  test('removes every place of a token on guarded routes, and Authorization whatever the policy reads', () => {
    const kinds = (access: Decision['access']) =>
      toRemovals(policyWith({}), allowed(access, authorization)).map(({ kind }) => kind);
    for (const access of ['authenticated', 'requirement', 'optional'] as const) {
      expect(new Set(kinds(access))).toEqual(new Set(['authorization', 'header', 'cookie']));
    }
    const cookieOnly = { machines: { ...issuers.machines, tokenFrom: [{ cookie: '__session' }] } };
    const removals = toRemovals(compileAcme({ issuers: cookieOnly }), allowed('authenticated', session));
    expect(removals).toContainEqual(authorization);
  });

  test('forwardToken keeps the verified credential and no other', () => {
    const removals = toRemovals(policyWith({ forwardToken: true }), allowed('authenticated', session));
    expect(removals.map(({ kind }) => kind).sort()).toEqual(['authorization', 'authorization', 'header']);
    const anonymous = toRemovals(policyWith({ forwardToken: true }), allowed('optional', null));
    expect(new Set(anonymous.map(({ kind }) => kind))).toEqual(new Set(['authorization', 'header', 'cookie']));
  });

  test('a public route keeps all, or loses Authorization with stripAuthorization', () => {
    expect(toRemovals(policyWith({}), allowed('public', null))).toEqual([]);
    expect(toRemovals(policyWith({ stripAuthorization: true }), allowed('public', null))).toEqual([authorization]);
  });
});

describe('removeFromHeaders', () => {
  const cookieAfter = (Cookie: string): string | null => {
    const headers = new Headers({ Cookie });
    removeFromHeaders(headers, [session]);
    return headers.get('Cookie');
  };

  test('removes headers by name', () => {
    const headers = new Headers({ Authorization: 'Bearer a', 'X-Token': 'b', 'X-Other': 'c' });
    removeFromHeaders(headers, [authorization, named, query]);
    expect([...headers]).toEqual([['x-other', 'c']]);
  });

  test.each([
    ['__session=t', null],
    ['a=1; __session=t; b=2', 'a=1; b=2'],
    ['__session=t;a=1', 'a=1'],
    ['a=1, __session=t', 'a=1'],
    ['a=1, __session=t; b="x,y"', 'a=1; b="x,y"'],
    [' __SESSION = t ; a=1', 'a=1'],
    ['__session', null],
    ['__session=t; __session=u', null],
    ['my__session=t; __session2=u; x=__session=t', 'my__session=t; __session2=u; x=__session=t'],
  ])('takes one cookie out of %j', (given, expected) => {
    expect(cookieAfter(given)).toBe(expected);
  });
});

describe('removeFromQuery', () => {
  test.each([
    ['access_token=t', ''],
    ['a=1&access_token=t&b=%2f', 'a=1&b=%2f'],
    ['access%5Ftoken=t&a', 'a'],
    ['a=access_token=t', 'a=access_token=t'],
    ['access_token&&a', '&a'],
    ['', ''],
  ])('takes a query token out of %j', (given, expected) => {
    expect(removeFromQuery(given, [query])).toBe(expected);
  });

  test('leaves the query byte for byte where no token is read from it', () => {
    expect(removeFromQuery('a=%zz&&access_token=t&%', [authorization])).toBe('a=%zz&&access_token=t&%');
  });
});
