import { createTestIssuer, isTestPreset } from '@sallyport/core/testing';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';

const clock = (): number => 1_800_000_000_000;
const V1 = 'https://sts.windows.net/5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11/';
const statusOf = async (issuer: ReturnType<typeof createTestIssuer>, url: string): Promise<number> =>
  (await issuer.fetch(new Request(url))).status;

describe('keys at an address of their own', () => {
  test.each([
    ['google', 'https://www.googleapis.com/oauth2/v3/certs'],
    ['entra-v1', 'https://login.microsoftonline.com/5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11/discovery/keys'],
    ['workos', 'https://api.workos.com/sso/jwks/client_acme'],
  ] as const)('%s publishes them at %s, and its metadata says so', async (preset, jwksUri) => {
    const issuer = createTestIssuer({ preset, clock });
    expect(issuer.urls.jwks).toBe(jwksUri);
    expect(await (await issuer.fetchPort(jwksUri, {})).json()).toMatchObject({ keys: [{ use: 'sig' }] });
    const metadata = await issuer.fetchPort(issuer.urls.metadata, {});
    expect(await metadata.json()).toMatchObject({ issuer: issuer.issuer, jwks_uri: jwksUri });
  });

  test('are not answered at that path on the host of the issuer', async () => {
    const issuer = createTestIssuer({ preset: 'entra-v1', clock });
    expect(issuer.answers(`${V1}discovery/keys`)).toBe(false);
    expect(issuer.answers('https://login.microsoftonline.com/common/discovery/keys')).toBe(false);
    expect(await statusOf(issuer, 'https://login.microsoftonline.com/x/discovery/keys')).toBe(404);
  });

  test('stay on the host of an issuer on loopback, which serves all of it', () => {
    const issuer = createTestIssuer({ preset: 'google-iap', issuer: 'http://127.0.0.1:8788', clock });
    expect(issuer.urls.jwks).toBe('http://127.0.0.1:8788/iap/verify/public_key-jwk');
  });

  test('are where the test says in place of the preset', () => {
    const jwksUri = 'https://acme.b2clogin.com/acme/other/discovery/v2.0/keys';
    const issuer = createTestIssuer({ preset: 'entra-b2c', jwksUri, clock });
    expect(issuer.urls.jwks).toBe(jwksUri);
    expect(issuer.answers(jwksUri)).toBe(true);
  });
});

test('the tenant of an Entra token is that of its issuer', async () => {
  const tenant = '00000000-7b1d-4c7e-9d53-2b8f0a6e4c11';
  const issuer = createTestIssuer({
    preset: 'entra',
    issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
    clock,
  });
  expect(decodeJwt(await issuer.mint())).toMatchObject({ tid: tenant, ver: '2.0' });
});

test('only presets that have a shape are test presets', () => {
  expect(['okta', 'cognito', 'cognito-id', 'clerk-oauth', 'entra-v1', 'fusionauth'].every(isTestPreset)).toBe(true);
  expect(['entra-v2', '__proto__', 'toString', ''].some(isTestPreset)).toBe(false);
});
