import { PRESETS, type Principal } from '@sallyport/core';
import { isTestPreset, type MintOptions, type TestPreset } from '@sallyport/core/testing';
import { describe, expect, test } from 'vitest';
import { createProvider, present, type Setting } from './preset-tokens.ts';

// A token by what differs from the provider's ordinary one, and what comes of it. */
type Fixture = readonly [
  what: string,
  claims: Record<string, unknown>,
  options: MintOptions,
  expected: string | Partial<Principal>,
  setting?: Partial<Setting>,
];

const API = '1c6bd0a4-93a5-4f0a-8a3e-6f3b2d1e5c70';
const TENANT = '5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11';
const OTHER_TENANT = '00000000-7b1d-4c7e-9d53-2b8f0a6e4c11';
const GRAPH = '00000003-0000-0000-c000-000000000000';
const ACCESS_TAG = '32eafc7626e974616deaf0dc3ce63d7bcbed58a2731e84d06bc3cdf1b53c4228';
const CLERK = 'https://app.acme.dev';
const FUSION = 'c1f0a2d4-0b7e-4d55-9f0b-7e1f5a2c9d10';
const facts = { subject: 'ann', clientId: 'app', scopes: ['read:a', 'b'], roles: ['admin'], groups: ['g1'] } as const;

const FIXTURES: Readonly<Record<string, { readonly audience: string; readonly tokens: readonly Fixture[] }>> = {
  entra: {
    audience: API,
    tokens: [
      [
        'a user',
        {},
        facts,
        { subject: 'ann', clientId: 'app', tenant: TENANT, scopes: ['read:a', 'b'], roles: ['admin'], groups: ['g1'] },
      ],
      [
        'a machine',
        {},
        { kind: 'client', clientId: 'm1', roles: ['Orders.Read'] },
        { subject: 'm1', clientId: 'm1', scopes: [], roles: ['Orders.Read'] },
      ],
      ['an ID token', { azp: undefined, scp: undefined }, { roles: ['admin'] }, 'claim_missing (azp)'],
      ['a token for Graph', {}, { audience: GRAPH }, 'audience_mismatch (aud)'],
      ['a v1.0 token', { iss: `https://sts.windows.net/${TENANT}/`, ver: '1.0' }, {}, 'issuer_unknown'],
      [
        'a token with a trailing slash',
        { iss: `https://login.microsoftonline.com/${TENANT}/v2.0/` },
        {},
        'issuer_unknown',
      ],
      [
        'another tenant',
        { iss: `https://login.microsoftonline.com/${OTHER_TENANT}/v2.0`, tid: OTHER_TENANT },
        {},
        'issuer_unknown',
      ],
      [
        'groups kept elsewhere',
        { _claim_names: { groups: 'src1' }, groups: ['g1'] },
        {},
        'group_missing (groups)',
        { requirement: { groups: ['g1'] } },
      ],
    ],
  },
  'entra-v1': {
    audience: 'api://orders',
    tokens: [
      ['a user', {}, facts, { subject: 'ann', clientId: 'app', tenant: TENANT, scopes: ['read:a', 'b'] }],
      ['a machine', {}, { kind: 'client', clientId: 'm1' }, { subject: 'm1', clientId: 'm1', scopes: [] }],
      ['an ID token', { appid: undefined }, {}, 'claim_missing (appid)'],
      ['a v2.0 token', { iss: `https://login.microsoftonline.com/${TENANT}/v2.0` }, {}, 'issuer_unknown'],
      ['a token without the slash', { iss: `https://sts.windows.net/${TENANT}` }, {}, 'issuer_unknown'],
      ['a token that says it is of version 2.0', { ver: '2.0' }, {}, 'type_not_allowed (ver)'],
    ],
  },
  'entra-b2c': {
    audience: API,
    tokens: [
      ['a user', {}, facts, { subject: 'ann', clientId: 'app', scopes: ['read:a', 'b'] }],
      ['an ID token', {}, { audience: 'the-client' }, 'audience_mismatch (aud)'],
      ['a token without the slash', { iss: `https://acme.b2clogin.com/${TENANT}/v2.0` }, {}, 'issuer_unknown'],
      ['a user of another directory', { iss: `https://acme.b2clogin.com/${OTHER_TENANT}/v2.0/` }, {}, 'issuer_unknown'],
    ],
  },
  keycloak: {
    audience: 'orders-api',
    tokens: [
      [
        'a user',
        {},
        facts,
        { subject: 'ann', clientId: 'app', scopes: ['read:a', 'b'], roles: ['admin'], groups: ['g1'] },
      ],
      ['a machine', {}, { kind: 'client', clientId: 'm1' }, { clientId: 'm1' }],
      ['an ID token', { typ: 'ID' }, {}, 'type_not_allowed (typ)'],
      ['a refresh token', { typ: 'Refresh' }, {}, 'type_not_allowed (typ)'],
      ['a token without an audience mapper', {}, { audience: 'account' }, 'audience_mismatch (aud)'],
      ['a token without an audience', { aud: undefined }, {}, 'claim_missing (aud)'],
      ['another realm', { iss: 'https://login.acme.dev/realms/master' }, {}, 'issuer_unknown'],
    ],
  },
  google: {
    audience: '1234-orders.apps.googleusercontent.com',
    tokens: [
      ['a user', {}, facts, { subject: 'ann', clientId: 'app', tenant: 'acme.dev' }],
      ['a service account', {}, { kind: 'client', clientId: '1122' }, { subject: '1122', tenant: null }],
      ['a token of another app', {}, { audience: 'other.apps.googleusercontent.com' }, 'audience_mismatch (aud)'],
      ['the old issuer without a scheme', { iss: 'accounts.google.com' }, {}, 'issuer_unknown'],
      ['a Firebase token', { iss: 'https://securetoken.google.com/acme-shop' }, {}, 'issuer_unknown'],
    ],
  },
  'google-iap': {
    audience: '/projects/1234/global/backendServices/5678',
    tokens: [
      ['a user', {}, facts, { subject: 'accounts.google.com:ann', tenant: 'acme.dev' }],
      ['a machine', {}, { kind: 'client', clientId: 'm1' }, { subject: 'accounts.google.com:m1' }],
      ['a token in the Authorization header', {}, {}, 'token_missing', { header: 'authorization' }],
      ['another backend', {}, { audience: '/projects/1234/global/backendServices/9' }, 'audience_mismatch (aud)'],
      ['a Google ID token', { iss: 'https://accounts.google.com' }, { algorithm: 'RS256' }, 'issuer_unknown'],
      ['a token signed with RS256', {}, { algorithm: 'RS256' }, 'algorithm_not_allowed'],
    ],
  },
  firebase: {
    audience: 'acme-shop',
    tokens: [
      ['a user', {}, facts, { subject: 'ann', tenant: null, roles: ['admin'] }],
      ['a user of a tenant', { firebase: { tenant: 'red' } }, {}, { tenant: 'red' }],
      ['another project', { iss: 'https://securetoken.google.com/other' }, { audience: 'other' }, 'issuer_unknown'],
      ['a token for another project', {}, { audience: 'other' }, 'audience_mismatch (aud)'],
      ['a token without a subject', { sub: undefined }, {}, 'claim_missing (sub)'],
    ],
  },
  'github-actions': {
    audience: 'https://api.test',
    tokens: [
      ['a run', {}, {}, { tenant: '123456', subject: 'repo:acme@123456/shop@7654321:ref:refs/heads/main' }],
      ['a run of a stranger', { repository_owner_id: '666' }, {}, 'claim_unmet (repository_owner_id)'],
      ['a run with a number for an id', { repository_owner_id: 123456 }, {}, 'claim_unmet (repository_owner_id)'],
      ['a run with the default audience', {}, { audience: 'https://github.com/acme' }, 'audience_mismatch (aud)'],
      ['an enterprise server', { iss: 'https://git.acme.dev/_services/token' }, {}, 'issuer_unknown'],
    ],
  },
  'cloudflare-access': {
    audience: ACCESS_TAG,
    tokens: [
      ['a user', {}, facts, { subject: 'ann', clientId: null }],
      ['a service', {}, { kind: 'client', clientId: 'ci.access' }, { subject: 'ci.access', clientId: 'ci.access' }],
      ['a service without a name', { common_name: undefined }, { kind: 'client' }, 'claim_malformed (sub)'],
      ['a token of the team alone', { type: 'org' }, {}, 'type_not_allowed (type)'],
      ['another application', {}, { audience: 'f'.repeat(64) }, 'audience_mismatch (aud)'],
      ['a token in the Authorization header', {}, {}, 'token_missing', { header: 'authorization' }],
    ],
  },
  supabase: {
    audience: 'authenticated',
    tokens: [
      [
        'a user',
        {},
        { subject: 'ann', scopes: ['email'] },
        { subject: 'ann', roles: ['authenticated'], scopes: ['email'] },
      ],
      ['the anon key', { iss: 'supabase', aud: undefined, role: 'anon' }, {}, 'issuer_unknown'],
      ['a token for anon', {}, { audience: 'anon' }, 'audience_mismatch (aud)'],
      ['a token of no user', { sub: undefined, role: 'service_role' }, {}, 'claim_missing (sub)'],
      ['the project without its path', { iss: 'https://abcdefghijklmnopqrst.supabase.co' }, {}, 'issuer_unknown'],
    ],
  },
  clerk: {
    audience: CLERK,
    tokens: [
      ['a user', {}, { subject: 'ann', roles: ['admin'] }, { subject: 'ann', roles: ['admin'], tenant: 'org_1' }],
      [
        'a token of version 1',
        { v: undefined, sts: undefined, org_id: 'org_1', org_role: 'org:admin' },
        { permissions: ['org:a:read'] },
        { tenant: 'org_1', roles: ['org:admin'], permissions: ['org:a:read'] },
      ],
      ['a pending session', { sts: 'pending' }, {}, 'type_not_allowed (sts)'],
      ['another origin', { azp: 'https://evil.test' }, {}, 'audience_mismatch (azp)'],
      ['a session without an origin', { azp: undefined }, {}, 'claim_missing (aud)'],
      ['a machine token', { sub: 'mch_1', sid: undefined, azp: undefined }, {}, 'claim_missing (sid)'],
      ['an OAuth token', {}, { header: { typ: 'at+jwt' } }, 'type_not_allowed (typ)'],
    ],
  },
  kubernetes: {
    audience: 'https://api.test',
    tokens: [
      ['a service account', {}, { subject: 'web' }, { subject: 'system:serviceaccount:shop:web', tenant: 'shop' }],
      ['a legacy secret', { exp: undefined, aud: undefined }, {}, 'claim_missing (exp)'],
      ['a token for the API server', {}, { audience: 'https://kubernetes.default.svc' }, 'audience_mismatch (aud)'],
      ['another cluster', { iss: 'https://kubernetes.default.svc.cluster.local' }, {}, 'issuer_unknown'],
      ['a legacy shape', { 'kubernetes.io': undefined }, {}, 'claim_missing (/kubernetes.io/namespace)'],
    ],
  },
  workos: {
    audience: 'https://api.test',
    tokens: [
      [
        'a user',
        {},
        { ...facts, permissions: ['a:read'] },
        { subject: 'ann', tenant: 'org_1', roles: ['admin'], permissions: ['a:read'] },
      ],
      ['a user without a template', { aud: undefined }, {}, 'claim_missing (aud)'],
      ['another customer with the same issuer', {}, { header: { kid: 'of-another-client' } }, 'key_not_found'],
      ['a token of AuthKit', { iss: 'https://acme.authkit.app' }, {}, 'issuer_unknown'],
    ],
  },
  fusionauth: {
    audience: FUSION,
    tokens: [
      [
        'a user',
        {},
        { ...facts, clientId: FUSION },
        { subject: 'ann', clientId: FUSION, roles: ['admin'], tenant: TENANT },
      ],
      ['another application', {}, { audience: 'other' }, 'audience_mismatch (aud)'],
      ['the issuer with a slash', { iss: 'https://login.acme.dev/' }, {}, 'issuer_unknown'],
    ],
  },
};

function toTestPreset(name: string): TestPreset {
  if (isTestPreset(name)) return name;
  throw new Error(`There is no shape "${name}"`);
}

test('every preset but the three with tests of their own has fixtures here', () => {
  const own = ['okta', 'auth0', 'cognito'];
  expect(Object.keys(FIXTURES).toSorted()).toEqual(
    PRESETS.map(({ name }) => name)
      .filter((name) => !own.includes(name))
      .toSorted(),
  );
});

describe.each(Object.entries(FIXTURES))('%s', (name, { audience, tokens }) => {
  test.each(tokens.map((fixture) => [fixture[0], fixture] as const))('%s', async (_what, fixture) => {
    const [, claims, options, expected, setting] = fixture;
    const preset = toTestPreset(name);
    const provider = createProvider(preset);
    await provider.mint();
    const seen = await present(preset, provider, await provider.mint(claims, options), { audience, ...setting });
    if (typeof expected === 'string') expect(seen).toBe(expected);
    else expect(seen).toMatchObject(expected);
  });
});
