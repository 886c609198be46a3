import type { HttpApiV2Event, LocalResponse } from '@sallyport/local-api-gateway';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { API, answerOf } from './fixture.ts';
import { BEARER, createHttpApiProbe, createHttpApiV1Probe } from './kinds.ts';

const DEFAULT_ARN = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/$default';
const yes = (): unknown => ({ isAuthorized: true });
const invoke = 'execute-api:Invoke';
const documentFor = (effect: string, ...paths: string[]): Record<string, unknown> =>
  answerOf({ Effect: effect, Action: invoke, Resource: paths.map((path) => `${DEFAULT_ARN}/${path}`) });
const get = (path: string): { method: string; path: string; headers: Record<string, string> } => ({
  method: 'GET',
  path,
  headers: BEARER,
});

const said = ({ status, body, headers }: LocalResponse): unknown => [status, body, headers['x-amzn-errortype']];
const FORBIDDEN = [403, '{"message":"Forbidden"}', undefined];
const UNAUTHORIZED = [401, '{"message":"Unauthorized"}', undefined];
const FAILED = [500, '{"message":"Internal Server Error"}', undefined];

describe('the event with payload 2.0', () => {
  test('has the documented members: lower-case joined headers, cookies apart, routeArn, no methodArn', async () => {
    const { gateway, calls } = createHttpApiProbe(yes, 'simple', {}, { stageVariables: { colour: 'blue' } });
    await gateway.invoke({
      method: 'GET',
      path: '/orders/1?a=1&a=2&b=%20',
      headers: { ...BEARER, 'X-Many': ['one', 'two'], Cookie: ['s=1; t=2', 'u=3'], 'User-Agent': 'curl/8' },
      sourceIp: '192.0.2.7',
    });
    expect(calls).toEqual([
      {
        version: '2.0',
        type: 'REQUEST',
        routeArn: `${DEFAULT_ARN}/GET/orders/1`,
        identitySource: ['Bearer abc'],
        routeKey: 'GET /orders/{id}',
        rawPath: '/orders/1',
        rawQueryString: 'a=1&a=2&b=%20',
        cookies: ['s=1', 't=2', 'u=3'],
        headers: { authorization: 'Bearer abc', 'x-many': 'one,two', 'user-agent': 'curl/8' },
        queryStringParameters: { a: '1,2', b: ' ' },
        requestContext: {
          accountId: API.accountId,
          apiId: API.apiId,
          domainName: 'abcdef1234.execute-api.eu-west-1.amazonaws.com',
          domainPrefix: API.apiId,
          http: {
            method: 'GET',
            path: '/orders/1',
            protocol: 'HTTP/1.1',
            sourceIp: '192.0.2.7',
            userAgent: 'curl/8',
          },
          requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          routeKey: 'GET /orders/{id}',
          stage: '$default',
          time: '04/Mar/2026:05:06:07 +0000',
          timeEpoch: 1_772_600_767_250,
        },
        pathParameters: { id: '1' },
        stageVariables: { colour: 'blue' },
      },
    ]);
  });

  test('leaves out maps without members, and shows a named stage in rawPath', async () => {
    const { gateway, calls } = createHttpApiProbe(yes, 'simple', {}, { stage: 'dev' });
    await gateway.invoke(get('/orders'));
    const [event] = calls;
    for (const name of ['cookies', 'queryStringParameters', 'pathParameters', 'stageVariables', 'methodArn']) {
      expect(event).not.toHaveProperty(name);
    }
    expect(event).toMatchObject({
      rawPath: '/dev/orders',
      rawQueryString: '',
      requestContext: { stage: 'dev', http: { path: '/dev/orders', userAgent: '' } },
    });
    expect(event?.routeArn).toBe('arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/dev/GET/orders');
  });

  test('gives the identity sources in an order that nobody can rely on, and null where there are none', async () => {
    const identitySources = ['$request.header.A', '$request.querystring.b'];
    const { gateway, calls } = createHttpApiProbe(yes, 'simple', { identitySources, resultTtlSeconds: 0 });
    for (let index = 0; index < 2; index += 1) {
      await gateway.invoke({ method: 'GET', path: '/orders?b=two', headers: { a: 'one' } });
    }
    const orders = calls.map((event) => event.identitySource?.join());
    expect([...orders].sort()).toEqual(['one,two', 'two,one']);
    const none = createHttpApiProbe(yes, 'simple', { identitySources: [] });
    await none.gateway.invoke(get('/orders'));
    expect(none.calls[0]?.identitySource).toBeNull();
  });

  test('is what @types/aws-lambda says, but for what it wrongly says is always there', () => {
    expectTypeOf<keyof HttpApiV2Event>().toEqualTypeOf<keyof APIGatewayRequestAuthorizerEventV2>();
  });
});

describe('the event with payload 1.0', () => {
  test('is the REST event with version and the identity sources, twice the same text', async () => {
    const { gateway, calls } = createHttpApiV1Probe(() => documentFor('Allow', '*'), { stage: 'dev' }, [
      '$request.header.Authorization',
      '$request.querystring.k',
    ]);
    await gateway.invoke(get('/orders/1?k=v'));
    const arn = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/dev/GET/orders/1';
    expect(calls).toMatchObject([
      {
        version: '1.0',
        type: 'REQUEST',
        methodArn: arn,
        identitySource: 'Bearer abc,v',
        authorizationToken: 'Bearer abc,v',
        resource: '/orders/{id}',
        path: '/dev/orders/1',
        httpMethod: 'GET',
        headers: { Authorization: 'Bearer abc' },
        queryStringParameters: { k: 'v' },
        pathParameters: { id: '1' },
        requestContext: { path: '/dev/orders/1', resourcePath: '/orders/{id}', stage: 'dev', apiId: API.apiId },
      },
    ]);
    expect(calls[0]).not.toHaveProperty('routeArn');
  });

  test('takes an IAM document only', async () => {
    const asks = async (answer: unknown): Promise<unknown> =>
      said(await createHttpApiV1Probe(() => answer).gateway.invoke(get('/orders')));
    expect(await asks(documentFor('Allow', 'GET/orders'))).toEqual([200, '{}', undefined]);
    expect(await asks(documentFor('Deny', '*'))).toEqual(FORBIDDEN);
    expect(await asks({ isAuthorized: true })).toEqual(FAILED);
    expect(await asks({ ...documentFor('Allow', '*'), context: { claims: 'x' } })).toEqual(FAILED);
    expect(await asks({ ...documentFor('Allow', '*'), context: { list: ['x'] } })).toEqual(FAILED);
  });
});

describe('the status map', () => {
  test.each([
    ['true', { isAuthorized: true }, [200, '{}', undefined], true],
    ['true with context', { isAuthorized: true, context: { a: [1, { b: null }] } }, [200, '{}', undefined], true],
    ['false', { isAuthorized: false }, FORBIDDEN, false],
    ['the text "false"', { isAuthorized: 'false' }, FAILED, undefined],
    ['the text "true"', { isAuthorized: 'true' }, FAILED, undefined],
    ['1', { isAuthorized: 1 }, FAILED, undefined],
    ['null', { isAuthorized: null }, FAILED, undefined],
    ['nothing', {}, FAILED, undefined],
    ['no answer', undefined, FAILED, undefined],
    ['a document instead', documentFor('Allow', '*'), FAILED, undefined],
    ['a document beside it', { isAuthorized: true, ...documentFor('Allow', '*') }, FAILED, undefined],
    ['context null', { isAuthorized: true, context: null }, FAILED, undefined],
    ['context as text', { isAuthorized: true, context: 'a' }, FAILED, undefined],
  ])('a simple response with %s', async (_, answer: unknown, expected, isAuthorized) => {
    const response = await createHttpApiProbe(() => answer).gateway.invoke(get('/orders'));
    expect(said(response)).toEqual(expected);
    expect(response.isAuthorized).toBe(isAuthorized);
    expect(response).not.toHaveProperty('gatewayResponse');
    expect(response.headers['apigw-requestid']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each([
    ['an Allow', documentFor('Allow', 'GET/orders'), [200, '{}', undefined]],
    ['an explicit Deny', documentFor('Deny', '*'), FORBIDDEN],
    ['an Allow of something else', documentFor('Allow', 'GET/other'), FORBIDDEN],
    ['a simple response', { isAuthorized: true }, FAILED],
    ['Condition null', answerOf({ Effect: 'Allow', Action: '*', Resource: '*', Condition: null }), FAILED],
    ['Version 2008-10-17', { principalId: 'u', policyDocument: { Version: '2008-10-17', Statement: [] } }, FAILED],
  ])('an IAM answer with %s', async (_, answer: unknown, expected) => {
    expect(said(await createHttpApiProbe(() => answer, 'iam').gateway.invoke(get('/orders')))).toEqual(expected);
  });

  test('401 for exactly Unauthorized, 500 for any other error and for a timeout', async () => {
    const throwing = async (message: string): Promise<unknown> =>
      said(await createHttpApiProbe(() => Promise.reject(new Error(message))).gateway.invoke(get('/orders')));
    expect(await throwing('Unauthorized')).toEqual(UNAUTHORIZED);
    expect(await throwing('unauthorized')).toEqual(FAILED);
    const slow = createHttpApiProbe(() => new Promise(() => {}), 'simple', { timeoutMs: 5 });
    expect(said(await slow.gateway.invoke(get('/orders')))).toEqual(FAILED);
  });

  test('401 without an invocation for a missing identity source, 404 for a missing route', async () => {
    const { gateway, calls } = createHttpApiProbe(yes);
    expect(said(await gateway.invoke({ method: 'GET', path: '/orders' }))).toEqual(UNAUTHORIZED);
    expect(said(await gateway.invoke(get('/nowhere')))).toEqual([404, '{"message":"Not Found"}', undefined]);
    expect(said(gateway.refuseStage(get('/orders')))).toEqual([404, '{"message":"Not Found"}', undefined]);
    expect(calls).toEqual([]);
  });
});
