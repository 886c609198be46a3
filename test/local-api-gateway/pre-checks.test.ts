import type { AuthorizerHandler, LocalResponse } from '@sallyport/local-api-gateway';
import { describe, expect, test } from 'vitest';
import { answerFor, createProbe, STAGE_ARN, summaryOf, withToken } from './fixture.ts';

const allowAll: AuthorizerHandler = () => answerFor('Allow');

const unauthorized = {
  status: 401,
  body: '{"message":"Unauthorized"}',
  errorType: 'UnauthorizedException',
  type: 'UNAUTHORIZED',
};

describe('before the authorizer is asked', () => {
  test.each([
    ['there is no token header', {}],
    ['the token header is empty', { Authorization: '' }],
    ['the token header is blank', { Authorization: ' \t ' }],
    ['the token stands in another header', { 'X-Authorization': 'Bearer abc' }],
    ['the last of several is empty', { Authorization: ['Bearer abc', ''] }],
    ['the header has no value at all', { Authorization: [] }],
  ])('401 without an invocation when %s', async (_, headers) => {
    const { gateway, calls, events } = createProbe(allowAll);
    const response = await gateway.invoke({ method: 'GET', path: '/orders', headers });
    expect(summaryOf(response)).toEqual(unauthorized);
    expect(response).toMatchObject({ authorizerInvoked: false, cached: false });
    expect(calls).toEqual([]);
    expect(events).toMatchObject([{ type: 'unauthorized', authorizer: 'edge', cause: 'tokenMissing' }]);
  });

  test.each([
    ['Bearer abc', 200],
    ['bearer abc', 401],
    ['Bearer ', 401],
    ['xBearer abc', 401],
    ['Bearer abc def', 401],
  ])('a validation expression has to match all of %j: %i', async (token, status) => {
    const { gateway, calls } = createProbe(allowAll, { authorizer: { validationExpression: /Bearer [a-z]+/ } });
    expect((await gateway.invoke(withToken('GET', '/orders', token))).status).toBe(status);
    expect(calls).toHaveLength(status === 200 ? 1 : 0);
  });

  test('an alternative in the expression does not escape its anchors', async () => {
    const { gateway, events } = createProbe(allowAll, { authorizer: { validationExpression: 'a|b' } });
    expect((await gateway.invoke(withToken('GET', '/orders', 'ax'))).status).toBe(401);
    expect((await gateway.invoke(withToken('GET', '/orders', 'xb'))).status).toBe(401);
    expect((await gateway.invoke(withToken('GET', '/orders', 'b'))).status).toBe(200);
    expect(events[0]).toMatchObject({ cause: 'tokenExpressionUnmet' });
  });

  test('the token header may be another one, and its name ignores case', async () => {
    const { gateway, calls } = createProbe(allowAll, { authorizer: { identitySource: 'X-Api-Token' } });
    expect((await gateway.invoke(withToken('GET', '/orders'))).status).toBe(401);
    await gateway.invoke({ method: 'GET', path: '/orders', headers: { 'x-api-TOKEN': ' t1 ' } });
    expect(calls).toMatchObject([{ authorizationToken: 't1' }]);
  });

  test('of several token headers the last one counts, for the event and for the cache', async () => {
    const { gateway, calls } = createProbe(allowAll);
    const send = (values: string[]): Promise<LocalResponse> =>
      gateway.invoke({ method: 'GET', path: '/orders', headers: { Authorization: values } });
    await send(['Bearer first', 'Bearer last']);
    expect(calls[0]?.authorizationToken).toBe('Bearer last');
    expect((await send(['Bearer other', 'Bearer last'])).cached).toBe(true);
    expect((await send(['Bearer last', 'Bearer first'])).cached).toBe(false);
  });

  test.each([
    ['GET', '/nowhere'],
    ['GET', '/orders/1/2'],
    ['DELETE', '/orders'],
    ['get', '/orders'],
    ['TRACE', '/files/a'],
    ['GET', '/files'],
    ['GET', '/ORDERS'],
    ['GET', '/%6frders'],
    ['GET', '//orders'],
    ['GET', '*'],
    ['GET', ''],
    ['GET', 'orders'],
  ])('403 Missing Authentication Token for %s %s, which no resource has', async (method, path) => {
    const { gateway, calls } = createProbe(allowAll);
    expect(summaryOf(await gateway.invoke(withToken(method, path)))).toEqual({
      status: 403,
      body: '{"message":"Missing Authentication Token"}',
      errorType: 'MissingAuthenticationTokenException',
      type: 'MISSING_AUTHENTICATION_TOKEN',
    });
    expect(calls).toEqual([]);
  });

  test('414 for an ARN of 1601 bytes, not for one of 1600, and not on an open method', async () => {
    const { gateway, calls } = createProbe(allowAll, {
      gateway: {
        routes: [
          { method: 'GET', path: '/f/{id}', authorizer: 'edge', integration: () => ({ status: 200 }) },
          { method: 'GET', path: '/open/{id}', integration: () => ({ status: 200 }) },
        ],
      },
    });
    const fits = 'a'.repeat(1600 - `${STAGE_ARN}/GET/f/`.length);
    expect((await gateway.invoke(withToken('GET', `/f/${fits}`))).status).toBe(200);
    expect(await gateway.invoke(withToken('GET', `/f/${fits}a`))).toMatchObject({
      status: 414,
      authorizerInvoked: false,
    });
    expect((await gateway.invoke(withToken('GET', `/open/${fits}aa`))).status).toBe(200);
    expect(calls).toHaveLength(1);
  });

  test('431 for header values of more than 10,240 bytes together, 413 for a body of more than 10 MB', async () => {
    const { gateway, calls } = createProbe(allowAll);
    const headers = { Authorization: 'a'.repeat(5_000), 'X-More': 'b'.repeat(5_240) };
    expect((await gateway.invoke({ method: 'GET', path: '/orders', headers })).status).toBe(200);
    const larger = { ...headers, 'X-One': 'c' };
    expect((await gateway.invoke({ method: 'GET', path: '/orders', headers: larger })).status).toBe(431);
    const body = 'a'.repeat(10 * 1024 * 1024);
    expect((await gateway.invoke({ ...withToken('POST', '/orders'), body })).status).toBe(200);
    expect((await gateway.invoke({ ...withToken('POST', '/orders'), body: `${body}a` })).status).toBe(413);
    expect(calls).toHaveLength(2);
  });
});
