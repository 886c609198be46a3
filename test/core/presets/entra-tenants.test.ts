import { createWebPorts } from '@sallyport/core';
import { createTestFetch } from '@sallyport/core/testing';
import { expect, test } from 'vitest';
import { createTestAuthorizer } from '../../support/authorizer.ts';
import { createProvider } from './preset-tokens.ts';

const ONE = '5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11';
const TWO = '00000000-7b1d-4c7e-9d53-2b8f0a6e4c11';
const STRANGER = '99999999-7b1d-4c7e-9d53-2b8f0a6e4c11';
const toIssuer = (tenant: string): string => `https://login.microsoftonline.com/${tenant}/v2.0`;
const toProvider = (tenant: string) =>
  createProvider('entra', {
    issuer: toIssuer(tenant),
    jwksUri: `https://login.microsoftonline.com/${tenant}/discovery/v2.0/keys`,
    audience: 'api',
  });

const providers = { one: toProvider(ONE), two: toProvider(TWO), stranger: toProvider(STRANGER) };
const issuers = { staff: { preset: 'entra', issuer: toIssuer('{tid}'), tenants: [ONE, TWO], audience: 'api' } };
const fetch = createTestFetch(providers.one, providers.two, providers.stranger);
const ports = createWebPorts({ clock: () => 1_800_000_000_000, fetch });
const authorizer = createTestAuthorizer({ issuers, routes: { '/*': 'authenticated' } }, ports);
const ask = (token: string) => {
  const headers = new Headers({ authorization: `Bearer ${token}` });
  return authorizer.authorize({ method: 'GET', url: 'https://api.test/orders', headers });
};

test('a user of each listed tenant is admitted, with the keys of that tenant', async () => {
  for (const [tenant, provider] of [
    [ONE, providers.one],
    [TWO, providers.two],
  ] as const) {
    expect(await ask(await provider.mint())).toMatchObject({ effect: 'allow', principal: { issuer: 'staff', tenant } });
    expect(provider.requests.jwks).toBe(1);
  }
});

test('denies issuer_unknown for a tenant that is not listed, and asks it for nothing', async () => {
  expect(await ask(await providers.stranger.mint())).toMatchObject({ reason: 'issuer_unknown' });
  expect(providers.stranger.requests).toEqual({ metadata: 0, jwks: 0, token: 0 });
});

test('denies tenant_unknown for a token whose tid is not the tenant of its issuer', async () => {
  expect(await ask(await providers.one.mint({ tid: TWO }))).toMatchObject({ reason: 'tenant_unknown' });
  expect(await ask(await providers.one.mint({ tid: undefined }))).toMatchObject({ reason: 'tenant_unknown' });
});

test('denies a token of one tenant that says it is of the other', async () => {
  const forged = await providers.one.mint({ iss: toIssuer(TWO), tid: TWO });
  expect(await ask(forged)).toMatchObject({ reason: 'key_not_found' });
});
