import { createLocalApiGateway, LocalApiGatewayConfigError, serveLocalApiGateway } from '@sallyport/local-api-gateway';
import { describe, expect, test } from 'vitest';
import { createHttpApiRouter, parseRouteKey } from '../../packages/local-api-gateway/src/resources/http-router.ts';
import { API, answerFor } from './fixture.ts';
import { BEARER, createHttpApiProbe, createRestRequestProbe } from './kinds.ts';

const KEYS = [
  'GET /pets/dog/1',
  'GET /pets/dog/{id}',
  'GET /pets/{proxy+}',
  'ANY /pets/dog/1',
  'ANY /{proxy+}',
  '$default',
];

describe('the routes of an HTTP API', () => {
  test.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1', {}],
    ['POST', '/pets/dog/1', 'ANY /pets/dog/1', {}],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
    ['GET', '/pets/cat/1', 'GET /pets/{proxy+}', { proxy: 'cat/1' }],
    ['POST', '/test/5', 'ANY /{proxy+}', { proxy: 'test/5' }],
    ['GET', '/', '$default', {}],
    ['GET', '//pets/dog/1', 'GET /pets/dog/1', {}],
    ['GET', '/pets/dog/1/', 'GET /pets/{proxy+}', { proxy: 'dog/1/' }],
    ['GET', '/pets/dog/', 'GET /pets/{proxy+}', { proxy: 'dog/' }],
    ['TRACE', '/pets/dog/1', '$default', {}],
  ])('%s %s is served by %s', (method, path, routeKey, pathParameters) => {
    for (const keys of [KEYS, [...KEYS].reverse()]) {
      const match = createHttpApiRouter(keys.map(parseRouteKey))(method, path);
      expect({ routeKey: match?.route.routeKey, pathParameters: match?.pathParameters }).toEqual({
        routeKey,
        pathParameters,
      });
    }
  });

  test('without $default there is no route for the rest', () => {
    const router = createHttpApiRouter([parseRouteKey('GET /a')]);
    expect(router('GET', '/b')).toBeUndefined();
    expect(router('GET', '/a/')).toBeUndefined();
  });

  test.each([['GET'], ['/a'], ['get /a'], ['GET a'], ['$connect'], ['TRACE /a'], ['GET /{a}b']])(
    '%s is no route key',
    (key) => {
      expect(() => createHttpApiRouter([parseRouteKey(key)])).toThrow(LocalApiGatewayConfigError);
    },
  );

  test('$default twice is refused', () => {
    expect(() => createHttpApiRouter(['$default', '$default'].map(parseRouteKey))).toThrow(/twice/);
  });

  test('the route $default keeps the method and path of the request in its ARN', async () => {
    const integration = (): { status: number } => ({ status: 200 });
    const routes = [{ routeKey: '$default', authorizer: 'edge', integration }];
    const { gateway, calls } = createHttpApiProbe(() => ({ isAuthorized: true }), 'simple', {}, { routes });
    await gateway.invoke({ method: 'GET', path: '/any/where', headers: BEARER });
    expect(calls[0]).toMatchObject({ routeKey: '$default', rawPath: '/any/where' });
    expect(calls[0]?.routeArn).toMatch(/\/\$default\/GET\/any\/where$/);
  });
});

describe('an HTTP API that could not be deployed', () => {
  const handler = (): unknown => ({ isAuthorized: true });
  const edge = { payloadFormatVersion: '2.0', response: 'simple', identitySources: [], resultTtlSeconds: 0, handler };
  test.each([
    ['simple responses with payload 1.0', { payloadFormatVersion: '1.0' }],
    ['another payload version', { payloadFormatVersion: '3.0' }],
    ['another form of response', { response: 'jwt' }],
    ['a TTL of 3601 seconds', { resultTtlSeconds: 3601 }],
    ['a timeout of more than 10 s', { timeoutMs: 10_001 }],
    ['a source in the notation of REST APIs', { identitySources: ['method.request.header.Authorization'] }],
    ['a body as source', { identitySources: ['$request.body.a'] }],
    ['an unknown context variable', { identitySources: ['$context.resourcePath'] }],
    ['a validation expression', { validationExpression: '.*' }],
  ])('%s', (_, changes: Readonly<Record<string, unknown>>) => {
    const options: unknown = {
      ...API,
      protocol: 'HTTP',
      authorizers: { edge: { ...edge, ...changes } },
      routes: [],
    };
    expect(() => Reflect.apply(createLocalApiGateway, undefined, [options])).toThrow(LocalApiGatewayConfigError);
  });

  test.each([
    ['gateway responses', { gatewayResponses: {} }],
    ['another protocol', { protocol: 'GRAPHQL' }],
    ['a stage that is none', { stage: '$prod' }],
    [
      'a route to an authorizer that is not there',
      { routes: [{ routeKey: 'GET /a', authorizer: 'x', integration: handler }] },
    ],
  ])('%s', (_, changes: Readonly<Record<string, unknown>>) => {
    const options: unknown = { ...API, protocol: 'HTTP', authorizers: { edge }, routes: [], ...changes };
    expect(() => Reflect.apply(createLocalApiGateway, undefined, [options])).toThrow(LocalApiGatewayConfigError);
  });

  test('a REST API at the stage $default, and that stage in a URL', async () => {
    expect(() => createLocalApiGateway({ ...API, stage: '$default', authorizers: {}, routes: [] })).toThrow(
      /\$default/,
    );
    const { gateway } = createHttpApiProbe(handler);
    await expect(serveLocalApiGateway(gateway, { port: 0, stagePrefix: 'strip' })).rejects.toThrow(/\$default/);
  });
});

describe('what a backend is told', () => {
  const context = { plan: 'gold', count: 2, yes: true, list: [1, { a: null }] };
  const document = { ...answerFor('Allow'), context: { plan: 'gold', count: 2, yes: true } };
  const anywhere = {
    principalId: 'user-1',
    policyDocument: {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' },
    },
  };

  test('REST: text, the principal and the latency', async () => {
    const { gateway, served } = createRestRequestProbe(() => document);
    await gateway.invoke({ method: 'GET', path: '/orders', headers: BEARER });
    expect(served[0]?.requestContext.authorizer).toEqual({
      plan: 'gold',
      count: '2',
      yes: 'true',
      principalId: 'user-1',
      integrationLatency: 0,
    });
  });

  test('HTTP API: the values under lambda, their types kept, the same from the cache', async () => {
    for (const answer of [
      { isAuthorized: true, context },
      { ...anywhere, context },
    ]) {
      const { gateway, served } = createHttpApiProbe(() => answer, 'isAuthorized' in answer ? 'simple' : 'iam');
      for (const path of ['/orders', '/orders/1']) await gateway.invoke({ method: 'GET', path, headers: BEARER });
      expect(served.map((request) => request.requestContext.authorizer)).toEqual([
        { lambda: context },
        { lambda: context },
      ]);
      expect(served[1]?.requestContext.routeKey).toBe('GET /orders/{id}');
    }
  });

  test('HTTP API: an open route has no authorizer, an answer without context an empty one', async () => {
    const { gateway, served } = createHttpApiProbe(() => anywhere, 'iam');
    await gateway.invoke({ method: 'GET', path: '/orders', headers: BEARER });
    expect(served[0]?.requestContext.authorizer).toEqual({ lambda: {} });
    const seen: unknown[] = [];
    const open = createLocalApiGateway({
      ...API,
      protocol: 'HTTP',
      authorizers: {},
      routes: [
        {
          routeKey: 'GET /health',
          integration: ({ requestContext }) => {
            seen.push('authorizer' in requestContext);
            return { status: 204 };
          },
        },
      ],
    });
    expect((await open.invoke({ method: 'GET', path: '/health' })).status).toBe(204);
    expect(seen).toEqual([false]);
  });
});
