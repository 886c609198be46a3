import type { LambdaContext } from '@sallyport/local-api-gateway';
import { describe, expect, test } from 'vitest';
import { answerFor, answerOf, createProbe, STAGE_ARN, START_MS, withToken } from './fixture.ts';

const allowAll = (): unknown => answerFor('Allow');

describe('what the authorizer is given', () => {
  test('the event is exactly type, token and method ARN', async () => {
    const { gateway, calls } = createProbe(allowAll);
    await gateway.invoke(withToken('GET', '/orders/42?expand=lines', 'Bearer a.b.c'));
    expect(calls).toEqual([
      { type: 'TOKEN', authorizationToken: 'Bearer a.b.c', methodArn: `${STAGE_ARN}/GET/orders/42` },
    ]);
  });

  test.each([
    ['GET', '/', 'GET/'],
    ['GET', '/?x=1', 'GET/'],
    ['GET', '/orders/', 'GET/orders/'],
    ['DELETE', '/files/a/b', 'DELETE/files/a/b'],
    ['PUT', '/files/%61%2Fb%20c', 'PUT/files/%61%2Fb%20c'],
    ['GET', '/files/a//b/../c;v=1/', 'GET/files/a//b/../c;v=1/'],
    ['GET', '/files/2021-08-01T00:00:00Z', 'GET/files/2021-08-01T00:00:00Z'],
    ['GET', '/files/caf%c3%a9', 'GET/files/caf%c3%a9'],
    ['GET', '/files/*', 'GET/files/*'],
  ])('%s %s has the concrete verb and the raw path in its ARN', async (method, path, tail) => {
    const { gateway, calls } = createProbe(allowAll);
    expect((await gateway.invoke(withToken(method, path))).status).toBe(200);
    expect(calls[0]?.methodArn).toBe(`${STAGE_ARN}/${tail}`);
  });

  test('the ARN holds the decoded path where the gateway is told so, and malformed escapes stay', async () => {
    const { gateway, calls } = createProbe(allowAll, { gateway: { methodArnPath: 'decodedOnce' } });
    await gateway.invoke(withToken('GET', '/files/%61%252F%c3%a9', 'a'));
    await gateway.invoke(withToken('GET', '/files/%61%zz', 'b'));
    expect(calls.map((call) => call.methodArn)).toEqual([
      `${STAGE_ARN}/GET/files/a%2Fé`,
      `${STAGE_ARN}/GET/files/%61%zz`,
    ]);
  });

  test('the ARN takes partition, region, account, API and stage from the options', async () => {
    const { gateway, calls } = createProbe(allowAll, {
      gateway: { partition: 'aws-cn', region: 'cn-north-1', accountId: '000000000001', apiId: 'zz', stage: 'st_1' },
    });
    await gateway.invoke(withToken('GET', '/orders'));
    expect(calls[0]?.methodArn).toBe('arn:aws-cn:execute-api:cn-north-1:000000000001:zz/st_1/GET/orders');
  });

  test('the context is that of a Lambda function, and its time runs with the clock', async () => {
    const seen: LambdaContext[] = [];
    const remaining: number[] = [];
    const probe = createProbe(
      (_, context) => {
        seen.push(context);
        remaining.push(context.getRemainingTimeInMillis());
        probe.advance(400);
        remaining.push(context.getRemainingTimeInMillis());
        probe.advance(4_000);
        remaining.push(context.getRemainingTimeInMillis());
        return answerFor('Allow');
      },
      { authorizer: { timeoutMs: 3_000 } },
    );
    await probe.gateway.invoke(withToken('GET', '/orders'));
    await probe.gateway.invoke(withToken('GET', '/orders', 'Bearer other'));
    expect(remaining.slice(0, 3)).toEqual([3_000, 2_600, 0]);
    expect(seen[0]).toMatchObject({
      functionName: 'edge',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:edge',
    });
    expect(seen[0]?.awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen[0]?.awsRequestId).not.toBe(seen[1]?.awsRequestId);
  });
});

describe('what the integration is given', () => {
  test('raw path and query, parameters, headers, body, and the authorizer as text', async () => {
    const { gateway, served } = createProbe(() => ({
      ...answerFor('Allow'),
      context: { scope: 'read', level: 3, admin: false, principalId: 'forged', integrationLatency: 'forged' },
    }));
    const response = await gateway.invoke({
      method: 'GET',
      path: '/orders/4%2F2/?a=1&a=%20',
      headers: { Authorization: 'Bearer abc', 'X-Two': ['1', '2'], 'User-Agent': 'test' },
      body: 'hello',
      sourceIp: '192.0.2.7',
    });
    expect(response.status).toBe(200);
    expect(served[0]).toEqual({
      method: 'GET',
      path: '/orders/4%2F2/',
      query: 'a=1&a=%20',
      resource: '/orders/{id}',
      pathParameters: { id: '4%2F2' },
      headers: { authorization: ['Bearer abc'], 'x-two': ['1', '2'], 'user-agent': ['test'] },
      body: 'hello',
      requestContext: {
        accountId: '123456789012',
        apiId: 'abcdef1234',
        stage: 'prod',
        requestId: response.headers['x-amzn-requestid'],
        httpMethod: 'GET',
        resourcePath: '/orders/{id}',
        identity: { sourceIp: '192.0.2.7', userAgent: 'test' },
        authorizer: { scope: 'read', level: '3', admin: 'false', principalId: 'user-1', integrationLatency: 0 },
      },
    });
    expect(response).toMatchObject({
      effect: 'allow',
      principalId: 'user-1',
      context: { scope: 'read', level: '3', admin: 'false' },
      authorizerInvoked: true,
      cached: false,
    });
  });

  test('a method without an authorizer is open, with or without a token, and has no authorizer context', async () => {
    const { gateway, calls, served } = createProbe(() => answerFor('Deny'));
    for (const request of [{ method: 'GET', path: '/health' }, withToken('GET', '/health')]) {
      expect(await gateway.invoke(request)).toMatchObject({ status: 200, authorizerInvoked: false, cached: false });
    }
    expect(calls).toEqual([]);
    expect(served[0]?.requestContext).not.toHaveProperty('authorizer');
  });

  test.each([
    ['nothing', 'null'],
    ['a list', '[]'],
    ['no status', '{"body":""}'],
    ['status 99', '{"status":99}'],
    ['status 600', '{"status":600}'],
    ['status 200.5', '{"status":200.5}'],
    ['status as text', '{"status":"200"}'],
    ['a body that is no text', '{"status":200,"body":{}}'],
    ['a header with a line break', '{"status":200,"headers":{"a":"b\\r\\nset-cookie: c"}}'],
    ['a header value that is a number', '{"status":200,"headers":{"a":1}}'],
    ['a header without a name', '{"status":200,"headers":{"":"b"}}'],
    ['headers that are no object', '{"status":200,"headers":["a"]}'],
  ])('a 502 with a fixed body is sent when it answers %s', async (_, answer) => {
    const { gateway, events } = createProbe(allowAll, { integration: () => JSON.parse(answer) });
    const response = await gateway.invoke(withToken('GET', '/orders'));
    expect(response).toMatchObject({ status: 502, body: '{"message":"Internal server error"}', effect: 'allow' });
    expect(response.headers['x-amzn-errortype']).toBe('InternalServerErrorException');
    expect(events).toMatchObject([{ type: 'integrationFailed', route: 'GET /orders' }]);
  });

  test('a 502 that tells nothing of the error is sent when it throws', async () => {
    const { gateway, events } = createProbe(allowAll, {
      integration: () => {
        throw new Error('secret detail');
      },
    });
    const response = await gateway.invoke(withToken('GET', '/orders'));
    expect(response).toMatchObject({ status: 502, body: '{"message":"Internal server error"}' });
    expect(JSON.stringify([response, events])).not.toContain('secret');
  });

  test('its status, headers and body are sent, framing headers excepted', async () => {
    const { gateway } = createProbe(allowAll, {
      integration: () => ({
        status: 201,
        headers: { 'Set-Cookie': ['a=1', 'b=2'], 'Content-Type': 'text/plain', 'Content-Length': '9', Connection: 'x' },
        body: 'made',
      }),
    });
    const response = await gateway.invoke(withToken('POST', '/orders'));
    expect(response).toMatchObject({ status: 201, body: 'made' });
    expect(response.headers).toEqual({
      'content-type': 'text/plain',
      'set-cookie': ['a=1', 'b=2'],
      'x-amzn-requestid': expect.any(String),
    });
  });
});

describe('conditions of a document', () => {
  const until = (seconds: number): string => new Date(START_MS - (START_MS % 1000) + seconds * 1000).toISOString();
  const statement = { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' };

  test('an Allow that expires turns a kept result into a 403 at that second', async () => {
    const { gateway, advance } = createProbe(() =>
      answerOf({ ...statement, Condition: { DateLessThan: { 'aws:CurrentTime': until(60) } } }),
    );
    expect(await gateway.invoke(withToken('GET', '/orders'))).toMatchObject({ status: 200, cached: false });
    advance(59_749);
    expect(await gateway.invoke(withToken('GET', '/orders'))).toMatchObject({ status: 200, cached: true });
    advance(1);
    const expired = await gateway.invoke(withToken('GET', '/orders'));
    expect(expired).toMatchObject({ status: 403, cached: true, authorizerInvoked: false, effect: 'implicitDeny' });
  });

  test('an expiring Allow fails closed where AWS supplies no time, an expiring Deny fails open', async () => {
    const unavailableConditionKeys = ['AWS:CurrentTime', 'aws:EpochTime'];
    const expiring = answerOf({ ...statement, Condition: { DateLessThan: { 'aws:CurrentTime': until(60) } } });
    const closed = createProbe(() => expiring, { gateway: { unavailableConditionKeys } });
    expect((await closed.gateway.invoke(withToken('GET', '/orders'))).effect).toBe('implicitDeny');
    const past = { DateGreaterThanEquals: { 'aws:EpochTime': 0 } };
    const document = answerOf(statement, { ...statement, Effect: 'Deny', Condition: past });
    const open = createProbe(() => document, { gateway: { unavailableConditionKeys } });
    expect((await open.gateway.invoke(withToken('GET', '/orders'))).effect).toBe('allow');
    const supplied = createProbe(() => document);
    expect((await supplied.gateway.invoke(withToken('GET', '/orders'))).effect).toBe('explicitDeny');
  });

  test.each([
    ['IpAddress', { 'aws:SourceIp': '192.0.2.0/24' }, { sourceIp: '192.0.2.9' }, { sourceIp: '198.51.100.1' }],
    ['StringLike', { 'aws:UserAgent': 'good*' }, { headers: { 'user-agent': 'good/1' } }, { headers: {} }],
    ['StringEquals', { 'aws:Referer': 'here' }, { headers: { Referer: 'here' } }, { headers: { Referer: 'there' } }],
    ['NumericLessThan', { 'aws:EpochTime': START_MS }, {}, undefined],
    ['NumericEquals', { 'aws:EpochTime': Math.floor(START_MS / 1000) }, {}, undefined],
    ['DateEquals', { 'aws:CurrentTime': '2026-03-04T05:06:07Z' }, {}, undefined],
    ['Bool', { 'aws:SecureTransport': 'true' }, {}, undefined],
  ])('%s is judged anew for each request under one kept result', async (operator, keys, good, bad) => {
    const { gateway, calls } = createProbe(() => answerOf({ ...statement, Condition: { [operator]: keys } }));
    const send = async (extra: { headers?: Record<string, string>; sourceIp?: string }): Promise<number> => {
      const headers = { ...extra.headers, Authorization: 'Bearer abc' };
      return (await gateway.invoke({ method: 'GET', path: '/orders', ...extra, headers })).status;
    };
    expect(await send(good)).toBe(200);
    if (bad !== undefined) expect(await send(bad)).toBe(403);
    expect(await send(good)).toBe(200);
    expect(calls).toHaveLength(1);
  });
});
