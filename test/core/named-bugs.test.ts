/** Bugs of published token servers and guards, each by its name, none of them here. */
import { compilePolicy, createWebPorts, type Decision, type Policy } from '@sallyport/core';
import { checkPolicy } from '@sallyport/core/check';
import { createTestIssuer, mintHmac, type TestIssuerOptions } from '@sallyport/core/testing';
import { describe, expect, test } from 'vitest';
import { createTestAuthorizer } from '../support/authorizer.ts';

const AUDIENCE = 'https://api.acme.dev';
const ISSUER = 'https://tokens.acme.dev';
const policy: Policy = {
  issuers: { main: { issuer: ISSUER, audience: AUDIENCE } },
  routes: { 'GET /health': 'public', 'GET /secure': 'authenticated' },
};

function setUp(options: TestIssuerOptions = {}) {
  const issuer = createTestIssuer({ issuer: ISSUER, audience: AUDIENCE, ...options });
  const authorizer = createTestAuthorizer(policy, createWebPorts({ fetch: issuer.fetchPort }));
  const ask = (headers: HeadersInit = {}): Promise<Decision> =>
    authorizer.authorize({ method: 'GET', url: 'https://api.acme.dev/secure', headers: new Headers(headers) });
  const bearer = (token: string): Promise<Decision> => ask({ authorization: `Bearer ${token}` });
  return { issuer, ask, bearer };
}
const codes = (document: unknown): readonly string[] =>
  checkPolicy(document, { env: {} }).findings.map(({ code, pointer }) => `${code} ${pointer}`);

describe('keys and signatures', () => {
  test('kid-literal: the key is found by the token’s own kid, among several', async () => {
    const { issuer, bearer } = setUp();
    await issuer.mint();
    issuer.rotate();
    expect(await bearer(await issuer.mint())).toMatchObject({ effect: 'allow' });
    expect(await bearer(await issuer.mint({}, { key: 'previous' }))).toMatchObject({ effect: 'allow' });
    expect(await bearer(await issuer.mint({}, { header: { kid: 'tokenHeader.kid' } }))).toMatchObject({
      reason: 'key_not_found',
    });
  });

  test.each(['RS256', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const)(
    'sig-as-utf8: a %s signature is verified as the bytes it is',
    async (algorithm) => {
      const { issuer, bearer } = setUp({ algorithm });
      for (let tokens = 0; tokens < 4; tokens += 1)
        expect(await bearer(await issuer.mint())).toMatchObject({ effect: 'allow' });
    },
  );

  test('alg-none: an unsigned token is refused, with and without its old signature', async () => {
    const { issuer, bearer } = setUp();
    const [, payload, signature] = (await issuer.mint()).split('.');
    for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
      const header = Buffer.from(JSON.stringify({ alg })).toString('base64url');
      expect(await bearer(`${header}.${payload}.`)).toMatchObject({ reason: 'algorithm_not_allowed' });
      expect(await bearer(`${header}.${payload}.${signature}`)).toMatchObject({ reason: 'algorithm_not_allowed' });
    }
  });

  test('hs256-on-rsa: a public key is never taken for a secret', async () => {
    const { issuer, bearer } = setUp({ algorithm: 'RS256' });
    const { keys } = await issuer.jwks();
    for (const key of [JSON.stringify(keys[0]), String(keys[0]?.n), '']) {
      const forged = await mintHmac({ issuer: ISSUER, audience: AUDIENCE, secret: key.padEnd(32, '\0') });
      expect(await bearer(forged)).toMatchObject({ status: 401, reason: 'algorithm_not_allowed' });
    }
  });

  test('jwks-once-per-N: keys are fetched once, not for each of 50 requests', async () => {
    const { issuer, bearer } = setUp();
    const token = await issuer.mint();
    for (let requests = 0; requests < 50; requests += 1) expect(await bearer(token)).toMatchObject({ effect: 'allow' });
    expect(issuer.requests).toMatchObject({ metadata: 1, jwks: 1 });
  });

  test('idp-down-is-not-401: an unreachable issuer is 503, and a held key outlives the outage', async () => {
    const cold = setUp();
    const early = await cold.issuer.mint();
    cold.issuer.fail('network');
    expect(await cold.bearer(early)).toMatchObject({ status: 503 });
    const warm = setUp();
    await warm.bearer(await warm.issuer.mint());
    warm.issuer.fail('network');
    expect(await warm.bearer(await warm.issuer.mint())).toMatchObject({ effect: 'allow' });
  });
});

describe('claims', () => {
  test('aud-substring: an audience that contains ours is not ours', async () => {
    const { issuer, bearer } = setUp();
    for (const aud of [`${AUDIENCE}.evil.test`, `x${AUDIENCE}`, AUDIENCE.slice(0, -1), [`${AUDIENCE}/`]]) {
      expect(await bearer(await issuer.mint({ aud }))).toMatchObject({ reason: 'audience_mismatch' });
    }
  });

  test('aud-undefined: no audience in the policy is an error, and the text "undefined" is no audience', async () => {
    expect(codes({ ...policy, issuers: { main: { issuer: ISSUER } } }).join()).toContain('/issuers/main');
    const { issuer, bearer } = setUp();
    expect(await bearer(await issuer.mint({ aud: 'undefined' }))).toMatchObject({ reason: 'audience_mismatch' });
    expect(await bearer(await issuer.mint({ aud: undefined }))).toMatchObject({ reason: 'claim_missing' });
  });

  test('exp-missing: a token without exp never passes', async () => {
    const { issuer, bearer } = setUp();
    expect(await bearer(await issuer.mint({ exp: undefined }))).toMatchObject({
      reason: 'claim_missing',
      about: 'exp',
    });
  });
});

describe('extraction and answers', () => {
  test('basic-as-bearer: a token under another scheme is not read', async () => {
    const { issuer, ask } = setUp();
    expect(await ask({ authorization: `Basic ${await issuer.mint()}` })).toMatchObject({
      status: 401,
      reason: 'scheme_unsupported',
    });
  });

  test('bearer-midheader: "Bearer" elsewhere than at the start is no scheme', async () => {
    const { issuer, ask } = setUp();
    const token = await issuer.mint();
    for (const value of [`NotBearer ${token}`, `x Bearer ${token}`, `xBearer ${token}`]) {
      expect(await ask({ authorization: value })).toMatchObject({ reason: 'scheme_unsupported' });
    }
  });

  test('lower-case-bearer: the scheme has no case', async () => {
    const { issuer, ask } = setUp();
    for (const scheme of ['bearer', 'BEARER', 'bEaReR']) {
      expect(await ask({ authorization: `${scheme} ${await issuer.mint()}` })).toMatchObject({ effect: 'allow' });
    }
  });

  test('two-authorization-headers: neither is chosen', async () => {
    const { issuer, ask } = setUp();
    const token = await issuer.mint();
    const twice: [string, string][] = [
      ['authorization', `Bearer ${token}`],
      ['authorization', `Bearer ${token}`],
    ];
    expect(await ask(twice)).toMatchObject({ status: 400, reason: 'credential_ambiguous' });
  });

  test('403-for-missing: a missing or bad token is 401 with a challenge', async () => {
    const { ask, bearer } = setUp();
    expect(await ask()).toMatchObject({ status: 401, challenge: 'Bearer realm="api"' });
    expect(await bearer('a.b.c')).toMatchObject({
      status: 401,
      challenge: expect.stringContaining('error="invalid_token"'),
    });
  });
});

describe('policies', () => {
  test('placeholder-issuer: a placeholder left in is an error', () => {
    for (const issuer of [
      'https://{yourOktaDomain}/oauth2/default',
      `https://\${yourOktaDomain}/oauth2/default`,
      'https://<your-tenant>.eu.auth0.com/',
    ]) {
      expect(codes({ ...policy, issuers: { main: { issuer, audience: AUDIENCE } } }).join()).toContain(
        '/issuers/main/issuer',
      );
    }
    expect(
      codes({ ...policy, issuers: { main: { issuer: ISSUER, audience: 'https://api.example.com' } } }).join(),
    ).toContain('/issuers/main/audience');
  });

  test('okta-admin-host: the console’s host is an error with the corrected URL', () => {
    const issuer = 'https://acme-admin.okta.com/oauth2/default';
    const { findings, policy: compiled } = compilePolicy(
      { ...policy, issuers: { main: { preset: 'okta', issuer, audience: 'api://default' } } } as Policy,
      { env: {} },
    );
    expect(compiled).toBeNull();
    expect(findings.map(({ suggestion }) => suggestion).join()).toContain('https://acme.okta.com/oauth2/default');
  });

  test('public-shadows-protected: a public wildcard over protected children is pointed out', () => {
    const found = codes({ ...policy, routes: { '/resource/*': 'public', '/resource/secret': 'authenticated' } });
    expect(found.filter((finding) => finding.includes('/routes/'))).not.toEqual([]);
  });
});
