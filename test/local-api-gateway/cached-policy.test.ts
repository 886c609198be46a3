import { createLocalApiGateway, type TokenAuthorizerOptions } from '@sallyport/local-api-gateway';
import { describe, expect, test } from 'vitest';
import { API, answerFor, createProbe, withToken } from './fixture.ts';

describe('the authorizer everybody copies: one ARN, the one it was asked for', () => {
  const copied = (event: { readonly methodArn: string }): unknown => ({
    principalId: 'user',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn }],
    },
  });

  test('its second route is a 403 for as long as the first answer is kept', async () => {
    const { gateway, calls, advance } = createProbe(copied);
    expect(await gateway.invoke(withToken('GET', '/orders'))).toMatchObject({ status: 200, authorizerInvoked: true });
    const second = await gateway.invoke(withToken('GET', '/orders/42'));
    expect(second).toMatchObject({ status: 403, authorizerInvoked: false, cached: true, effect: 'implicitDeny' });
    expect(second.body).toBe('{"Message":"User is not authorized to access this resource"}');
    expect((await gateway.invoke(withToken('POST', '/orders'))).status).toBe(403);
    expect(await gateway.invoke(withToken('GET', '/orders'))).toMatchObject({ status: 200, cached: true });
    advance(300_000);
    expect((await gateway.invoke(withToken('GET', '/orders/42'))).status).toBe(200);
    expect((await gateway.invoke(withToken('GET', '/orders'))).status).toBe(403);
    expect(calls).toHaveLength(2);
  });

  test('without a cache the fault does not show', async () => {
    const { gateway, calls } = createProbe(copied, { authorizer: { resultTtlSeconds: 0 } });
    for (const path of ['/orders', '/orders/42', '/files/a']) {
      expect(await gateway.invoke(withToken('GET', path))).toMatchObject({ status: 200, cached: false });
    }
    expect(calls).toHaveLength(3);
  });

  test('a document for the whole stage, its usual cure, grants routes that were never asked about', async () => {
    const { gateway } = createProbe(({ methodArn }) =>
      methodArn.endsWith('/GET/orders') ? answerFor('Allow') : answerFor('Deny'),
    );
    expect((await gateway.invoke(withToken('GET', '/files/secret', 'Bearer first-there'))).status).toBe(403);
    expect((await gateway.invoke(withToken('GET', '/orders'))).status).toBe(200);
    expect((await gateway.invoke(withToken('GET', '/files/secret'))).status).toBe(200);
  });
});

describe('the result cache', () => {
  test('keeps allow and deny alike, by the exact token', async () => {
    const { gateway, calls } = createProbe(({ authorizationToken }) =>
      answerFor(authorizationToken.endsWith('bad') ? 'Deny' : 'Allow'),
    );
    for (const [token, status, cached] of [
      ['Bearer good', 200, false],
      ['Bearer bad', 403, false],
      ['Bearer good', 200, true],
      ['Bearer bad', 403, true],
      ['bearer good', 200, false],
      ['Bearer  good', 200, false],
    ] as const) {
      expect(await gateway.invoke(withToken('GET', '/orders', token))).toMatchObject({ status, cached });
    }
    expect(calls).toHaveLength(4);
  });

  test('serves context and principal with a kept result, and a latency of 0', async () => {
    const probe = createProbe(() => {
      probe.advance(120);
      return { ...answerFor('Allow'), context: { plan: 'gold' } };
    });
    await probe.gateway.invoke(withToken('GET', '/orders'));
    const second = await probe.gateway.invoke(withToken('GET', '/orders/1'));
    expect(second).toMatchObject({ cached: true, principalId: 'user-1', context: { plan: 'gold' } });
    expect(probe.served.map((request) => request.requestContext.authorizer?.integrationLatency)).toEqual([120, 0]);
  });

  test('ends a result when its time is over, and not a millisecond before', async () => {
    const { gateway, calls, advance } = createProbe(() => answerFor('Allow'), { authorizer: { resultTtlSeconds: 5 } });
    await gateway.invoke(withToken('GET', '/orders'));
    advance(4_999);
    expect((await gateway.invoke(withToken('GET', '/orders'))).cached).toBe(true);
    advance(1);
    expect((await gateway.invoke(withToken('GET', '/orders'))).cached).toBe(false);
    expect(calls).toHaveLength(2);
  });

  test('keeps neither a 401 nor a 500', async () => {
    let turn = 0;
    const { gateway, calls } = createProbe(() => {
      turn += 1;
      if (turn === 1) throw new Error('Unauthorized');
      if (turn === 2) throw new Error('keys unreachable');
      if (turn === 3) return null;
      return answerFor('Allow');
    });
    const statuses: number[] = [];
    for (let index = 0; index < 5; index += 1) {
      statuses.push((await gateway.invoke(withToken('GET', '/orders'))).status);
    }
    expect(statuses).toEqual([401, 500, 500, 200, 200]);
    expect(calls).toHaveLength(4);
  });

  test('is not reached by what the handler does to its answer later', async () => {
    const answer = answerFor('Allow', 'GET/orders');
    const { gateway } = createProbe(() => answer);
    await gateway.invoke(withToken('GET', '/orders'));
    answer.principalId = 'someone else';
    answer.policyDocument = answerFor('Allow').policyDocument;
    expect((await gateway.invoke(withToken('GET', '/orders/1'))).status).toBe(403);
    expect((await gateway.invoke(withToken('GET', '/orders'))).principalId).toBe('user-1');
  });

  test('is emptied by a flush, results under way included', async () => {
    let finish = (): void => {};
    let wait: Promise<void> | undefined = new Promise((resolve) => {
      finish = resolve;
    });
    const { gateway, calls } = createProbe(async () => {
      await wait;
      return answerFor('Allow');
    });
    const pending = gateway.invoke(withToken('GET', '/orders'));
    gateway.flushCache();
    finish();
    expect((await pending).status).toBe(200);
    wait = undefined;
    expect((await gateway.invoke(withToken('GET', '/orders'))).cached).toBe(false);
    expect((await gateway.invoke(withToken('GET', '/orders'))).cached).toBe(true);
    gateway.flushCache();
    expect((await gateway.invoke(withToken('GET', '/orders'))).cached).toBe(false);
    expect(calls).toHaveLength(3);
  });

  test('outlives a new container, whose handler is asked for new tokens only', async () => {
    const { gateway } = createProbe(() => answerFor('Allow'));
    await gateway.invoke(withToken('GET', '/orders', 'Bearer kept'));
    gateway.replaceHandler('edge', async () => answerFor('Deny', 'GET/orders'));
    expect((await gateway.invoke(withToken('GET', '/orders', 'Bearer kept'))).status).toBe(200);
    expect(await gateway.invoke(withToken('GET', '/orders', 'Bearer new'))).toMatchObject({
      status: 403,
      effect: 'explicitDeny',
    });
  });

  test('belongs to one authorizer: another one is asked about the same token', async () => {
    const integration = (): { status: number } => ({ status: 200 });
    const asked: string[] = [];
    const authorizer = (name: string, effect: 'Allow' | 'Deny'): TokenAuthorizerOptions => ({
      type: 'TOKEN',
      resultTtlSeconds: 300,
      handler: async () => {
        asked.push(name);
        return answerFor(effect);
      },
    });
    const gateway = createLocalApiGateway({
      ...API,
      authorizers: { one: authorizer('one', 'Allow'), two: authorizer('two', 'Deny') },
      routes: [
        { method: 'GET', path: '/a', authorizer: 'one', integration },
        { method: 'GET', path: '/b', authorizer: 'two', integration },
        { method: 'GET', path: '/c', authorizer: 'one', integration },
      ],
    });
    const statuses: number[] = [];
    for (const path of ['/a', '/b', '/c', '/b']) statuses.push((await gateway.invoke(withToken('GET', path))).status);
    expect(statuses).toEqual([200, 403, 200, 403]);
    expect(asked).toEqual(['one', 'two']);
  });

  test('lets requests that arrive together each invoke the authorizer', async () => {
    const { gateway, calls } = createProbe(async () => answerFor('Allow'));
    const responses = await Promise.all(Array.from({ length: 5 }, () => gateway.invoke(withToken('GET', '/orders'))));
    expect(responses.map((response) => response.status)).toEqual([200, 200, 200, 200, 200]);
    expect(calls).toHaveLength(5);
  });
});
