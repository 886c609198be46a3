/**
 * Security practice for OAuth, as far as it binds who receives a token.
 */
import { createLocalApiGateway } from '@sallyport/local-api-gateway';
import { expect } from 'vitest';
import type { Standard } from './standard.ts';
import { createStage, ISSUER, outcome, ROUTES } from './support-http.ts';
import { everyRefusal } from './support-refusals.ts';

const IDENTITY = { 'X-User-Id': 'subject', 'X-User-Roles': 'roles' } as const;

export const standard: Standard = {
  name: 'RFC 9700, best current practice for OAuth 2.0 security',
  requirements: [
    {
      section: '2.3',
      level: 'MUST',
      demands:
        'for every request it is checked that the token is meant for this resource; a token for another is refused',
      test: async () => {
        const stage = createStage();
        const good = await stage.bearer({}, { scopes: ['read:orders'] });
        const foreign = await stage.bearer({ aud: 'https://other.test' }, { scopes: ['read:orders'] });
        for (let turn = 0; turn < 3; turn += 1) {
          for (const front of [stage.gateway, stage.middleware]) {
            expect((await front('/orders/1', { headers: good })).status).toBe(200);
            expect((await front('/orders/1', { headers: foreign })).status).toBe(401);
          }
          expect(outcome(await stage.authorize('GET /me', foreign))).toBe('audience_mismatch');
          expect(await stage.lambda(good.Authorization)).toHaveProperty('policyDocument');
          expect(await stage.lambda(foreign.Authorization)).toBe('Unauthorized');
        }
      },
    },
    {
      section: '2.3',
      level: 'MUST',
      demands:
        'for every request it is checked that the token is good for this action on this resource; no rule, no access',
      test: async () => {
        const stage = createStage({ sections: { routes: { ...ROUTES, 'GET /files/:id': { scopes: ['files'] } } } });
        const headers = await stage.bearer({}, { scopes: ['files', 'read:orders'] });
        const ask = async (request: string) => outcome(await stage.authorize(request, headers));
        expect([await ask('GET /files/1'), await ask('HEAD /files/1')]).toEqual(['allow', 'allow']);
        for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
          expect(await ask(`${method} /files/1`)).toBe('route_unmatched');
        }
        for (const path of ['/files', '/files/1/2', '/', '/nowhere']) {
          expect([path, await ask(`GET ${path}`)]).toEqual([path, 'route_unmatched']);
        }
        expect(await ask('POST /orders')).toBe('scope_insufficient');
      },
    },
    {
      section: '2.3',
      level: 'MUST',
      demands: 'a cached answer of API Gateway refuses every other action on every other resource too',
      test: async () => {
        const stage = createStage();
        const integration = () => ({ status: 200, body: 'served' });
        const gateway = createLocalApiGateway({
          ...{ apiId: 'abcdef1234', region: 'eu-west-1', accountId: '123456789012', stage: 'prod' },
          authorizers: { edge: { type: 'TOKEN', handler: stage.lambdaHandler(), resultTtlSeconds: 300 } },
          routes: [{ method: 'ANY', path: '/{proxy+}', authorizer: 'edge', integration }],
          clock: stage.clock.now,
        });
        const { Authorization } = await stage.bearer({}, { subject: 'ann', scopes: ['read:orders'] });
        const statuses = { 'GET /orders/1': 200, 'GET /users/ann': 200, 'POST /orders': 403, 'GET /admin/x': 403 };
        const rest = { 'GET /users/bob': 403, 'GET /closed/x': 403, 'GET /nowhere': 403, 'DELETE /orders/1': 403 };
        const seen: Record<string, number> = {};
        let invoked = 0;
        for (const request of Object.keys({ ...statuses, ...rest })) {
          const [method = '', path = ''] = request.split(' ');
          const answer = await gateway.invoke({ method, path, headers: { authorization: Authorization } });
          seen[request] = answer.status;
          if (answer.authorizerInvoked) invoked += 1;
        }
        expect(seen).toEqual({ ...statuses, ...rest });
        expect(invoked).toBe(1);
      },
    },
    {
      section: '2.2.1',
      level: 'choice',
      demands: 'a sender-constrained token is refused as a plain bearer token, whatever its confirmation says',
      test: async () => {
        const stage = createStage();
        const ask = async (cnf: unknown) => outcome(await stage.authorize('GET /me', await stage.bearer({ cnf })));
        for (const cnf of [{ jkt: 'x' }, { 'x5t#S256': 'x' }, { jwk: {} }, { kid: 'x' }, {}, 'text', [], 1, null]) {
          expect([cnf, (await ask(cnf)) === 'allow']).toEqual([cnf, false]);
        }
        expect(await ask({ jkt: 'x' })).toBe('binding_required');
        expect(await ask(undefined)).toBe('allow');
      },
    },
    {
      section: '4.3.2',
      level: 'MUST',
      demands:
        'a token is not read from a URL unless a policy says so under an unsafe name, and goes to no origin in one',
      test: async () => {
        const token = await createStage().issuer.mint();
        for (const name of ['access_token', 'token', 'authorization', 'jwt', 'bearer']) {
          expect(outcome(await createStage().authorize(`GET /me?${name}=${token}`))).toBe('token_missing');
        }
        const query = { unsafeQueryToken: { name: 'access_token', why: 'a player that cannot set headers' } };
        const stage = createStage({ entry: { tokenFrom: [query] } });
        const own = await stage.issuer.mint();
        expect((await stage.gateway(`/me?a=1&access_token=${own}&b=2`)).status).toBe(200);
        expect(stage.sent[0]?.url).toBe('https://api.acme.dev/me?a=1&b=2');
        expect(JSON.stringify(stage.logged)).not.toContain(own.slice(0, 20));
      },
    },
    {
      section: '4.9.3',
      level: 'SHOULD',
      demands: 'no token, and no part of one, is written to a log or an answer',
      test: async () => {
        const { refusals, stage } = await everyRefusal();
        const told = refusals.map(({ response, body }) => JSON.stringify([...response.headers, body]));
        const everything = [JSON.stringify(stage.logged), ...told].join('\n');
        expect(stage.logged.length).toBeGreaterThanOrEqual(refusals.length);
        expect(everything).toContain('decisionId');
        const pieces = refusals.flatMap(({ secret }) => secret.split(/[., ]/)).filter((piece) => piece.length > 7);
        expect(pieces.length).toBeGreaterThan(80);
        for (const piece of pieces) {
          expect(everything).not.toContain(piece);
          expect(everything).not.toContain(piece.slice(-16));
        }
      },
    },
    {
      section: '4.13',
      level: 'MUST',
      demands: 'identity headers of the gate that a client sends are dropped on every route, in any spelling',
      test: async () => {
        const stage = createStage({ sections: { worker: { identityHeaders: IDENTITY } } });
        const spoofed = { 'x-user-id': 'root', X_User_Id: 'root', 'X-USER_ID': 'root', 'x.user.roles': 'root' };
        const { Authorization } = await stage.bearer({}, { subject: 'ann' });
        for (const path of ['/health', '/feed', '/me']) {
          const headers = path === '/me' ? { ...spoofed, Authorization } : spoofed;
          expect((await stage.gateway(path, { headers })).status).toBe(200);
          const onward = [...(stage.sent.at(-1)?.headers ?? [])];
          expect(onward.filter(([, value]) => value.includes('root'))).toEqual([]);
          const user = onward.filter(([name]) => name.includes('user'));
          expect([path, user]).toEqual([path, path === '/me' ? [['x-user-id', 'ann']] : []]);
        }
      },
    },
    {
      section: '2.6',
      level: 'SHOULD',
      demands: 'keys and origins over https alone: a policy with another address does not load',
      test: () => {
        const open =
          (entry: object, worker = {}) =>
          () =>
            createStage({ entry, sections: { worker } });
        expect(open({ issuer: 'http://tokens.acme.dev' })).toThrow(/https/);
        expect(open({ jwksUri: 'http://tokens.acme.dev/keys' })).toThrow(/https/);
        expect(open({}, { origins: 'http://origin.acme.dev' })).toThrow(/https/);
        expect(
          open({ issuer: ISSUER, jwksUri: `${ISSUER}/keys` }, { origins: 'https://origin.acme.dev' }),
        ).not.toThrow();
      },
    },
  ],
  inapplicable: [
    {
      section: '2.2.1',
      demands: 'tokens are bound to their sender by DPoP or mutual TLS',
      why: 'binding is not in this version; a bound token is refused (see its row)',
    },
    {
      section: '4.15',
      demands: 'clients cannot choose an identifier that is taken for the subject of a user',
      why: 'a duty of the authorization server; how the two are told apart here is a row of RFC 9068',
    },
    {
      section: '2.1',
      demands: 'redirect URIs, PKCE, grants and refresh tokens',
      why: 'duties of clients and authorization servers',
    },
  ],
};
