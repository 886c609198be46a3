/**
 * Section 11, and the statuses that belong to it.
 */
import { type IssuerEntry, PolicyError } from '@sallyport/core';
import { expect } from 'vitest';
import type { Requirement } from '../standard.ts';
import { parseBearerChallenge, parseChallenge } from '../support-challenge.ts';
import { createStage, outcome } from '../support-http.ts';
import { everyRefusal } from '../support-refusals.ts';

/** Authentication. */
export const authenticating: readonly Requirement[] = [
  {
    section: '11.1',
    level: 'MUST',
    demands: 'the scheme of credentials compares without case',
    test: async () => {
      const stage = createStage();
      const token = await stage.issuer.mint();
      for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR']) {
        expect(outcome(await stage.authorize('GET /me', { Authorization: `${scheme} ${token}` }))).toBe('allow');
      }
      for (const scheme of ['Bearers', 'Beare', 'Bearer:', 'Token', 'DPoP', 'Basic', 'Bearer-']) {
        const decision = await stage.authorize('GET /me', { Authorization: `${scheme} ${token}` });
        expect([scheme, outcome(decision)]).toEqual([scheme, 'scheme_unsupported']);
      }
    },
  },
  {
    section: '11.4',
    level: 'MUST',
    demands: 'between scheme and token stand spaces, one or more, and nothing else',
    test: async () => {
      const stage = createStage();
      const token = await stage.issuer.mint();
      const ask = async (value: string) => outcome(await stage.authorize('GET /me', { Authorization: value }));
      for (const spaces of [' ', '  ', '          ']) expect(await ask(`Bearer${spaces}${token}`)).toBe('allow');
      for (const between of ['', '\t', ' \t', '\t ', '\u00a0', '=', ',', ' "', '/']) {
        expect([between, await ask(`Bearer${between}${token}`)]).not.toEqual([between, 'allow']);
      }
      expect(await ask('Bearer')).toBe('credential_malformed');
    },
  },
  {
    section: '11.4',
    level: 'MUST',
    demands: 'a server that gets no usable credentials for a protected resource answers 401 with a challenge',
    test: async () => {
      const stage = createStage();
      const bad = await stage.bearer({}, { expiresInSeconds: -60 });
      for (const headers of [{}, { Authorization: 'Basic dTpw' }, { Authorization: '' }, bad]) {
        for (const front of [stage.gateway, stage.middleware]) {
          const answer = await front('/me', { headers });
          expect([answer.status, answer.headers.has('WWW-Authenticate')]).toEqual([401, true]);
        }
      }
    },
  },
  {
    section: '11.2',
    level: 'MUST',
    demands: 'every parameter of a challenge stands once',
    test: async () => {
      const { refusals } = await everyRefusal();
      let read = 0;
      for (const { response } of refusals) {
        const value = response.headers.get('WWW-Authenticate');
        if (value === null) continue;
        expect(parseChallenge(value).scheme).toBe('Bearer');
        read += 1;
      }
      expect(read).toBeGreaterThan(25);
    },
  },
  {
    section: '11.5',
    level: 'MUST',
    demands: 'realm is a quoted string, and the same for everything that one policy guards',
    test: async () => {
      const { refusals } = await everyRefusal();
      const values = refusals.flatMap(({ response }) => response.headers.get('WWW-Authenticate') ?? []);
      expect(values.every((value) => /[ ,]realm="[^"\\]+"(,|$)/.test(value))).toBe(true);
      expect(new Set(values.map((value) => parseBearerChallenge(value).get('realm'))).size).toBe(1);
    },
  },
  {
    section: '15.5.2',
    level: 'MUST',
    demands: 'no way to be answered 401 lacks a challenge',
    test: async () => {
      const { refusals } = await everyRefusal();
      const unauthorized = refusals.filter(({ response }) => response.status === 401);
      expect(unauthorized.length).toBeGreaterThan(22);
      for (const { response } of unauthorized) parseBearerChallenge(response.headers.get('WWW-Authenticate'));
    },
  },
  {
    section: '15.5.4',
    level: 'SHOULD',
    demands:
      'credentials that are good and do not suffice are 403, never 401; only another sign-in is asked for by 401',
    test: async () => {
      const { refusals } = await everyRefusal();
      const lacking = refusals.filter(({ reason }) =>
        /_missing$|_insufficient$|_unmet$|_not_accepted$|step_up/.test(reason),
      );
      const statuses = lacking.map(({ reason, response }) => [reason, response.status]);
      expect(Object.fromEntries(statuses)).toEqual({
        ...{ token_missing: 401, claim_missing: 401, step_up_required: 401 },
        ...{ scope_insufficient: 403, permission_missing: 403, role_missing: 403, group_missing: 403 },
        ...{ claim_unmet: 403, issuer_not_accepted: 403, client_not_accepted: 403 },
      });
    },
  },
  {
    section: '11.6.2',
    level: 'MUST',
    demands: 'Authorization is forwarded as it came, or not at all: never changed, and never one that was not verified',
    test: async () => {
      const basic = { Authorization: 'Basic  dTpw' };
      for (const forwardToken of [true, false]) {
        const stage = createStage({ sections: { worker: { forwardToken } } });
        const odd = (await stage.bearer()).Authorization.replace('Bearer ', 'bEARER   ');
        expect((await stage.gateway('/me', { headers: { Authorization: odd } })).status).toBe(200);
        expect((await stage.gateway('/health', { headers: basic })).status).toBe(200);
        const onward = stage.sent.map((request) => request.headers.get('Authorization'));
        expect(onward).toEqual([forwardToken ? odd : null, basic.Authorization]);
      }
      const cookies = { tokenFrom: ['authorization', { cookie: 'token' }] } as const;
      const stage = createStage({ entry: cookies, sections: { worker: { forwardToken: true } } });
      const Cookie = `token=${await stage.issuer.mint()}; other=1`;
      const { Authorization } = await stage.bearer();
      expect((await stage.gateway('/me', { headers: { Authorization, Cookie } })).status).toBe(200);
      expect(stage.sent[0]?.headers.get('Authorization')).toBe(Authorization);
      expect(stage.sent[0]?.headers.get('Cookie')).toBe('other=1');
    },
  },
  {
    section: '11.7.2',
    level: 'MUST',
    demands: 'Proxy-Authorization is no credential of this resource and goes no further',
    test: async () => {
      const stage = createStage();
      const { Authorization } = await stage.bearer();
      const headers = { 'Proxy-Authorization': Authorization };
      expect((await stage.gateway('/me', { headers })).status).toBe(401);
      expect((await stage.gateway('/me', { headers: { ...headers, Authorization } })).status).toBe(200);
      expect((await stage.gateway('/health', { headers })).status).toBe(200);
      expect(stage.sent.map((request) => request.headers.has('Proxy-Authorization'))).toEqual([false, false]);
    },
  },
  {
    section: '4.2.4',
    level: 'SHOULD',
    demands: 'a user name or password in an address of the policy is an error',
    test: () => {
      const at = (entry: Partial<IssuerEntry>) => () => createStage({ entry });
      for (const user of ['user:password@', 'user@', ':password@', '@']) {
        expect(at({ issuer: `https://${user}tokens.acme.dev` })).toThrow(PolicyError);
        expect(at({ jwksUri: `https://${user}tokens.acme.dev/keys` })).toThrow(PolicyError);
      }
      expect(at({ issuer: 'https://tokens.acme.dev', jwksUri: 'https://tokens.acme.dev/keys' })).not.toThrow();
    },
  },
];
