/**
 * Which status and error stand for what, and the precautions that a resource server owes.
 */
import { REASONS } from '@sallyport/core';
import { expect } from 'vitest';
import type { Requirement } from '../standard.ts';
import { parseBearerChallenge } from '../support-challenge.ts';
import { createStage, outcome, START } from '../support-http.ts';
import { everyRefusal, type Refusal } from '../support-refusals.ts';

const errorOf = ({ response }: Refusal): string | undefined => {
  const value = response.headers.get('WWW-Authenticate');
  return value === null ? undefined : parseBearerChallenge(value).get('error');
};

/** What every refusal with this status and error is called, of those that `everyRefusal` makes. */
async function reasonsOf(status: number, error: string | undefined): Promise<readonly string[]> {
  const { refusals } = await everyRefusal();
  return refusals
    .filter((refusal) => refusal.response.status === status && errorOf(refusal) === error)
    .map(({ reason }) => reason)
    .toSorted();
}

/** Sections 3.1 and 5. */
export const answers: readonly Requirement[] = [
  {
    section: '3.1',
    level: 'SHOULD',
    demands: 'a malformed request is 400 with invalid_request, and nothing else is',
    test: async () => {
      expect(await reasonsOf(400, 'invalid_request')).toEqual(['credential_ambiguous', 'credential_malformed']);
    },
  },
  {
    section: '3.1',
    level: 'SHOULD',
    demands: 'an expired, malformed, foreign or otherwise invalid token is 401 with invalid_token',
    test: async () => {
      const invalid = await reasonsOf(401, 'invalid_token');
      const phases: ReadonlySet<string> = new Set(['decode', 'issuer', 'key', 'signature', 'claims', 'binding']);
      const ofTokens = Object.entries(REASONS).filter(([, { phase }]) => phases.has(phase));
      expect(ofTokens.length).toBeGreaterThan(20);
      expect(invalid).toEqual(ofTokens.map(([reason]) => reason).toSorted());
    },
  },
  {
    section: '3.1',
    level: 'SHOULD',
    demands: 'a token without the scope is 403 with insufficient_scope and the scopes that the route demands',
    test: async () => {
      expect(await reasonsOf(403, 'insufficient_scope')).toEqual(['scope_insufficient']);
      const stage = createStage();
      const init = { method: 'POST', headers: await stage.bearer({}, { scopes: ['read:orders'] }) };
      for (const front of [stage.gateway, stage.middleware]) {
        const answer = await front('/orders', init);
        const challenge = parseBearerChallenge(answer.headers.get('WWW-Authenticate'));
        expect([answer.status, challenge.get('scope')]).toEqual([403, 'read:orders write:orders']);
      }
      const full = { ...init, headers: await stage.bearer({}, { scopes: ['write:orders', 'read:orders'] }) };
      expect((await stage.gateway('/orders', full)).status).toBe(200);
    },
  },
  {
    section: '3.1',
    level: 'SHOULD',
    demands: 'a request without credentials, or with those of another scheme, gets a challenge without an error',
    test: async () => {
      expect(await reasonsOf(401, undefined)).toEqual(['scheme_unsupported', 'token_missing']);
      const { refusals } = await everyRefusal();
      for (const { reason, response } of refusals.filter((refusal) => /^(scheme|token_missing)/.test(refusal.reason))) {
        const challenge = parseBearerChallenge(response.headers.get('WWW-Authenticate'));
        expect([reason, [...challenge.keys()]]).toEqual([reason, ['realm']]);
      }
    },
  },
  {
    section: '3.1',
    level: 'choice',
    demands: 'scope= stands in no challenge but that of insufficient_scope',
    test: async () => {
      const { refusals } = await everyRefusal();
      const withScope = refusals.filter(({ response }) =>
        response.headers.get('WWW-Authenticate')?.includes('scope="'),
      );
      expect(withScope.map(({ reason }) => reason)).toEqual(['scope_insufficient']);
    },
  },
  {
    section: '3.1',
    level: 'choice',
    demands: 'every invalid token is told in the same words: a client learns no more than the error code',
    test: async () => {
      const { refusals } = await everyRefusal();
      const invalid = refusals.filter((refusal) => errorOf(refusal) === 'invalid_token');
      expect(new Set(invalid.map(({ response }) => response.headers.get('WWW-Authenticate'))).size).toBe(1);
      const bodies = invalid.map(({ body }) => ({ ...JSON.parse(body), decisionId: '' }));
      expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    },
  },
  {
    section: '3.1',
    level: 'choice',
    demands: 'a privilege that no scope would give is 403 without a challenge',
    test: async () => {
      expect(await reasonsOf(403, undefined)).toEqual([
        ...['claim_unmet', 'client_not_accepted', 'cross_site_request', 'group_missing', 'issuer_not_accepted'],
        ...['permission_missing', 'role_missing', 'route_denied', 'route_unmatched'],
      ]);
    },
  },
  {
    section: '3.1',
    level: 'choice',
    demands: 'the Lambda gate says Unauthorized where the token fails, and answers a Deny where its scope does',
    test: async () => {
      const stage = createStage();
      for (const value of [null, 'Basic dTpw', 'Bearer a b', 'Bearer opaque']) {
        expect(await stage.lambda(value)).toBe('Unauthorized');
      }
      const expired = await stage.bearer({}, { expiresInSeconds: -60 });
      expect(await stage.lambda(expired.Authorization)).toBe('Unauthorized');
      const { Authorization } = await stage.bearer();
      expect(await stage.lambda(Authorization)).toMatchObject({
        policyDocument: { Statement: expect.arrayContaining([expect.objectContaining({ Effect: 'Deny' })]) },
      });
    },
  },
  {
    section: '5.3',
    level: 'MUST',
    demands: 'a token in a cookie is taken from another site for no method but GET and HEAD',
    test: async () => {
      const stage = createStage({ entry: { tokenFrom: [{ cookie: 'token' }] } });
      const Cookie = `token=${await stage.issuer.mint()}`;
      const ask = async (method: string, headers: Record<string, string> = {}) =>
        outcome(await stage.authorize(`${method} /me`, { Cookie, ...headers }));
      expect([await ask('GET'), await ask('HEAD')]).toEqual(['allow', 'allow']);
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        expect(await ask(method)).toBe('cross_site_request');
        expect(await ask(method, { 'Sec-Fetch-Site': 'same-origin' })).toBe('allow');
        for (const site of ['same-site', 'cross-site', 'none']) {
          expect(await ask(method, { 'Sec-Fetch-Site': site })).toBe('cross_site_request');
        }
        for (const foreign of ['null', 'https://evil.test', 'http://api.acme.dev', 'https://api.acme.dev.evil.test']) {
          expect(await ask(method, { Origin: foreign })).toBe('cross_site_request');
        }
        expect(await ask(method, { Origin: 'https://api.acme.dev' })).toBe('allow');
      }
      expect(await ask('GET', { Upgrade: 'websocket' })).toBe('cross_site_request');
    },
  },
  {
    section: '5.3',
    level: 'SHOULD',
    demands: 'lifetimes can be held to an hour',
    test: async () => {
      const stage = createStage({ entry: { maxLifetimeSeconds: 3600 } });
      const ask = async (exp: number) => outcome(await stage.authorize('GET /me', await stage.bearer({ exp })));
      expect(await ask(START + 3600)).toBe('allow');
      expect(await ask(START + 3601)).toBe('lifetime_too_long');
    },
  },
  {
    section: '5.3',
    level: 'SHOULD',
    demands: 'tokens are scoped: a policy names an audience for every issuer, or why not',
    test: () => {
      const entry = { issuer: 'https://tokens.acme.dev' };
      const open = (issuer: object) => () => createStage({ sections: { issuers: { main: { ...entry, ...issuer } } } });
      expect(open({})).toThrow(/audience/);
      expect(open({ audience: 'https://api.acme.dev' })).not.toThrow();
      expect(open({ unsafeNoAudience: 'a single-purpose issuer' })).not.toThrow();
    },
  },
];
