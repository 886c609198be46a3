/**
 * Test issuers in the shapes of providers, and the requests that a test may make of them.
 */
import { createAuthorizer } from '@sallyport/core';
import { createTestClock, createTestFetch, createTestIssuer, type TestPreset } from '@sallyport/core/testing';
import { type Case, type Json, portable } from '../case.ts';
import { AUD, ISS, NOW, toOutcome, toPorts, toRequest } from '../policies.ts';

const clock = (): number => NOW * 1000;

/** A token of a provider's shape at a policy with its preset, keys discovered. */
async function tryPreset(preset: TestPreset, audience: string): Promise<Json> {
  const issuer = createTestIssuer({ preset, audience, clock });
  const policy = {
    issuers: { main: { preset, issuer: issuer.issuer, audience } },
    routes: { '/*': { scopes: ['read:orders'] } },
  } as const;
  const authorizer = createAuthorizer(policy, toPorts({ fetch: issuer.fetchPort }));
  const token = await issuer.mint({}, { scopes: ['read:orders'], subject: 'ann', groups: ['g'] });
  const decision = await authorizer.authorize(toRequest(token));
  const { principal } = decision;
  return [
    toOutcome(decision),
    principal?.subject ?? null,
    [...(principal?.scopes ?? [])],
    [...(principal?.groups ?? [])],
    issuer.requests.jwks,
  ];
}

export const ISSUER_CASES: readonly Case[] = [
  portable("a token of Okta's shape passes its preset", ['allow', 'ann', ['read:orders'], ['g'], 1], () =>
    tryPreset('okta', 'api://default'),
  ),
  portable("a token of Auth0's shape passes its preset", ['allow', 'ann', ['read:orders'], ['g'], 1], () =>
    tryPreset('auth0', AUD),
  ),
  portable("a token of Cognito's shape passes its preset", ['allow', 'ann', ['read:orders'], ['g'], 1], () =>
    tryPreset('cognito', 'client-1'),
  ),
  portable(
    'the token endpoint grants what a client asks for',
    [
      [200, { expires_in: 900, scope: 'a b', token_type: 'Bearer' }, 'string'],
      [400, { error: 'unsupported_grant_type', error_description: 'Use client_credentials.' }, 'undefined'],
      [401, { error: 'invalid_client', error_description: 'Client authentication failed.' }, 'undefined'],
      [400, { error: 'invalid_request', error_description: 'A parameter is repeated.' }, 'undefined'],
    ],
    async () => {
      const issuer = createTestIssuer({ issuer: ISS, audience: AUD, clock });
      const ask = async (body: string, authorization = `Basic ${btoa('test-client:test-secret')}`): Promise<Json> => {
        const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
        const response = await issuer.fetchPort(issuer.urls.token, { method: 'POST', headers, body });
        const { access_token: token, ...rest } = await response.json();
        return [response.status, rest, typeof token];
      };
      return [
        await ask('grant_type=client_credentials&scope=a+b'),
        await ask('grant_type=password'),
        await ask('grant_type=client_credentials', 'Basic !!!'),
        await ask('grant_type=client_credentials&grant_type=x'),
      ];
    },
  ),
  portable(
    'a test fetch reaches its issuers and nothing else',
    [200, 'TypeError', 302, 'TypeError', 'the reason'],
    async () => {
      const issuer = createTestIssuer({ issuer: ISS, clock });
      const fetch = createTestFetch(issuer);
      const status = (init: RequestInit, url = issuer.urls.jwks): Promise<Json> =>
        fetch(url, init).then(
          (response) => response.status,
          (error: unknown) => (error instanceof Error ? error.name : String(error)),
        );
      const seen = [await status({}), await status({}, 'https://evil.test/')];
      issuer.fail('redirect');
      seen.push(await status({ redirect: 'manual' }));
      issuer.fail('network');
      seen.push(await status({}));
      issuer.fail('hang');
      const aborter = new AbortController();
      const hanging = status({ signal: aborter.signal });
      aborter.abort('the reason');
      seen.push(await hanging);
      return seen;
    },
  ),
  portable('a test clock wakes sleepers in the order in which they are due', ['early', 'late', 1], async () => {
    const testClock = createTestClock(NOW);
    const woken: Json[] = [];
    const late = testClock.sleep(2_000).then(() => woken.push('late'));
    const early = testClock.sleep(1_000).then(() => woken.push('early'));
    void testClock.sleep(9_000);
    testClock.advance(5);
    await Promise.all([late, early]);
    return [...woken, testClock.sleepers()];
  }),
  portable(
    'private keys never leave a test issuer',
    [
      ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
      ['alg', 'e', 'kid', 'kty', 'n', 'use'],
      ['alg', 'crv', 'kid', 'kty', 'use', 'x'],
    ],
    async () => {
      const issuer = createTestIssuer({ issuer: ISS, clock });
      await issuer.mint({}, { algorithm: 'RS256' });
      await issuer.mint({}, { algorithm: 'EdDSA' });
      const { keys } = await issuer.jwks();
      return keys.map((key) => Object.keys(key).toSorted());
    },
  ),
];
