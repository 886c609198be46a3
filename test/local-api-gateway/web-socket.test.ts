import {
  type ConnectResponse,
  createLocalApiGateway,
  LocalApiGatewayConfigError,
  type LocalWebSocketGateway,
  parseAnswer,
} from '@sallyport/local-api-gateway';
import { describe, expect, test } from 'vitest';
import { API, answerFor, answerOf } from './fixture.ts';
import { createWebSocketProbe } from './kinds.ts';

const ARN = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod/$connect';
const allow = (): unknown => answerFor('Allow', '$connect');
const connect = (gateway: LocalWebSocketGateway, query = 'token=abc'): Promise<ConnectResponse> =>
  gateway.connect({ path: `/?${query}`, headers: { Host: 'local', 'X-Many': ['1', '2'] }, sourceIp: '192.0.2.7' });
const said = ({ status, body, connectionId, headers }: ConnectResponse): unknown => {
  const { message, ...ids } = JSON.parse(body);
  expect(ids).toEqual({ connectionId, requestId: headers['x-amzn-requestid'] });
  return [status, message];
};

describe('the event of $connect', () => {
  test('has the documented members: no method, path, resource or path parameters', async () => {
    const { gateway, calls } = createWebSocketProbe(allow, {}, { stageVariables: { colour: 'blue' } });
    const response = await connect(gateway, 'token=abc&a=1&a=2');
    expect(response).toMatchObject({ status: 101, effect: 'allow', authorizerInvoked: true });
    expect(calls).toEqual([
      {
        type: 'REQUEST',
        methodArn: ARN,
        headers: { Host: 'local', 'X-Many': '2' },
        multiValueHeaders: { Host: ['local'], 'X-Many': ['1', '2'] },
        queryStringParameters: { token: 'abc', a: '2' },
        multiValueQueryStringParameters: { token: ['abc'], a: ['1', '2'] },
        stageVariables: { colour: 'blue' },
        requestContext: {
          apiId: API.apiId,
          connectedAt: 1_772_600_767_250,
          connectionId: response.connectionId,
          domainName: 'abcdef1234.execute-api.eu-west-1.amazonaws.com',
          eventType: 'CONNECT',
          extendedRequestId: expect.any(String),
          identity: { sourceIp: '192.0.2.7', userAgent: null },
          messageDirection: 'IN',
          requestId: expect.any(String),
          requestTime: '04/Mar/2026:05:06:07 +0000',
          requestTimeEpoch: 1_772_600_767_250,
          routeKey: '$connect',
          stage: 'prod',
        },
      },
    ]);
  });
});

describe('what a client that wants to connect gets', () => {
  const large = (bytes: number): Record<string, unknown> => {
    const answer = { ...answerFor('Allow', '$connect'), context: { note: '' } };
    answer.context.note = 'x'.repeat(bytes - JSON.stringify(answer).length);
    return answer;
  };

  test.each([
    ['an Allow of its ARN', answerFor('Allow', '$connect')],
    ['an Allow of the stage', answerFor('Allow')],
    ['an answer of 8 KB', large(8_192)],
  ])('101 for %s', async (_, answer: unknown) => {
    expect((await connect(createWebSocketProbe(() => answer).gateway)).status).toBe(101);
  });

  test.each([
    ['403 for an explicit Deny', answerFor('Deny'), [403, 'Forbidden']],
    ['403 for an Allow of something else', answerFor('Allow', 'GET/$connect'), [403, 'Forbidden']],
    ['500 for an answer of more than 8 KB', large(8_193), [500, 'Internal server error']],
    ['500 for a simple response', { isAuthorized: true }, [500, 'Internal server error']],
    ['500 for a list in context', { ...answerFor('Allow'), context: { a: [] } }, [500, 'Internal server error']],
    ['500 for an empty principalId', { ...answerFor('Allow'), principalId: '' }, [500, 'Internal server error']],
    [
      '500 for Condition null',
      answerOf({ Effect: 'Allow', Action: '*', Resource: '*', Condition: null }),
      [500, 'Internal server error'],
    ],
  ])('%s', async (_, answer: unknown, expected) => {
    const { gateway, served } = createWebSocketProbe(() => answer);
    expect(said(await connect(gateway))).toEqual(expected);
    expect(served).toEqual([]);
  });

  test('401 for exactly Unauthorized, 500 for any other error', async () => {
    const throwing = async (message: string): Promise<unknown> =>
      said(await connect(createWebSocketProbe(() => Promise.reject(new Error(message))).gateway));
    expect(await throwing('Unauthorized')).toEqual([401, 'Unauthorized']);
    expect(await throwing('Unauthorized!')).toEqual([500, 'Internal server error']);
  });

  test('401 without an invocation when an identity source is missing or empty', async () => {
    const identitySources = ['route.request.querystring.token', 'route.request.header.Host'];
    const { gateway, calls } = createWebSocketProbe(allow, { identitySources });
    expect(said(await connect(gateway, 'other=1'))).toEqual([401, 'Unauthorized']);
    expect(said(await connect(gateway, 'token='))).toEqual([401, 'Unauthorized']);
    expect(said(await gateway.connect({ path: '/?token=abc' }))).toEqual([401, 'Unauthorized']);
    expect(calls).toEqual([]);
    expect((await connect(gateway)).status).toBe(101);
  });

  test('results are never kept: each connection asks', async () => {
    const { gateway, calls } = createWebSocketProbe(allow);
    for (let index = 0; index < 3; index += 1) expect((await connect(gateway)).cached).toBe(false);
    expect(calls).toHaveLength(3);
  });

  test('the integration of $connect sees the context as text, and can refuse', async () => {
    const answer = { ...answerFor('Allow'), context: { count: 2 } };
    const refusing = createWebSocketProbe(
      () => answer,
      {},
      {},
      () => ({ status: 409, body: 'full' }),
    );
    expect(await connect(refusing.gateway)).toMatchObject({ status: 409, body: 'full' });
    expect(refusing.served[0]?.requestContext).toMatchObject({
      routeKey: '$connect',
      authorizer: { count: '2', principalId: 'user-1', integrationLatency: 0 },
    });
    const throwing = createWebSocketProbe(
      () => answer,
      {},
      {},
      () => {
        throw new Error('no');
      },
    );
    expect(said(await connect(throwing.gateway))).toEqual([502, 'Internal server error']);
    expect(throwing.told).toMatchObject([{ type: 'integrationFailed', route: '$connect' }]);
  });

  test('431 for headers that are too large, 101 for everybody without an authorizer', async () => {
    const { gateway } = createWebSocketProbe(allow);
    const headers = { a: 'x'.repeat(10_241) };
    expect(said(await gateway.connect({ path: '/?token=a', headers }))).toEqual([
      431,
      'Request Header Fields Too Large',
    ]);
    const open = createLocalApiGateway({ ...API, protocol: 'WEBSOCKET', authorizers: {}, connect: {} });
    expect(await open.connect({})).toMatchObject({ status: 101, authorizerInvoked: false });
  });

  test('the size limit is that of WebSocket APIs alone', () => {
    expect(parseAnswer(large(8_193)).outcome).toBe('accepted');
    expect(parseAnswer(large(8_193), 'webSocket')).toEqual({
      outcome: 'refused',
      problems: ['the answer is larger than 8 KB'],
    });
  });
});

describe('messages of a connected client', () => {
  const message = { connectionId: 'c1', body: 'hello' };

  test('are answered by the route given, refused without one, and a fault stays inside', async () => {
    const echo = createWebSocketProbe(allow, {}, { messages: ({ connectionId, body }) => `${connectionId}:${body}` });
    expect(await echo.gateway.receive(message)).toBe('c1:hello');
    const silent = createWebSocketProbe(allow, {}, { messages: () => undefined });
    expect(await silent.gateway.receive(message)).toBeUndefined();
    const none = await createWebSocketProbe(allow).gateway.receive(message);
    expect(JSON.parse(none ?? '')).toMatchObject({ message: 'Forbidden', connectionId: 'c1' });
    const faulty = createWebSocketProbe(allow, {}, { messages: () => Promise.reject(new Error('detail')) });
    expect(await faulty.gateway.receive(message)).toMatch(/^\{"message":"Internal server error"/);
  });
});

describe('a WebSocket API that could not be deployed', () => {
  const edge = { identitySources: [], handler: allow };
  test.each([
    ['a TTL: results are never kept', { authorizers: { edge: { ...edge, resultTtlSeconds: 300 } } }],
    ['a source of REST APIs', { authorizers: { edge: { ...edge, identitySources: ['method.request.header.A'] } } }],
    ['no identity sources', { authorizers: { edge: { handler: allow } } }],
    ['an authorizer that is not there', { connect: { authorizer: 'other' } }],
    ['an integration that is none', { connect: { integration: 'x' } }],
    ['gateway responses', { gatewayResponses: {} }],
    ['the stage $default', { stage: '$default' }],
  ])('%s', (_, changes: Readonly<Record<string, unknown>>) => {
    const options: unknown = { ...API, protocol: 'WEBSOCKET', authorizers: { edge }, connect: {}, ...changes };
    expect(() => Reflect.apply(createLocalApiGateway, undefined, [options])).toThrow(LocalApiGatewayConfigError);
  });
});
