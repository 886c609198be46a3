import { type GatewayResponseOverrides, LocalApiGatewayConfigError } from '@sallyport/local-api-gateway';
import { describe, expect, test } from 'vitest';
import { answerFor, createProbe, type Probe, withToken } from '../fixture.ts';

function probeWith(gatewayResponses: GatewayResponseOverrides, answer: unknown = answerFor('Deny')): Probe {
  return createProbe(() => answer, { gateway: { gatewayResponses } });
}

describe('gateway responses', () => {
  test('a 401 gets the header that the deployment gives it', async () => {
    const { gateway } = probeWith({ UNAUTHORIZED: { headers: { 'WWW-Authenticate': `'Bearer realm="api"'` } } });
    const response = await gateway.invoke({ method: 'GET', path: '/orders' });
    expect(response).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
    expect(response.headers['www-authenticate']).toBe('Bearer realm="api"');
    const denied = await gateway.invoke(withToken('GET', '/orders'));
    expect(denied.headers).not.toHaveProperty('www-authenticate');
  });

  test('a 403 can tell the reason that the authorizer put into its context', async () => {
    const template =
      '{"reason":"$context.authorizer.reason","id":"$context.requestId","what":$context.error.messageString}';
    const answer = { ...answerFor('Deny'), context: { reason: 'scope_insufficient' } };
    const { gateway } = probeWith({ ACCESS_DENIED: { template } }, answer);
    const response = await gateway.invoke(withToken('GET', '/orders'));
    expect(JSON.parse(response.body)).toEqual({
      reason: 'scope_insufficient',
      id: response.headers['x-amzn-requestid'],
      what: 'User is not authorized to access this resource with an explicit deny',
    });
  });

  test('variables that a request does not have are empty, and the null message of a 500 stays null', async () => {
    const template = '[$context.error.messageString,"$context.authorizer.reason","$context.error.responseType"]';
    const { gateway } = probeWith({ DEFAULT_5XX: { template, status: 503 } }, null);
    const response = await gateway.invoke(withToken('GET', '/orders'));
    expect(response.status).toBe(503);
    expect(JSON.parse(response.body)).toEqual([null, '', 'AUTHORIZER_CONFIGURATION_ERROR']);
  });

  test('DEFAULT_4XX serves every 4XX that has no override of its own, status included', async () => {
    const { gateway } = probeWith({
      DEFAULT_4XX: { status: 400, headers: { 'Access-Control-Allow-Origin': "'*'" } },
      ACCESS_DENIED: { template: 'own' },
    });
    const missing = await gateway.invoke({ method: 'GET', path: '/nowhere' });
    expect(missing).toMatchObject({ status: 400, headers: { 'access-control-allow-origin': '*' } });
    expect(await gateway.invoke({ method: 'GET', path: '/orders' })).toMatchObject({ status: 400 });
    const denied = await gateway.invoke(withToken('GET', '/orders'));
    expect(denied).toMatchObject({ status: 403, body: 'own' });
    expect(denied.headers).not.toHaveProperty('access-control-allow-origin');
  });

  test('header values may come from context and request, but never with a line break', async () => {
    const headers = {
      'X-Path': 'context.path',
      'X-Resource': 'context.resourcePath',
      'X-Reason': 'context.authorizer.reason',
      'X-Origin': 'method.request.header.Origin',
      'X-Gone': 'method.request.header.Gone',
    };
    const answer = { ...answerFor('Deny'), context: { reason: 'a\r\nSet-Cookie: b' } };
    const { gateway } = probeWith({ ACCESS_DENIED: { headers } }, answer);
    const response = await gateway.invoke({
      method: 'GET',
      path: '/orders/1?secret',
      headers: { Authorization: 'Bearer abc', origin: 'https://app.dev' },
    });
    expect(response.headers).toEqual({
      'content-type': 'application/json',
      'x-amzn-errortype': 'AccessDeniedException',
      'x-amzn-requestid': expect.any(String),
      'x-path': '/prod/orders/1',
      'x-resource': '/orders/{id}',
      'x-origin': 'https://app.dev',
    });
  });

  test.each<readonly [string, GatewayResponseOverrides]>([
    ['an unknown type', Object.fromEntries([['TEAPOT', {}]])],
    ['a status that is none', { UNAUTHORIZED: { status: 99 } }],
    ['a header value without quotes', { UNAUTHORIZED: { headers: { 'WWW-Authenticate': 'Bearer' } } }],
    ['a header value with a line break', { UNAUTHORIZED: { headers: { a: "'b\nc'" } } }],
    ['a bad header name', { UNAUTHORIZED: { headers: { 'a b': "'c'" } } }],
  ])('%s is refused at construction', (_, overrides) => {
    expect(() => probeWith(overrides)).toThrow(LocalApiGatewayConfigError);
  });
});
