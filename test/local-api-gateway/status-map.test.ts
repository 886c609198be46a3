import type { AuthorizerHandler } from '@sallyport/local-api-gateway';
import { describe, expect, test } from 'vitest';
import { answerFor, answerOf, createProbe, summaryOf, withToken } from './fixture.ts';

const BAD_MESSAGE = { type: 'AUTHORIZER_FAILURE', errorType: 'AuthorizerConfigurationException' };
const BAD_ANSWER = { type: 'AUTHORIZER_CONFIGURATION_ERROR', errorType: 'AuthorizerConfigurationException' };

const unauthorized = {
  status: 401,
  body: '{"message":"Unauthorized"}',
  errorType: 'UnauthorizedException',
  type: 'UNAUTHORIZED',
};

describe('what a document says', () => {
  test('403 with an explicit deny', async () => {
    const { gateway } = createProbe(() => answerFor('Deny'));
    const response = await gateway.invoke(withToken('GET', '/orders'));
    expect(summaryOf(response)).toEqual({
      status: 403,
      body: '{"Message":"User is not authorized to access this resource with an explicit deny"}',
      errorType: 'AccessDeniedException',
      type: 'ACCESS_DENIED',
    });
    expect(response).toMatchObject({ effect: 'explicitDeny', principalId: 'user-1', context: {} });
  });

  test('403 with an implicit deny', async () => {
    const { gateway, served } = createProbe(() => answerFor('Allow', 'POST/*'));
    const response = await gateway.invoke(withToken('GET', '/orders'));
    expect(summaryOf(response)).toEqual({
      status: 403,
      body: '{"Message":"User is not authorized to access this resource"}',
      errorType: 'AccessDeniedException',
      type: 'ACCESS_DENIED',
    });
    expect(response.effect).toBe('implicitDeny');
    expect(served).toEqual([]);
  });

  test('actions other than execute-api:Invoke grant nothing', async () => {
    const { gateway } = createProbe(() => answerOf({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }));
    expect((await gateway.invoke(withToken('GET', '/orders'))).status).toBe(403);
  });
});

describe('when the authorizer throws', () => {
  test.each([
    ['an error', () => Promise.reject(new Error('Unauthorized'))],
    [
      'an error, at once',
      () => {
        throw new Error('Unauthorized');
      },
    ],
    ['text', () => Promise.reject('Unauthorized')],
    [
      'an error of a class of its own',
      () => Promise.reject(new (class UnauthorizedError extends Error {})('Unauthorized')),
    ],
    ['an object that looks like an error', () => Promise.reject({ name: 'E', message: 'Unauthorized', stack: '' })],
  ])('401 for %s that reads exactly Unauthorized', async (_, handler: AuthorizerHandler) => {
    const { gateway, events } = createProbe(handler);
    const response = await gateway.invoke(withToken('GET', '/orders'));
    expect(summaryOf(response)).toEqual(unauthorized);
    expect(response).toMatchObject({ authorizerInvoked: true, cached: false });
    expect(response).not.toHaveProperty('effect');
    expect(events).toMatchObject([{ type: 'unauthorized', cause: 'authorizerThrewUnauthorized' }]);
  });

  test.each([
    ['unauthorized', 'Error'],
    ['Unauthorized.', 'Error'],
    ['Unauthorized ', 'Error'],
    ['Error: Unauthorized', 'Error'],
    ['', 'Error'],
  ])('500 for an error that reads %j', async (message, errorType) => {
    const { gateway, events } = createProbe(() => Promise.reject(new Error(message)));
    const response = await gateway.invoke(withToken('GET', '/orders'));
    expect(summaryOf(response)).toEqual({ status: 500, body: '{"message":null}', ...BAD_MESSAGE });
    expect(events).toMatchObject([{ type: 'authorizerFailed', errorType, errorMessage: message }]);
  });

  test.each([
    ['undefined', undefined],
    ['null', null],
    ['a number', 401],
    ['an object', { message: 'Unauthorized' }],
    [
      'an object that cannot be read',
      {
        toString() {
          throw new Error('no');
        },
      },
    ],
    ['an object without a prototype', Object.create(null)],
  ])('500 for a thrown value that is %s', async (_, thrown: unknown) => {
    const { gateway } = createProbe(() => Promise.reject(thrown));
    expect(summaryOf(await gateway.invoke(withToken('GET', '/orders')))).toMatchObject({ status: 500, ...BAD_MESSAGE });
  });

  test('500 when it takes longer than its time, and its late rejection is nobody else’s', async () => {
    let fail = (_: Error): void => {};
    const late = new Promise<never>((_, reject) => {
      fail = reject;
    });
    const { gateway, events } = createProbe(() => late, { authorizer: { timeoutMs: 20 } });
    const response = await gateway.invoke(withToken('GET', '/orders'));
    expect(summaryOf(response)).toEqual({ status: 500, body: '{"message":null}', ...BAD_MESSAGE });
    expect(response.authorizerInvoked).toBe(true);
    fail(new Error('too late'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(events).toMatchObject([{ type: 'authorizerTimedOut', timeoutMs: 20 }]);
  });

  test('500 when the caller gives up waiting', async () => {
    const stop = new AbortController();
    const { gateway, calls } = createProbe(() => new Promise(() => {}));
    const pending = gateway.invoke({ ...withToken('GET', '/orders'), signal: stop.signal });
    stop.abort();
    expect((await pending).status).toBe(500);
    const aborted = await gateway.invoke({ ...withToken('GET', '/orders'), signal: stop.signal });
    expect(aborted.status).toBe(500);
    expect(calls).toHaveLength(1);
  });

  test('neither the token nor a part of it reaches an event', async () => {
    const token = 'Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c2VyIn0.c2lnbmF0dXJl';
    const { gateway, events } = createProbe((event) => {
      throw new Error(`bad token ${event.authorizationToken} starting ${event.authorizationToken.slice(7, 19)}`);
    });
    const response = await gateway.invoke(withToken('GET', '/orders', token));
    const refused = createProbe(() => ({ [token]: 1, ...answerFor('Allow') }));
    await refused.gateway.invoke(withToken('GET', '/orders', token));
    const told = JSON.stringify([response, events, refused.events]);
    for (const part of ['eyJhbGci', 'eyJzdWIi', 'c2lnbmF0']) expect(told).not.toContain(part);
    expect(events).toMatchObject([{ errorMessage: 'bad token Bearer [masked] starting [masked]' }]);
  });

  test('a listener that throws changes nothing', async () => {
    const { gateway } = createProbe(() => Promise.reject(new Error('x')), {
      gateway: {
        onEvent: () => {
          throw new Error('listener');
        },
      },
    });
    expect((await gateway.invoke(withToken('GET', '/orders'))).status).toBe(500);
  });
});

describe('when the answer is not one', () => {
  const good = answerFor('Allow');
  const without = (name: string): unknown =>
    Object.fromEntries(Object.entries(good).filter(([member]) => member !== name));

  test.each([
    ['undefined', undefined],
    ['null', null],
    ['text', 'Allow'],
    ['a list', [good]],
    ['a function', () => good],
    ['BigInt inside', { ...good, context: { a: 1n } }],
    ['no principalId', without('principalId')],
    ['an empty principalId', { ...good, principalId: '' }],
    ['a principalId that is a number', { ...good, principalId: 7 }],
    ['no policyDocument', without('policyDocument')],
    ['a policyDocument as text', { ...good, policyDocument: JSON.stringify(good.policyDocument) }],
    ['the simple form of HTTP APIs', { isAuthorized: true }],
    ['an object in context', { ...good, context: { a: {} } }],
    ['a list in context', { ...good, context: { a: ['b'] } }],
    ['null in context', { ...good, context: { a: null } }],
    ['NaN in context, which is null in JSON', { ...good, context: { a: Number.NaN } }],
    ['context null', { ...good, context: null }],
    ['context as text', { ...good, context: 'a' }],
    ['Condition null', answerOf({ Effect: 'Allow', Action: '*', Resource: '*', Condition: null })],
    [
      'an unknown operator',
      answerOf({ Effect: 'Allow', Action: '*', Resource: '*', Condition: { Before: { a: 'b' } } }),
    ],
    ['an empty Resource', answerOf({ Effect: 'Allow', Action: '*', Resource: [] })],
    ['Effect in lower case', answerOf({ Effect: 'allow', Action: '*', Resource: '*' })],
    ['members beside the known ones', { ...good, status: 200 }],
    ['a usageIdentifierKey that is a number', { ...good, usageIdentifierKey: 1 }],
  ])('500 for %s', async (_, answer: unknown) => {
    const { gateway, calls, events } = createProbe(() => answer);
    const response = await gateway.invoke(withToken('GET', '/orders'));
    expect(summaryOf(response)).toEqual({ status: 500, body: '{"message":null}', ...BAD_ANSWER });
    expect(response).not.toHaveProperty('effect');
    expect(events).toMatchObject([{ type: 'authorizerAnswerRefused', problems: expect.any(Array) }]);
    await gateway.invoke(withToken('GET', '/orders'));
    expect(calls).toHaveLength(2);
  });

  test.each([
    ['the plain form', good],
    ['context {}', { ...good, context: {} }],
    ['usageIdentifierKey null', { ...good, usageIdentifierKey: null }],
    ['usageIdentifierKey text', { ...good, usageIdentifierKey: 'k' }],
    ['undefined in context, which JSON leaves out', { ...good, context: { a: undefined, b: 'c' } }],
  ])('200 for %s', async (_, answer: unknown) => {
    const { gateway } = createProbe(() => answer);
    expect((await gateway.invoke(withToken('GET', '/orders'))).status).toBe(200);
  });
});
