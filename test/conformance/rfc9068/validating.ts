/**
 * Validating a JWT access token: whose it is, for whom, how long, and what a refusal says.
 */
import { PolicyError } from '@sallyport/core';
import { expect } from 'vitest';
import type { Requirement } from '../standard.ts';
import { parseBearerChallenge } from '../support-challenge.ts';
import { AUDIENCE, createOtherIssuer, createStage, ISSUER, outcome, ROUTES, START } from '../support-http.ts';
import { STRICT } from './requiring.ts';

/** Sections 4 and 5. */
export const validating: readonly Requirement[] = [
  {
    section: '4',
    level: 'MUST',
    demands: 'iss equals the issuer exactly; any other is refused before anything is fetched',
    test: async () => {
      const stage = createStage({ entry: STRICT });
      const others = ['/', ':443', '#', '?', '/.', ' ', '\u0000'].map((end) => `${ISSUER}${end}`);
      for (const iss of [...others, ISSUER.toUpperCase(), 'http://tokens.acme.dev', 'tokens.acme.dev', '']) {
        const decision = await stage.authorize('GET /me', await stage.bearer({ iss }));
        expect([iss, outcome(decision)]).toEqual([iss, 'issuer_unknown']);
      }
      expect(stage.fetched).toEqual([]);
      expect(outcome(await stage.authorize('GET /me', await stage.bearer()))).toBe('allow');
    },
  },
  {
    section: '4',
    level: 'MUST',
    demands: 'aud names this resource, alone or among others; a token for any other resource is rejected',
    test: async () => {
      const stage = createStage({ entry: STRICT });
      const ask = async (aud: unknown) => outcome(await stage.authorize('GET /me', await stage.bearer({ aud })));
      for (const aud of [AUDIENCE, [AUDIENCE], ['https://other.test', AUDIENCE]]) expect(await ask(aud)).toBe('allow');
      const near = [
        `${AUDIENCE}/`,
        `${AUDIENCE}/v1`,
        AUDIENCE.slice(0, -1),
        AUDIENCE.toUpperCase(),
        ` ${AUDIENCE}`,
        '*',
      ];
      for (const aud of [...near, '', [], near]) {
        expect([aud, await ask(aud)]).toEqual([aud, 'audience_mismatch']);
      }
    },
  },
  {
    section: '4',
    level: 'MUST',
    demands: 'the signature is validated with the keys of the authorization server alone',
    test: async () => {
      const second = createOtherIssuer('https://second.acme.dev');
      const issuers = {
        main: { issuer: ISSUER, audience: AUDIENCE },
        second: { issuer: second.issuer, audience: AUDIENCE },
      };
      const stage = createStage({ others: [second], sections: { issuers } });
      const ask = async (token: string) =>
        outcome(await stage.authorize('GET /me', { Authorization: `Bearer ${token}` }));
      expect(await ask(await second.mint())).toBe('allow');
      expect(await ask(await second.mint({ iss: ISSUER }))).toBe('key_not_found');
      const kid = (await stage.issuer.jwks()).keys[0]?.kid;
      expect(await ask(await second.mint({ iss: ISSUER }, { header: { kid } }))).toBe('signature_invalid');
      expect(await ask(await stage.issuer.mint({}, { key: 'foreign' }))).toBe('signature_invalid');
      const [header, , signature] = (await stage.issuer.mint()).split('.');
      const [, payload] = (await stage.issuer.mint({ sub: 'root' })).split('.');
      expect(await ask(`${header}.${payload}.${signature}`)).toBe('signature_invalid');
    },
  },
  {
    section: '4',
    level: 'MUST',
    demands: 'a key or an address of a key that the token itself brings is never used',
    test: async () => {
      const stage = createStage({ entry: STRICT });
      const stranger = createOtherIssuer(ISSUER);
      const jwk = (await stranger.jwks()).keys[0];
      const brought = { jwk, jku: 'https://evil.test/keys', x5u: 'https://evil.test/chain', x5c: ['MAA='] };
      const token = await stranger.mint({}, { header: brought });
      const decision = await stage.authorize('GET /me', { Authorization: `Bearer ${token}` });
      expect(outcome(decision)).toBe('key_not_found');
      expect(stage.fetched.length).toBeGreaterThan(0);
      expect(stage.fetched.filter((url) => !url.startsWith(`${ISSUER}/`))).toEqual([]);
      const own = await stage.bearer({}, { header: brought });
      expect(outcome(await stage.authorize('GET /me', own))).toBe('allow');
    },
  },
  {
    section: '4',
    level: 'MUST',
    demands: 'the current time is before exp, to the second',
    test: async () => {
      const stage = createStage({ entry: { ...STRICT, clockToleranceSeconds: 0 } });
      const ask = async (exp: number) => outcome(await stage.authorize('GET /me', await stage.bearer({ exp })));
      expect([await ask(START + 1), await ask(START), await ask(START - 1)]).toEqual([
        ...['allow', 'token_expired', 'token_expired'],
      ]);
    },
  },
  {
    section: '4',
    level: 'choice',
    demands: 'leeway is small: 30 seconds where nothing is said, and never more than a few minutes',
    test: async () => {
      const stage = createStage({ entry: STRICT });
      const ask = async (exp: number) => outcome(await stage.authorize('GET /me', await stage.bearer({ exp })));
      expect([await ask(START - 29), await ask(START - 30)]).toEqual(['allow', 'token_expired']);
      expect(() => createStage({ entry: { clockToleranceSeconds: 300 } })).not.toThrow();
      expect(() => createStage({ entry: { clockToleranceSeconds: 301 } })).toThrow(PolicyError);
    },
  },
  {
    section: '4',
    level: 'MUST',
    demands: 'every failure of these is invalid_token at the Worker gate and Unauthorized at the Lambda gate',
    test: async () => {
      const stage = createStage({ entry: STRICT });
      const failures = [
        await stage.bearer({}, { header: { typ: 'JWT' } }),
        await stage.bearer({ iss: 'https://stranger.test' }),
        await stage.bearer({ aud: 'https://other.test' }),
        await stage.bearer({}, { key: 'foreign' }),
        await stage.bearer({}, { expiresInSeconds: -60 }),
        await stage.bearer({ jti: undefined }),
      ];
      for (const headers of failures) {
        for (const front of [stage.gateway, stage.middleware]) {
          const answer = await front('/me', { headers });
          const challenge = parseBearerChallenge(answer.headers.get('WWW-Authenticate'));
          expect([answer.status, challenge.get('error')]).toEqual([401, 'invalid_token']);
        }
        expect(await stage.lambda(headers.Authorization)).toBe('Unauthorized');
      }
      const { Authorization } = await stage.bearer();
      expect((await stage.gateway('/me', { headers: { Authorization } })).status).toBe(200);
      expect(await stage.lambda(Authorization)).toHaveProperty('policyDocument');
    },
  },
  {
    section: '4',
    level: 'SHOULD',
    demands: 'authorization claims count together with the request: a grant for one resource grants no other',
    test: async () => {
      const stage = createStage({ entry: STRICT });
      const headers = await stage.bearer({}, { subject: 'ann', roles: ['reader'], scopes: ['read:orders'] });
      expect(outcome(await stage.authorize('GET /users/ann/x', headers))).toBe('allow');
      expect(outcome(await stage.authorize('GET /users/bob/x', headers))).toBe('claim_unmet');
      expect(outcome(await stage.authorize('GET /orders/1', headers))).toBe('allow');
      expect(outcome(await stage.authorize('POST /orders', headers))).toBe('scope_insufficient');
      expect(outcome(await stage.authorize('GET /admin/x', headers))).toBe('role_missing');
    },
  },
  {
    section: '5',
    level: 'choice',
    demands: 'a client that is named like a user can be told from that user, and two issuers share no subject',
    test: async () => {
      const second = createOtherIssuer('https://second.acme.dev');
      const mine = { claims: { sub: { param: 'user' } }, issuer: 'main', client: 'web' };
      const issuers = {
        main: { issuer: ISSUER, audience: AUDIENCE },
        second: { issuer: second.issuer, audience: AUDIENCE },
      };
      const routes = { ...ROUTES, '/users/:user/*': mine };
      const stage = createStage({ others: [second], sections: { issuers, routes } });
      const user = await stage.bearer({}, { subject: 'ann', clientId: 'web' });
      const client = await stage.bearer({}, { kind: 'client', clientId: 'ann' });
      const foreign = `Bearer ${await second.mint({}, { subject: 'ann', clientId: 'web' })}`;
      const ask = async (value: string) => outcome(await stage.authorize('GET /users/ann/x', { Authorization: value }));
      expect([await ask(user.Authorization), await ask(client.Authorization), await ask(foreign)]).toEqual([
        ...['allow', 'client_not_accepted', 'issuer_not_accepted'],
      ]);
      const ids = [await stage.lambda(user.Authorization), await stage.lambda(foreign)].map((answer) =>
        typeof answer === 'string' ? answer : answer.principalId,
      );
      expect(ids).toEqual([`${ISSUER}|sub|ann`, 'https://second.acme.dev|sub|ann']);
    },
  },
];
