import { createLocalApiGateway, LocalApiGatewayConfigError, type RestRequestEvent } from '@sallyport/local-api-gateway';
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { API, answerFor, STAGE_ARN, summaryOf } from './fixture.ts';
import { BEARER, createRestRequestProbe } from './kinds.ts';

const allow = (): unknown => answerFor('Allow');

describe('the event of a REST REQUEST authorizer', () => {
  test('has the documented members, names as sent, last and all values', async () => {
    const { gateway, calls } = createRestRequestProbe(allow, {}, { stageVariables: { colour: 'blue' } });
    const response = await gateway.invoke({
      method: 'GET',
      path: '/orders/4%2F2?a=1&a=%32&B=&b=x%20y',
      headers: { ...BEARER, 'X-Many': ['one', 'two'], 'user-agent': 'curl/8' },
      sourceIp: '192.0.2.7',
    });
    expect(response.status).toBe(200);
    const { requestContext, ...event } = calls[0] ?? {};
    expect(event).toEqual({
      type: 'REQUEST',
      methodArn: `${STAGE_ARN}/GET/orders/4%2F2`,
      resource: '/orders/{id}',
      path: '/orders/4%2F2',
      httpMethod: 'GET',
      headers: { Authorization: 'Bearer abc', 'X-Many': 'two', 'user-agent': 'curl/8' },
      multiValueHeaders: { Authorization: ['Bearer abc'], 'X-Many': ['one', 'two'], 'user-agent': ['curl/8'] },
      queryStringParameters: { a: '2', B: '', b: 'x y' },
      multiValueQueryStringParameters: { a: ['1', '2'], B: [''], b: ['x y'] },
      pathParameters: { id: '4%2F2' },
      stageVariables: { colour: 'blue' },
    });
    expect(requestContext).toEqual({
      accountId: API.accountId,
      apiId: API.apiId,
      domainName: 'abcdef1234.execute-api.eu-west-1.amazonaws.com',
      domainPrefix: API.apiId,
      extendedRequestId: expect.any(String),
      httpMethod: 'GET',
      identity: expect.objectContaining({ sourceIp: '192.0.2.7', userAgent: 'curl/8', apiKey: null, clientCert: null }),
      path: '/prod/orders/4%2F2',
      protocol: 'HTTP/1.1',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      requestTime: '04/Mar/2026:05:06:07 +0000',
      requestTimeEpoch: 1_772_600_767_250,
      resourceId: expect.stringMatching(/^[0-9a-f]{6}$/),
      resourcePath: '/orders/{id}',
      stage: 'prod',
    });
  });

  test('has empty maps, not null, where the request has nothing, and no identitySource', async () => {
    const { gateway, calls } = createRestRequestProbe(allow, { identitySources: [], resultTtlSeconds: 0 });
    await gateway.invoke({ method: 'GET', path: '/' });
    expect(calls[0]).toMatchObject({
      headers: {},
      multiValueHeaders: {},
      queryStringParameters: {},
      multiValueQueryStringParameters: {},
      pathParameters: {},
      stageVariables: {},
      requestContext: { identity: { userAgent: null } },
    });
    expect(calls[0]).not.toHaveProperty('identitySource');
    expect(calls[0]).not.toHaveProperty('version');
    expect(calls[0]?.methodArn).toBe(`${STAGE_ARN}/GET/`);
  });

  test('is what @types/aws-lambda says, but for lists that are read-only', () => {
    type Members = keyof Omit<APIGatewayRequestAuthorizerEvent, never>;
    expectTypeOf<Members>().toEqualTypeOf<keyof RestRequestEvent>();
    expectTypeOf<keyof RestRequestEvent['requestContext']['identity']>().toExtend<
      keyof APIGatewayRequestAuthorizerEvent['requestContext']['identity']
    >();
  });

  test('two spellings of one header are one header', async () => {
    const { gateway, calls } = createRestRequestProbe(allow);
    await gateway.invoke({ method: 'GET', path: '/orders', headers: { ...BEARER, 'X-A': '1', 'x-a': '2' } });
    expect(calls[0]?.multiValueHeaders).toEqual({ Authorization: ['Bearer abc'], 'X-A': ['1', '2'] });
  });
});

describe('identity sources', () => {
  const SOURCES = [
    'method.request.header.X-Tenant',
    'method.request.querystring.key',
    'stageVariables.colour',
    'context.httpMethod',
  ];
  const probe = () => createRestRequestProbe(allow, { identitySources: SOURCES }, { stageVariables: { colour: 'b' } });

  test.each([
    ['a header is missing', '/orders?key=1', {}],
    ['a header is empty', '/orders?key=1', { 'X-Tenant': '' }],
    ['a parameter is missing', '/orders', { 'X-Tenant': 'a' }],
    ['a parameter is empty', '/orders?key=', { 'X-Tenant': 'a' }],
    ['a parameter is spelled otherwise', '/orders?Key=1', { 'X-Tenant': 'a' }],
    ['the last value of several is empty', '/orders?key=1&key=', { 'X-Tenant': 'a' }],
  ])('401 without an invocation when %s, the others being there', async (_, path, headers) => {
    const { gateway, calls, told } = probe();
    const response = await gateway.invoke({ method: 'GET', path, headers });
    expect(summaryOf(response)).toEqual({
      status: 401,
      body: '{"message":"Unauthorized"}',
      errorType: 'UnauthorizedException',
      type: 'UNAUTHORIZED',
    });
    expect(calls).toEqual([]);
    expect(told).toMatchObject([{ type: 'unauthorized', cause: 'identitySourceMissing' }]);
  });

  test('all of them together are the cache key; what is not among them is not', async () => {
    const { gateway } = probe();
    const send = async (method: string, path: string, tenant: string): Promise<boolean> => {
      const response = await gateway.invoke({ method, path, headers: { 'x-tenant': tenant, 'x-other': path } });
      expect(response.status).toBe(200);
      return response.cached;
    };
    expect(await send('GET', '/orders?key=1', 'a')).toBe(false);
    expect(await send('GET', '/orders/9?key=1&more=2', 'a')).toBe(true);
    expect(await send('POST', '/orders?key=1', 'a')).toBe(false);
    expect(await send('GET', '/orders?key=1', 'b')).toBe(false);
    expect(await send('GET', '/orders?key=2', 'a')).toBe(false);
  });

  test('no value can be moved from one source into the next', async () => {
    const { gateway } = createRestRequestProbe(allow, {
      identitySources: ['method.request.header.A', 'method.request.header.B'],
    });
    const send = async (a: string, b: string): Promise<boolean> =>
      (await gateway.invoke({ method: 'GET', path: '/orders', headers: { A: a, B: b } })).cached;
    expect(await send('x', 'y,z')).toBe(false);
    expect(await send('x,y', 'z')).toBe(false);
    expect(await send('x","y', 'z')).toBe(false);
    expect(await send('x', 'y,z')).toBe(true);
  });

  test('with context.path and context.httpMethod each route has its own result', async () => {
    const { gateway, calls } = createRestRequestProbe(
      ({ methodArn }) => answerFor('Allow', methodArn.split('/prod/')[1] ?? ''),
      {
        identitySources: ['method.request.header.Authorization', 'context.path', 'context.httpMethod'],
      },
    );
    for (const path of ['/orders', '/orders/1', '/orders', '/orders/1']) {
      expect((await gateway.invoke({ method: 'GET', path, headers: BEARER })).status).toBe(200);
    }
    expect(calls.map((event) => event.path)).toEqual(['/orders', '/orders/1']);
    expect(calls[0]?.requestContext.path).toBe('/prod/orders');
  });

  test('none and TTL 0: the authorizer is asked without a token, every time', async () => {
    const { gateway, calls } = createRestRequestProbe(
      ({ headers }) => (headers.Authorization === undefined ? answerFor('Deny') : answerFor('Allow')),
      { identitySources: [], resultTtlSeconds: 0 },
    );
    expect((await gateway.invoke({ method: 'GET', path: '/orders' })).status).toBe(403);
    expect((await gateway.invoke({ method: 'GET', path: '/orders', headers: BEARER })).status).toBe(200);
    expect((await gateway.invoke({ method: 'GET', path: '/orders', headers: BEARER })).cached).toBe(false);
    expect(calls).toHaveLength(3);
  });
});

describe('a REST REQUEST authorizer that could not be deployed', () => {
  const handler = allow;
  test.each([
    ['a TTL without an identity source', { identitySources: [], resultTtlSeconds: 300 }],
    ['no list of identity sources', { identitySources: undefined }],
    ['a source in the notation of HTTP APIs', { identitySources: ['$request.header.Authorization'] }],
    ['a path parameter as source', { identitySources: ['method.request.path.id'] }],
    ['a source without a name', { identitySources: ['method.request.header.'] }],
    ['a header that is none', { identitySources: ['method.request.header.a b'] }],
    ['a context variable that REST APIs lack', { identitySources: ['context.routeKey'] }],
    ['the same source twice', { identitySources: ['stageVariables.a', 'stageVariables.a'] }],
    ['a validation expression', { validationExpression: '.*' }],
    ['another type', { type: 'JWT' }],
  ])('%s', (_, changes: Readonly<Record<string, unknown>>) => {
    const edge = { type: 'REQUEST', identitySources: ['stageVariables.a'], resultTtlSeconds: 1, handler, ...changes };
    const create: (options: never) => unknown = createLocalApiGateway;
    const options: unknown = { ...API, authorizers: { edge }, routes: [] };
    expect(() => Reflect.apply(create, undefined, [options])).toThrow(LocalApiGatewayConfigError);
  });

  test('an eleventh authorizer', () => {
    const edge = { type: 'REQUEST', identitySources: ['stageVariables.a'], resultTtlSeconds: 1, handler } as const;
    const named = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, edge]));
    expect(() => createLocalApiGateway({ ...API, authorizers: named(10), routes: [] })).not.toThrow();
    expect(() => createLocalApiGateway({ ...API, authorizers: named(11), routes: [] })).toThrow(/at most 10/);
  });
});

test('neither a header nor a query value that the handler repeats reaches an event', async () => {
  const { gateway, told } = createRestRequestProbe(({ headers, queryStringParameters }) => {
    throw new Error(`no ${headers.Cookie} and ${queryStringParameters.session} and ${headers.Authorization}`);
  });
  const headers = { Authorization: 'Bearer tokentoken1', Cookie: 'sid=cookievalue9' };
  await gateway.invoke({ method: 'GET', path: '/orders?session=queryvalue8', headers });
  const text = JSON.stringify(told);
  for (const part of ['tokentok', 'cookieva', 'queryval']) expect(text).not.toContain(part);
  expect(told).toMatchObject([{ errorMessage: 'no [masked] and [masked] and Bearer [masked]' }]);
});
