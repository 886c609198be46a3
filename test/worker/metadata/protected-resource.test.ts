import type { PolicyDocument } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { toResourceMetadata } from '../../../packages/worker/src/metadata/protected-resource.ts';
import { compileAcme } from '../acme.ts';

function metadataOf(sections: Partial<PolicyDocument>): object {
  const policy = compileAcme({ resource: 'https://api.acme.dev/', ...sections });
  if (policy.resource === null) throw new Error('no resource');
  return toResourceMetadata(policy, policy.resource);
}

const audience = 'https://api.acme.dev';

describe('toResourceMetadata', () => {
  test('names every scope of routes and issuers once, however deep', () => {
    const metadata = metadataOf({
      issuers: { one: { issuer: 'https://one.acme.dev', audience, require: { scopes: ['issuer:scope'] } } },
      routes: {
        '/a': { scopes: ['b', 'a'] },
        '/b': { anyOf: [{ scopes: { anyOf: ['c', 'a'] } }, { allOf: [{ scopes: ['d'] }, { roles: ['no-scope'] }] }] },
        '/c': 'authenticated',
      },
    });
    expect(metadata).toMatchObject({ scopes_supported: ['a', 'b', 'c', 'd', 'issuer:scope'] });
  });

  test('names exact issuers, one for each tenant, and none that is no URL', () => {
    const metadata = metadataOf({
      issuers: {
        tenants: { issuer: 'https://id.acme.dev/{tid}/v2', tenants: ['t1', 't2'], audience },
        secret: { issuer: 'urn:internal', audience, jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] } },
        slash: { issuer: 'https://acme.eu.auth0.com/', audience },
      },
    });
    expect(metadata).toMatchObject({
      authorization_servers: ['https://id.acme.dev/t1/v2', 'https://id.acme.dev/t2/v2', 'https://acme.eu.auth0.com/'],
    });
  });

  test.each([
    [['authorization'], ['header']],
    [['authorization', { cookie: 'session' }], ['header']],
    [
      [{ unsafeQueryToken: { name: 'access_token', why: 'a player' } }, 'authorization'],
      ['query', 'header'],
    ],
  ] as const)('tells how tokens are sent: %j', (tokenFrom, methods) => {
    const issuers = { one: { issuer: 'https://one.acme.dev', audience, tokenFrom } };
    expect(metadataOf({ issuers })).toMatchObject({ bearer_methods_supported: methods });
  });

  test('leaves out what has no elements (RFC 9728 section 3.2)', () => {
    const issuers = { one: { issuer: 'https://one.acme.dev', audience, tokenFrom: [{ cookie: 'session' }] } };
    expect(metadataOf({ issuers, routes: { '/a': 'authenticated' } })).toEqual({
      resource: 'https://api.acme.dev/',
      authorization_servers: ['https://one.acme.dev'],
    });
    expect(metadataOf({ issuers: {}, routes: { '/a': 'public' } })).toEqual({ resource: 'https://api.acme.dev/' });
  });
});
