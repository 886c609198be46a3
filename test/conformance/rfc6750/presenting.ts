/**
 * Where a token may stand in a request.
 */
import { expect } from 'vitest';
import type { Requirement } from '../standard.ts';
import { parseBearerChallenge } from '../support-challenge.ts';
import { createStage, outcome } from '../support-http.ts';

const QUERY = { unsafeQueryToken: { name: 'access_token', why: 'a player that cannot set headers' } } as const;

/** Section 2. */
export const presenting: readonly Requirement[] = [
  {
    section: '2.1',
    level: 'MUST',
    demands: 'a token in the Authorization header is supported, at both gates',
    test: async () => {
      const stage = createStage();
      const headers = await stage.bearer({}, { scopes: ['read:orders'] });
      expect(outcome(await stage.authorize('GET /orders/1', headers))).toBe('allow');
      expect((await stage.gateway('/orders/1', { headers })).status).toBe(200);
      expect((await stage.middleware('/orders/1', { headers })).status).toBe(200);
      expect(await stage.lambda(headers.Authorization)).toHaveProperty('principalId');
    },
  },
  {
    section: '2.1',
    level: 'MUST',
    demands: 'the whole alphabet of b64token is a token, and nothing outside it is',
    test: async () => {
      const stage = createStage();
      const ask = async (value: string) => outcome(await stage.authorize('GET /me', { Authorization: value }));
      expect(await ask('Bearer ABCXYZabcxyz0189-._~+/==')).not.toBe('credential_malformed');
      for (const character of '!"#$%&\'()*:;<>?@[]\\^`{|} \t') {
        expect([character, await ask(`Bearer abc${character}def`)]).toEqual([character, 'credential_malformed']);
      }
      for (const value of ['Bearer', 'Bearer =', 'Bearer a=b', 'Bearer "a"', 'Bearer\u00a0a']) {
        expect(['credential_malformed', 'scheme_unsupported']).toContain(await ask(value));
      }
    },
  },
  {
    section: '2',
    level: 'MUST',
    demands: 'two credentials in one request are invalid_request, never one of them',
    test: async () => {
      const stage = createStage();
      const { Authorization } = await stage.bearer();
      expect((await stage.gateway('/me', { headers: { Authorization } })).status).toBe(200);
      for (const value of [
        `${Authorization}, ${Authorization}`,
        `${Authorization},Bearer other`,
        `Basic dTpw, ${Authorization}`,
      ]) {
        const answer = await stage.gateway('/me', { headers: { Authorization: value } });
        const challenge = parseBearerChallenge(answer.headers.get('WWW-Authenticate'));
        expect([answer.status, challenge.get('error')]).toEqual([400, 'invalid_request']);
      }
      expect(stage.sent).toHaveLength(1);
    },
  },
  {
    section: '2',
    level: 'choice',
    demands: 'of a header and a cookie that the policy both reads, the first listed is the credential, good or bad',
    test: async () => {
      const stage = createStage({ entry: { tokenFrom: ['authorization', { cookie: 'token' }] } });
      const good = await stage.issuer.mint();
      const ask = async (header: string, cookie: string) =>
        outcome(await stage.authorize('GET /me', { Authorization: header, Cookie: cookie }));
      expect(await ask(`Bearer ${good}`, 'token=bad')).toBe('allow');
      expect(await ask('Bearer bad', `token=${good}`)).toBe('token_opaque');
      expect(outcome(await stage.authorize('GET /me', { Cookie: `token=${good}` }))).toBe('allow');
      const twice = { Cookie: `token=${good}; token=${good}` };
      expect(outcome(await stage.authorize('GET /me', twice))).toBe('credential_ambiguous');
    },
  },
  {
    section: '2.2',
    level: 'choice',
    demands: 'a token in a form body is no credential, and the body reaches a handler unread',
    test: async () => {
      const stage = createStage({ sections: { routes: { '/open': 'optional', '/me': 'authenticated' } } });
      const body = `access_token=${await stage.issuer.mint()}`;
      const init = { method: 'POST', body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } };
      expect((await stage.gateway('/me', init)).status).toBe(401);
      expect((await stage.gateway('/open', init)).status).toBe(200);
      expect(await stage.sent[0]?.text()).toBe(body);
    },
  },
  {
    section: '2.3',
    level: 'SHOULD',
    demands: 'a token in the query is no credential',
    test: async () => {
      const stage = createStage();
      const token = await stage.issuer.mint();
      expect(outcome(await stage.authorize(`GET /me?access_token=${token}`))).toBe('token_missing');
      expect((await stage.gateway(`/me?access_token=${token}`)).status).toBe(401);
    },
  },
  {
    section: '2.3',
    level: 'SHOULD',
    demands: 'where a policy does read the query, the answer is private whatever its lifetime',
    test: async () => {
      for (const given of [null, 'max-age=60', 'must-revalidate']) {
        const headers: HeadersInit = given === null ? {} : { 'Cache-Control': given };
        const respond = (): Response => new Response('own', { headers });
        const stage = createStage({ entry: { tokenFrom: ['authorization', QUERY] }, respond });
        const answer = await stage.gateway(`/me?access_token=${await stage.issuer.mint()}`);
        expect(answer.status).toBe(200);
        expect(answer.headers.get('Cache-Control')).toMatch(/(^|, )private(,|$)/);
        expect(stage.sent[0]?.url).not.toContain('access_token');
      }
    },
  },
];
