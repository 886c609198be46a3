import type { PolicyDocument } from '@sallyport/core';
import { createTestClock, createTestIssuer } from '@sallyport/core/testing';
import { tokenAuthorizer } from '@sallyport/lambda';
import { createLocalApiGateway, type LocalApiGatewayOptions, type LocalResponse } from '@sallyport/local-api-gateway';
import { describe, expect, test } from 'vitest';

const ISSUER = 'https://tokens.acme.dev';
const AUDIENCE = 'https://api.acme.dev';
const START = 1_900_000_000;
const TTL = 300;

const POLICY: PolicyDocument = {
  issuers: { main: { issuer: ISSUER, audience: AUDIENCE } },
  routes: {
    'GET /health': 'public',
    'GET /orders/:id': { scopes: ['read:orders'] },
    'POST /orders': { scopes: ['write:orders'] },
    '/users/:user/*': { claims: { sub: { param: 'user' } } },
    '/v1/*': 'authenticated',
    '/v1/admin/*': { roles: ['admin'] },
  },
  log: { decisions: 'off' },
};

function setUp(options: Partial<LocalApiGatewayOptions> = {}, policy = POLICY) {
  const clock = createTestClock(START);
  const issuer = createTestIssuer({ issuer: ISSUER, audience: AUDIENCE, clock: clock.now });
  const ports = { fetch: issuer.fetchPort, clock: clock.now, sleep: clock.sleep };
  const authorizer = tokenAuthorizer(policy, { env: {}, ports });
  const answers: string[] = [];
  const handler = async (event: unknown, context: unknown): Promise<unknown> => {
    const answer = await authorizer(event, context);
    answers.push(JSON.stringify(answer));
    return answer;
  };
  const integration = () => ({ status: 200, body: 'served' });
  const gateway = createLocalApiGateway({
    apiId: 'abcdef1234',
    region: 'eu-west-1',
    accountId: '123456789012',
    stage: 'prod',
    authorizers: { edge: { type: 'TOKEN', handler, resultTtlSeconds: policy.apiGateway?.resultTtlSeconds ?? TTL } },
    routes: [
      { method: 'GET', path: '/health', integration },
      { method: 'ANY', path: '/', authorizer: 'edge', integration },
      { method: 'ANY', path: '/{proxy+}', authorizer: 'edge', integration },
    ],
    clock: clock.now,
    ...options,
  });
  const send = (token: string | null, request: string): Promise<LocalResponse> => {
    const [method = '', path = ''] = request.split(' ');
    return gateway.invoke({ method, path, headers: token === null ? {} : { authorization: token } });
  };
  const bearer = async (scopes: readonly string[], claims: Readonly<Record<string, unknown>> = {}): Promise<string> =>
    `Bearer ${await issuer.mint({ sub: 'auth0|abc', ...claims }, { scopes })}`;
  return { clock, issuer, gateway, answers, send, bearer };
}

describe.each(['raw', 'decodedOnce'] as const)(
  'behind a local API Gateway whose ARN holds the path %s',
  (methodArnPath) => {
    test('one cached answer is right for every route of its token', async () => {
      const { send, bearer } = setUp({ methodArnPath });
      const token = await bearer(['read:orders']);
      const statuses = {
        'GET /nowhere': 403,
        'GET /orders/1': 200,
        'HEAD /orders/2': 200,
        'GET /orders/1/items': 403,
        'POST /orders': 403,
        'GET /users/auth0%7Cabc': 200,
        'DELETE /users/auth0%7Cabc/x': 200,
        'GET /users/u2': 403,
        'GET /v1': 200,
        'GET /v1/x/y': 200,
        'GET /v1/admin': 403,
        'GET /v1/admin/': 403,
        'GET /v1/%61dmin': 403,
        'GET /v1//admin': 403,
        'GET /v1/x;/../admin': 403,
        'GET /v1/%2e%2e/v1/admin': 403,
        'GET /v1/x%2F..%2Fadmin': 403,
        'GET /v1/%2561dmin': 403,
        'GET /v1/%zz': 403,
      };
      const seen: Record<string, number> = {};
      let invoked = 0;
      for (const request of Object.keys(statuses)) {
        const response = await send(token, request);
        seen[request] = response.status;
        if (response.authorizerInvoked) invoked += 1;
      }
      expect(seen).toEqual(statuses);
      expect(invoked).toBe(1);
    });

    test('a token that fails is 401 everywhere but where no authorizer stands', async () => {
      const { send, bearer } = setUp({ methodArnPath });
      const expired = await bearer([], { exp: START - 60 });
      expect((await send(null, 'GET /orders/1')).status).toBe(401);
      expect((await send(expired, 'GET /orders/1')).status).toBe(401);
      expect((await send(expired, 'GET /nowhere')).status).toBe(401);
      expect((await send(expired, 'GET /health')).status).toBe(200);
    });
  },
);

describe('behind a local API Gateway', () => {
  test('a cached answer ends with its token, though the cache would keep it', async () => {
    const { send, bearer, clock } = setUp();
    const token = await bearer(['read:orders'], { exp: START + 60 });
    expect((await send(token, 'GET /orders/1')).status).toBe(200);
    clock.advance(89);
    expect(await send(token, 'GET /orders/2')).toMatchObject({ status: 200, cached: true });
    clock.advance(1);
    expect(await send(token, 'GET /orders/2')).toMatchObject({ status: 403, cached: true, effect: 'explicitDeny' });
    clock.advance(TTL);
    expect((await send(token, 'GET /orders/2')).status).toBe(401);
  });

  test('where AWS did not know aws:CurrentTime nothing would be allowed', async () => {
    const { send, bearer } = setUp({ unavailableConditionKeys: ['aws:CurrentTime'] });
    expect((await send(await bearer(['read:orders']), 'GET /orders/1')).status).toBe(403);
  });

  test('an outage of the issuer is 500 and is not kept: the next request is answered', async () => {
    const { send, bearer, issuer, clock } = setUp();
    const token = await bearer(['read:orders']);
    issuer.fail('status500');
    expect(await send(token, 'GET /orders/1')).toMatchObject({ status: 500, authorizerInvoked: true });
    issuer.fail(null);
    clock.advance(60);
    expect(await send(token, 'GET /orders/1')).toMatchObject({ status: 200, authorizerInvoked: true });
  });

  test('an inexact table answers the request that asked, and only what it can prove of the others', async () => {
    const policy: PolicyDocument = {
      ...POLICY,
      routes: { 'GET /orders/:id': 'authenticated', 'GET /orders/:id/items': 'authenticated' },
    };
    const { send, bearer } = setUp({}, policy);
    const token = await bearer([]);
    expect((await send(token, 'GET /orders/1')).status).toBe(200);
    expect((await send(token, 'GET /orders/1/items')).status).toBe(200);
    expect((await send(token, 'GET /orders/1/other')).status).toBe(403);
    expect((await send(token, 'GET /orders/2')).status).toBe(403);
  });

  test.each<[first: string, changes: Partial<PolicyDocument>, plain: string]>([
    ['GET /v1/a%0Ab', {}, 'GET /v1/a'],
    [
      'GET /orders/1/other',
      {
        routes: { 'GET /orders/:id': 'authenticated', 'GET /orders/:id/items': 'authenticated' },
        apiGateway: { resultTtlSeconds: TTL, unknownPaths: 'never' },
      },
      'GET /orders/1',
    ],
  ])(
    'a first request that its patterns would let in wrongly, %s, is 401 and leaves nothing behind',
    async (first, changes, plain) => {
      const { send, bearer, answers } = setUp({ methodArnPath: 'decodedOnce' }, { ...POLICY, ...changes });
      const [one, other] = [await bearer([]), await bearer([])];
      for (let times = 0; times < 2; times += 1) {
        expect(await send(one, first)).toMatchObject({ status: 401, authorizerInvoked: true });
      }
      expect(answers).toEqual([]);
      expect(await send(one, plain)).toMatchObject({ status: 200, authorizerInvoked: true });
      expect(await send(one, plain)).toMatchObject({ status: 200, cached: true });
      expect(await send(other, plain)).toMatchObject({ status: 200, authorizerInvoked: true });
      const documents = answers.map((answer) => JSON.stringify(JSON.parse(answer).policyDocument));
      expect(documents).toHaveLength(2);
      expect(new Set(documents).size).toBe(1);
    },
  );

  test('without a result cache every request is decided by itself', async () => {
    const policy: PolicyDocument = {
      ...POLICY,
      routes: { 'GET /orders/:id': 'authenticated', 'GET /orders/:id/items': 'authenticated' },
      apiGateway: { resultTtlSeconds: 0 },
    };
    const { send, bearer } = setUp({}, policy);
    const token = await bearer([]);
    for (const request of ['GET /orders/1', 'GET /orders/2', 'GET /orders/2/items', 'GET /orders/a%20b']) {
      expect(await send(token, request), request).toMatchObject({ status: 200, authorizerInvoked: true });
    }
    const denied = await send(token, 'GET /orders/1/other');
    expect(denied).toMatchObject({ status: 403, context: { sallyport_reason: 'route_unmatched' } });
  });
});
