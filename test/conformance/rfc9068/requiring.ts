/**
 * The header and the claims that a JWT access token has to have.
 */
import { PolicyError } from '@sallyport/core';
import { createTestIssuer } from '@sallyport/core/testing';
import { expect } from 'vitest';
import type { Requirement } from '../standard.ts';
import { AUDIENCE, createStage, ISSUER, outcome, START } from '../support-http.ts';

/** The claims of section 2.2, of which `iss`, `exp` and `aud` need no setting. */
const REQUIRED = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'] as const;

/** An issuer held to the letter. */
export const STRICT = {
  tokenTypes: ['at+jwt'],
  requiredClaims: ['sub', 'client_id', 'iat', 'jti'],
} as const;

const NOT_ACCESS_TOKENS: readonly unknown[] = [
  ...['JWT', 'jwt', 'id+jwt', 'logout+jwt', 'dpop+jwt', 'secevent+jwt', 'at', 'at+jwt+x', 'application/jwt', ''],
  ...[
    'at+jwt ',
    ' at+jwt',
    'at+jwt; v=1',
    'application/application/at+jwt',
    'text/at+jwt',
    'application_/at+jwt',
    'abcdefghijk/at+jwt',
    'ａt+jwt',
    'at\u0000+jwt',
  ],
  ...[undefined, null, 1, true, ['at+jwt'], { typ: 'at+jwt' }],
];

/** Section 2, from the side of who receives. */
export const requiring: readonly Requirement[] = [
  {
    section: '4',
    level: 'MUST',
    demands: 'typ is at+jwt or application/at+jwt; any other value, and none, is rejected',
    test: async () => {
      const stage = createStage({ entry: STRICT });
      const ask = async (typ: unknown) =>
        outcome(await stage.authorize('GET /me', await stage.bearer({}, { header: { typ } })));
      expect([await ask('at+jwt'), await ask('application/at+jwt')]).toEqual(['allow', 'allow']);
      for (const typ of NOT_ACCESS_TOKENS) expect([typ, await ask(typ)]).toEqual([typ, await ask('JWT')]);
      expect(await ask('JWT')).toBe('type_not_allowed');
    },
  },
  {
    section: '4',
    level: 'choice',
    demands: 'typ compares without case, as media types do',
    test: async () => {
      const stage = createStage({ entry: STRICT });
      for (const typ of ['AT+JWT', 'At+Jwt', 'Application/AT+jwt', 'APPLICATION/AT+JWT']) {
        expect(outcome(await stage.authorize('GET /me', await stage.bearer({}, { header: { typ } })))).toBe('allow');
      }
    },
  },
  {
    section: '4',
    level: 'choice',
    demands: 'an issuer without tokenTypes may also send JWT or none, as most do; never the type of another token',
    test: async () => {
      const stage = createStage();
      const ask = async (typ: unknown) =>
        outcome(await stage.authorize('GET /me', await stage.bearer({}, { header: { typ } })));
      for (const typ of ['at+jwt', 'JWT', undefined]) expect(await ask(typ)).toBe('allow');
      for (const typ of ['id+jwt', 'logout+jwt', 'dpop+jwt', 'secevent+jwt', '']) {
        expect([typ, await ask(typ)]).toEqual([typ, 'type_not_allowed']);
      }
    },
  },
  {
    section: '2.1',
    level: 'MUST',
    demands: 'RS256 is supported, by default too',
    test: async () => {
      const stage = createStage({ entry: STRICT });
      const headers = await stage.bearer({}, { algorithm: 'RS256' });
      expect(outcome(await stage.authorize('GET /me', headers))).toBe('allow');
    },
  },
  {
    section: '2.1',
    level: 'MUST',
    demands: 'none is never accepted, and no policy can accept it',
    test: async () => {
      const stage = createStage({ entry: STRICT });
      const { Authorization } = await stage.bearer();
      const [, payload = '', signature = ''] = Authorization.split('.');
      for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
        const header = btoa(JSON.stringify({ typ: 'at+jwt', alg })).replaceAll('=', '');
        for (const end of ['', signature]) {
          const decision = await stage.authorize('GET /me', { Authorization: `Bearer ${header}.${payload}.${end}` });
          expect(['algorithm_not_allowed', 'token_malformed']).toContain(outcome(decision));
        }
        expect(() => createStage({ entry: { algorithms: [alg] } })).toThrow(PolicyError);
      }
      expect(outcome(await stage.authorize('GET /me', { Authorization }))).toBe('allow');
    },
  },
  {
    section: '2.2',
    level: 'MUST',
    demands: 'iss, exp, aud, sub, client_id, iat and jti are required: without any of them the token is rejected',
    test: async () => {
      const stage = createStage({ entry: STRICT });
      expect(outcome(await stage.authorize('GET /me', await stage.bearer()))).toBe('allow');
      for (const claim of REQUIRED) {
        const decision = await stage.authorize('GET /me', await stage.bearer({ [claim]: undefined }));
        expect([claim, outcome(decision)]).toEqual([claim, 'claim_missing']);
      }
    },
  },
  {
    section: '2.2',
    level: 'choice',
    demands: 'a required claim of the wrong type is no better than a missing one',
    test: async () => {
      const stage = createStage({ entry: STRICT });
      const wrong: Readonly<Record<(typeof REQUIRED)[number], readonly unknown[]>> = {
        iss: [[ISSUER], { iss: ISSUER }, null, 1],
        exp: [String(START + 600), [START + 600], true, {}],
        aud: [{ aud: AUDIENCE }, [[AUDIENCE]], [AUDIENCE, 1], 1, true],
        sub: [1, ['user-1'], {}, '', true],
        client_id: [1, ['test-client'], {}, '', true],
        iat: [String(START), [START], true, {}],
        jti: [1, ['id'], {}, '', true],
      };
      for (const [claim, values] of Object.entries(wrong)) {
        for (const value of values) {
          const decision = await stage.authorize('GET /me', await stage.bearer({ [claim]: value }));
          expect([claim, value, outcome(decision)]).toEqual([claim, value, 'claim_malformed']);
        }
        const nothing = await stage.authorize('GET /me', await stage.bearer({ [claim]: null }));
        expect(['claim_malformed', 'claim_missing']).toContain(outcome(nothing));
      }
    },
  },
  {
    section: '2.2.3',
    level: 'SHOULD',
    demands: 'scope is a list with single spaces between; a scope counts whole, never by its beginning',
    test: async () => {
      const stage = createStage({ entry: STRICT });
      const ask = async (scope: unknown) =>
        outcome(await stage.authorize('GET /orders/1', await stage.bearer({ scope })));
      for (const scope of ['read:orders', 'a read:orders', 'read:orders b', 'a read:orders b']) {
        expect(await ask(scope)).toBe('allow');
      }
      for (const scope of ['read', 'read:orders2', 'Read:orders', 'a\tread:orders', 'read:orders,a', 1, {}]) {
        expect([scope, await ask(scope)]).toEqual([scope, 'scope_insufficient']);
      }
    },
  },
  {
    section: '2.2.3.1',
    level: 'SHOULD',
    demands: 'groups, roles and entitlements are lists of their own, and a policy can demand each',
    test: async () => {
      const routes = { '/r': { roles: ['x'] }, '/g': { groups: ['x'] }, '/e': { permissions: ['x'] } };
      const entry = { ...STRICT, claimMappings: { permissions: 'entitlements' } };
      const stage = createStage({ entry, sections: { routes } });
      const claims = { '/r': 'roles', '/g': 'groups', '/e': 'entitlements' } as const;
      for (const [path, claim] of Object.entries(claims)) {
        for (const held of Object.values(claims)) {
          const decision = await stage.authorize(`GET ${path}`, await stage.bearer({ [held]: ['x', 'y'] }));
          expect([path, held, decision.effect]).toEqual([path, held, held === claim ? 'allow' : 'deny']);
        }
      }
    },
  },
  {
    section: '2.1',
    level: 'SHOULD',
    demands: 'keys are asymmetric: a token signed with HMAC under the public key is rejected',
    test: async () => {
      const stage = createStage({ entry: STRICT });
      const signer = createTestIssuer({ issuer: ISSUER, audience: AUDIENCE, clock: stage.clock.now });
      const header = { typ: 'at+jwt', alg: 'HS256', kid: 'any' };
      const [, payload = ''] = (await signer.mint()).split('.');
      const text = `${btoa(JSON.stringify(header)).replaceAll('=', '')}.${payload}`;
      const secret = new TextEncoder().encode(JSON.stringify((await stage.issuer.jwks()).keys[0]));
      const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
      const signature = Buffer.from(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text)));
      const headers = { Authorization: `Bearer ${text}.${signature.toString('base64url')}` };
      expect(outcome(await stage.authorize('GET /me', headers))).toBe('algorithm_not_allowed');
    },
  },
];
