import { createWebPorts, type Policy, PolicyError, type SupposedToken } from '@sallyport/core';
import { createRehearsal } from '@sallyport/core/rehearse';
import { describe, expect, test } from 'vitest';

const policy: Policy = {
  issuers: {
    pool: { preset: 'cognito', issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc', audience: 'app' },
    staff: {
      preset: 'okta',
      issuer: 'https://acme.okta.com/oauth2/default',
      audience: 'api://default',
      clients: ['web'],
      requiredClaims: ['jti'],
    },
    nested: { issuer: 'https://idp.acme.dev', audience: 'x', claimMappings: { roles: '/realm_access/roles' } },
    multi: { issuer: 'https://login.acme.dev/{tid}/v2.0', tenants: ['t1', 't2'], audience: 'x' },
  },
  routes: {
    'GET /orders': { scopes: ['read'] },
    'GET /admin': { roles: ['admin'] },
    'GET /me': 'authenticated',
    'GET /feed': 'optional',
    'GET /all': { permissions: ['p'], groups: ['g'] },
  },
};
const rehearsal = createRehearsal(policy, createWebPorts());
const ask = async (request: string, token: SupposedToken | null) => {
  const [method = '', url = ''] = request.split(' ');
  const decision = await rehearsal.rehearse(
    { method, url, headers: new Headers({ authorization: 'Bearer ignored' }) },
    token,
  );
  return decision.reason ?? 'allow';
};

describe('createRehearsal', () => {
  test.each(['pool', 'staff', 'nested', 'multi'])(
    'supposes a token that passes the claims phase of issuer %s',
    async (issuer) => {
      expect(await ask('GET /me', { issuer })).toBe('allow');
      expect(await ask('GET /orders', { issuer, scopes: ['read', 'x'] })).toBe('allow');
      expect(await ask('GET /orders', { issuer, scopes: ['x'] })).toBe('scope_insufficient');
      expect(await ask('GET /admin', { issuer, roles: ['admin'] })).toBe('allow');
      expect(await ask('GET /all', { issuer, permissions: ['p'], groups: ['g'] })).toBe('allow');
    },
  );

  test('no token is token_missing, and passes an optional route', async () => {
    expect(await ask('GET /me', null)).toBe('token_missing');
    expect(await ask('GET /feed', null)).toBe('allow');
  });

  test('the claims given stand over the supposed ones', async () => {
    expect(await ask('GET /me', { issuer: 'nested', claims: { exp: 1 } })).toBe('token_expired');
    expect(await ask('GET /me', { issuer: 'nested', claims: { aud: 'other' } })).toBe('audience_mismatch');
    expect(await ask('GET /admin', { issuer: 'nested', claims: { realm_access: { roles: ['admin'] } } })).toBe('allow');
    expect(await ask('GET /me', { issuer: 'staff', claims: { cid: 'stranger' } })).toBe('party_mismatch');
  });

  test('an unknown issuer is issuer_unknown, and __proto__ is a claim like any other', async () => {
    expect(await ask('GET /me', { issuer: 'nobody' })).toBe('issuer_unknown');
    const claims = JSON.parse('{"__proto__":{"roles":["admin"]}}');
    expect(await ask('GET /admin', { issuer: 'nested', claims })).toBe('role_missing');
  });

  test('a policy with errors makes no rehearsal', () => {
    expect(() => createRehearsal({ issuers: {}, routes: { '/a': 'authenticated' } }, createWebPorts())).toThrow(
      PolicyError,
    );
  });
});
