/**
 * Under a result TTL an answer is a function of policy and token alone: whichever request came first, every other gets
 * over the kept document what a fresh decision gives it.
 */
import type { ApiGatewayEntry, PolicyDocument } from '@sallyport/core';
import { createWebPorts } from '@sallyport/core';
import { createRehearsal, type Rehearsal } from '@sallyport/core/rehearse';
import { type AuthorizerAnswer, httpApiAuthorizer, requestAuthorizer, tokenAuthorizer } from '@sallyport/lambda';
import { describe, expect, test } from 'vitest';
import { toTarget } from '../../../packages/lambda/src/target.ts';
import { createEvaluator } from '../iam/evaluator.ts';
import { AUDIENCE, BASE, createSetting, ISSUER, START, toHttpEvent, toPolicy, toRestEvent } from './setting.ts';

const ROUTES: PolicyDocument['routes'] = {
  'GET /health': 'public',
  'GET /orders/:id': { scopes: ['read:orders'] },
  'POST /orders': { scopes: ['write:orders'] },
  '/users/:user/*': { claims: { sub: { param: 'user' } } },
  '/v1/*': 'authenticated',
  '/v1/admin/*': { roles: ['admin'] },
  'GET /closed': 'deny',
};

const REQUESTS = [
  'GET/health',
  'GET/orders/1',
  'HEAD/orders/2/',
  'GET/orders/1/x',
  'GET/orders/*',
  'GET/orders/?*',
  'GET/orders/a:b',
  'POST/orders',
  'DELETE/orders',
  'PUT/users/auth0%7Cabc/x',
  'GET/users/auth0|abc',
  'GET/users/u2',
  'GET/users/',
  'GET/v1',
  'GET/v1/x/y',
  'GET/v1/admin',
  'GET/v1/admin/',
  'GET/v1/ADMIN',
  'GET/v1/%61dmin',
  'GET/v1//admin',
  'GET/v1/x/../admin',
  'GET/v1/x;y',
  'GET/v1/a%2Fb',
  'GET/v1/%zz',
  'GET/v1/caf\u00e9',
  'GET/closed',
  'GET/nowhere',
  'GET/',
  'PROPFIND/v1/x',
  '/v1/x',
  `GET/v1/${'a'.repeat(2000)}`,
];

/** Fresh decisions on a supposed token with the same claims. */
function createFresh(
  policy: PolicyDocument,
  token: { scopes: readonly string[]; claims: object },
): (request: string) => Promise<boolean> {
  const rehearsal: Rehearsal = createRehearsal(policy, createWebPorts({ clock: () => START * 1000 }));
  return async (request) => {
    const [method = '', ...path] = request.split('/');
    const asked = {
      method,
      url: toTarget(path.join('/')),
      headers: new Headers(),
      lookAlikes: 'ignore',
      credentials: 'always',
    } as const;
    const supposed = { issuer: 'main', scopes: token.scopes, claims: { ...token.claims } };
    return (await rehearsal.rehearse(asked, supposed)).effect === 'allow';
  };
}

const KINDS = {
  'rest-token': {
    make: tokenAuthorizer,
    toEvent: (request: string, authorization: string) => ({
      type: 'TOKEN',
      methodArn: `${BASE}/${request}`,
      authorizationToken: authorization,
    }),
  },
  'rest-request': {
    make: requestAuthorizer,
    toEvent: (request: string, Authorization: string) => toRestEvent(request, { Authorization, 'X-Other': request }),
  },
  'http-iam': {
    make: httpApiAuthorizer,
    toEvent: (request: string, authorization: string) => toHttpEvent(request, { authorization, 'x-other': 'y' }),
  },
} as const;

const TOKENS = [
  { scopes: ['read:orders'], claims: { sub: 'auth0|abc' } },
  { scopes: ['write:orders'], claims: { sub: 'u2', roles: ['admin'] } },
];

const toSetting = (kind: keyof typeof KINDS, entry: ApiGatewayEntry = {}) => {
  const policy = toPolicy({ kind, resultTtlSeconds: 300, ...entry }, { routes: ROUTES });
  const { handler, mint } = createSetting(KINDS[kind].make, policy, {});
  const answer = async (request: string, token: string): Promise<AuthorizerAnswer> => {
    const found = await handler(KINDS[kind].toEvent(request, `Bearer ${token}`), {});
    if (!('policyDocument' in found)) throw new Error('no document');
    return found;
  };
  return { policy, mint, answer };
};

/** Lists without the two requests of the test below. */
const withoutOwn = (_key: string, value: unknown): unknown =>
  Array.isArray(value) ? value.filter((item) => !/\/GET\/orders\/(?:1|2\/items)$/.test(String(item))) : value;

describe.each(['rest-token', 'rest-request', 'http-iam'] as const)('a kept answer of %s', (kind) => {
  test.each(TOKENS)('for %j is right for every request, whichever came first', async ({ scopes, claims }) => {
    const { policy, mint, answer } = toSetting(kind);
    const token = await mint(scopes, claims);
    const fresh = createFresh(policy, { scopes, claims });
    const decided = await Promise.all(REQUESTS.map(fresh));
    expect(new Set(decided)).toEqual(new Set([true, false]));
    const first = JSON.stringify(await answer('GET/health', token));
    for (const request of REQUESTS) {
      const kept = await answer(request, token);
      expect(JSON.stringify(kept), `first ${request}`).toBe(first);
    }
    const evaluate = createEvaluator(JSON.parse(first).policyDocument);
    const overKept = REQUESTS.map((request) => evaluate(`${BASE}/${request}`, START) === 'allow');
    // A decoded spelling of a literal claim or an escape may be refused where a fresh decision allows; never more.
    const differing = REQUESTS.filter((_, at) => overKept[at] !== decided[at]);
    for (const request of differing) expect(decided[REQUESTS.indexOf(request)], request).toBe(true);
    expect(differing.filter((request) => !/[*?%|\u0080-\uffff]/.test(request))).toEqual([]);
  });

  test('that is not exact holds the own ARN of the request that asked, and nothing else of it', async () => {
    const routes = { 'GET /orders/:id': 'authenticated', 'GET /orders/:id/items': 'authenticated' } as const;
    const policy = toPolicy({ kind, resultTtlSeconds: 300 }, { routes });
    const { handler, mint } = createSetting(KINDS[kind].make, policy, {});
    const token = await mint();
    const answers = await Promise.all(
      ['GET/orders/1', 'GET/orders/2/items'].map((request) =>
        handler(KINDS[kind].toEvent(request, `Bearer ${token}`), {}),
      ),
    );
    const [one, other] = answers.map((answer) => JSON.parse(JSON.stringify(answer, withoutOwn)));
    expect(answers[0]).not.toEqual(answers[1]);
    expect(one).toEqual(other);
  });
});

describe('a key that holds more than the token', () => {
  test('changes nothing: the document of a REQUEST authorizer keyed by path and method is right for every path', async () => {
    const { mint, answer } = toSetting('rest-request', {
      identitySources: ['method.request.header.Authorization', 'context.path', 'context.httpMethod'],
    });
    const token = await mint(['read:orders']);
    const texts = await Promise.all(REQUESTS.map(async (request) => JSON.stringify(await answer(request, token))));
    expect(new Set(texts).size).toBe(1);
  });
});

test('the policies here are those of the issuer that mints', () => {
  expect(toPolicy({}).issuers).toEqual({ main: { issuer: ISSUER, audience: AUDIENCE } });
});
