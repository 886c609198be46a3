import type { Principal } from '@sallyport/core';
import type { MintOptions, TestPreset } from '@sallyport/core/testing';
import { expect, test } from 'vitest';
import { createProvider, present } from './preset-tokens.ts';

// What presets decide beside the four fixtures of each.
const TENANT = '5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11';
const OTHER_TENANT = '00000000-7b1d-4c7e-9d53-2b8f0a6e4c11';
const API = '1c6bd0a4-93a5-4f0a-8a3e-6f3b2d1e5c70';
const FUSION = 'c1f0a2d4-0b7e-4d55-9f0b-7e1f5a2c9d10';

type Row = readonly [
  preset: TestPreset,
  what: string,
  audience: string,
  claims: Record<string, unknown>,
  expected: string | Partial<Principal>,
  options?: MintOptions,
];

const ROWS: readonly Row[] = [
  [
    'entra',
    'an issuer with a slash',
    API,
    { iss: `https://login.microsoftonline.com/${TENANT}/v2.0/` },
    'issuer_unknown',
  ],
  [
    'entra',
    'another tenant',
    API,
    { iss: `https://login.microsoftonline.com/${OTHER_TENANT}/v2.0`, tid: OTHER_TENANT },
    'issuer_unknown',
  ],
  ['entra', 'a token without "oid"', API, { oid: undefined, sub: 'pairwise' }, { subject: 'pairwise' }],
  ['entra-v1', 'a token that says it is of version 2.0', 'api://orders', { ver: '2.0' }, 'type_not_allowed (ver)'],
  [
    'keycloak',
    'a token bound to a key of the client',
    'orders-api',
    { typ: 'DPoP', cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } },
    'binding_required (cnf)',
  ],
  [
    'keycloak',
    'a token with the type of RFC 9068',
    'orders-api',
    {},
    { clientId: 'app' },
    { header: { typ: 'at+jwt' }, clientId: 'app' },
  ],
  ['firebase', 'a token without a subject', 'acme-shop', { sub: undefined }, 'claim_missing (sub)'],
  [
    'cloudflare-access',
    'a service without a name',
    '32eafc7626e974616deaf0dc3ce63d7bcbed58a2731e84d06bc3cdf1b53c4228',
    { common_name: undefined },
    'claim_malformed (sub)',
    { kind: 'client' },
  ],
  [
    'clerk',
    'a session token of version 1',
    'https://app.acme.dev',
    { v: undefined, sts: undefined, org_id: 'org_1', org_role: 'org:admin' },
    { tenant: 'org_1', roles: ['org:admin'], permissions: ['org:a:read'] },
    { permissions: ['org:a:read'] },
  ],
  [
    'clerk-oauth',
    'a token for no resource, by its client',
    'client_1',
    { aud: undefined },
    { subject: 'ann', clientId: 'client_1', tenant: null },
    { subject: 'ann', clientId: 'client_1' },
  ],
  [
    'clerk-oauth',
    'a token for the resource of another API, by its client',
    'client_1',
    { aud: 'https://mcp.acme.dev' },
    'audience_mismatch (aud)',
    { clientId: 'client_1' },
  ],
  [
    'clerk-oauth',
    'scopes in a list, and two resources',
    'https://api.test',
    { aud: ['https://mcp.acme.dev', 'https://api.test'], scp: ['profile', 'email'] },
    { scopes: ['profile', 'email'] },
    { header: { typ: 'application/at+jwt' } },
  ],
  [
    'clerk-oauth',
    'a token without a type',
    'https://api.test',
    {},
    'type_not_allowed (typ)',
    { header: { typ: undefined } },
  ],
  [
    'cognito-id',
    'a token of the type of access tokens',
    'app',
    {},
    'type_not_allowed (typ)',
    { header: { typ: 'at+jwt' } },
  ],
  ['cognito-id', 'a token without an audience', 'app', { aud: undefined, client_id: 'app' }, 'claim_missing (aud)'],
  [
    'kubernetes',
    'flat claims, as legacy secrets have',
    'https://api.test',
    { 'kubernetes.io': undefined },
    'claim_missing (/kubernetes.io/namespace)',
  ],
  ['fusionauth', 'an ID token of the code flow', FUSION, { c_hash: 'rQ4xJ0b1nYw2' }, 'type_not_allowed (c_hash)'],
  [
    'fusionauth',
    'a user without a registration',
    FUSION,
    { applicationId: undefined },
    { subject: 'ann', clientId: null },
    { subject: 'ann' },
  ],
];

test.each(ROWS.map((row) => [row[0], row[1], row] as const))('%s: %s', async (preset, _what, row) => {
  const [, , audience, claims, expected, options] = row;
  const provider = createProvider(preset);
  const seen = await present(preset, provider, await provider.mint(claims, options), { audience });
  if (typeof expected === 'string') expect(seen).toBe(expected);
  else expect(seen).toMatchObject(expected);
});
