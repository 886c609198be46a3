import { PolicyError } from '@sallyport/core';
import { type AuthorizerAnswer, httpApiAuthorizer, type SimpleAnswer } from '@sallyport/lambda';
import { describe, expect, test } from 'vitest';
import { readEvent } from '../events/read.ts';
import { createEvaluator } from '../iam/evaluator.ts';
import { BASE, createSetting, START, toHttpEvent, toPolicy } from './setting.ts';

const setUp = (policy = toPolicy({ kind: 'http-iam' }), options = {}) =>
  createSetting(httpApiAuthorizer, policy, options);

const toDocumentAnswer = (answer: AuthorizerAnswer | SimpleAnswer): AuthorizerAnswer => {
  if (!('policyDocument' in answer)) throw new Error('a simple response');
  return answer;
};

describe('an HTTP API’s authorizer in the IAM form', () => {
  test.each(['request-http-v1', 'request-http-v2'])(
    'answers %s with a document, whatever order its identity sources have',
    async (name) => {
      const { handler, mint } = setUp();
      const event = readEvent(name, await mint(['read:orders']));
      const reversed = Array.isArray(event.identitySource) ? event.identitySource.toReversed() : event.identitySource;
      const [one, other] = [await handler(event, {}), await handler({ ...event, identitySource: reversed }, {})];
      expect(one).toEqual(other);
      const evaluate = createEvaluator(toDocumentAnswer(one).policyDocument);
      const base = BASE.replace('/prod', '/$default');
      expect(evaluate(`${base}/GET/orders/7`, START)).toBe('allow');
      expect(evaluate(`${base}/POST/orders`, START)).toBe('explicitDeny');
    },
  );

  test('joins no two values: a comma in Authorization is credential_ambiguous, and Unauthorized', async () => {
    const { handler, mint, logged } = setUp();
    const token = await mint(['read:orders']);
    for (const authorization of [
      `Bearer ${token},Bearer ${token}`,
      `Bearer a.b.c,Bearer ${token}`,
      `Basic eA==,Bearer ${token}`,
    ]) {
      await expect(handler(toHttpEvent('GET/orders/1', { authorization }), {})).rejects.toThrow(/^Unauthorized$/);
    }
    expect(logged.map(({ reason }) => reason)).toEqual(Array.from({ length: 3 }, () => 'credential_ambiguous'));
  });

  test('reads method and path of the ARN, never rawPath or the request context, which carry the stage', async () => {
    const { handler, mint, logged } = setUp();
    const event = toHttpEvent('POST/orders', { authorization: `Bearer ${await mint(['read:orders'])}` });
    const requestContext = { ...Object(event.requestContext), http: { method: 'GET', path: '/prod/orders/1' } };
    await handler({ ...event, rawPath: '/prod/orders/1', requestContext }, {});
    expect(logged).toMatchObject([{ method: 'POST', route: 'POST /orders', reason: 'scope_insufficient' }]);
  });

  test('of the $default route is decided by the path in its ARN', async () => {
    const { handler, mint } = setUp();
    const headers = { authorization: `Bearer ${await mint(['read:orders'])}` };
    const event = toHttpEvent('GET/orders/1', headers, { routeKey: '$default' });
    const evaluate = createEvaluator(toDocumentAnswer(await handler(event, {})).policyDocument);
    expect(evaluate(`${BASE}/GET/orders/1`, START)).toBe('allow');
  });

  test('refuses an ARN that names $default in place of method and path, as event_malformed', async () => {
    const { handler, mint } = setUp();
    const event = { ...readEvent('request-http-v2-default-arn'), headers: { authorization: `Bearer ${await mint()}` } };
    await expect(handler(event, {})).rejects.toThrow(/^event_malformed$/);
  });

  test('without any map is Unauthorized where a token is needed', async () => {
    const { handler } = setUp();
    await expect(handler(readEvent('request-http-v2-bare'), {})).rejects.toThrow(/^Unauthorized$/);
  });

  test.each(['token', 'request-rest', 'websocket-connect', 'appsync'])('refuses the event %s', async (name) => {
    await expect(setUp().handler(readEvent(name), {})).rejects.toThrow(/^event_malformed$/);
  });
});

describe('an HTTP API’s authorizer with simple responses', () => {
  const SIMPLE = toPolicy({ kind: 'http-simple', resultTtlSeconds: 0 });

  test('answers yes or no for the request, with the decision in the context', async () => {
    const { handler, mint } = setUp(SIMPLE);
    const headers = { authorization: `Bearer ${await mint(['read:orders'])}` };
    const verdicts = ['GET/orders/1', 'GET/health', 'POST/orders', 'GET/closed', 'GET/nowhere', 'GET/orders/a%2fb'];
    const answers = await Promise.all(verdicts.map((request) => handler(toHttpEvent(request, headers), {})));
    expect(answers.map((answer) => 'isAuthorized' in answer && answer.isAuthorized)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(answers[2]?.context).toMatchObject({
      sallyport_reason: 'scope_insufficient',
      sallyport_route: 'POST /orders',
    });
    for (const { context } of answers) {
      for (const value of Object.values(context)) expect(['string', 'number', 'boolean']).toContain(typeof value);
    }
  });

  test('throws Unauthorized for a token that is not accepted, and the code of a fault', async () => {
    const { handler, mint, issuer } = setUp(SIMPLE);
    await expect(handler(toHttpEvent('GET/orders/1', {}), {})).rejects.toThrow(/^Unauthorized$/);
    issuer.fail('status500');
    const headers = { authorization: `Bearer ${await mint()}` };
    await expect(handler(toHttpEvent('GET/orders/1', headers), {})).rejects.toThrow(/_unavailable$/);
  });

  test('refuses payload 1.0, which has no simple responses', async () => {
    await expect(setUp(SIMPLE).handler(readEvent('request-http-v1'), {})).rejects.toThrow(/^event_malformed$/);
  });

  test.each([
    {},
    { identitySources: ['$request.header.Authorization'] },
    { identitySources: ['$request.header.Authorization', '$context.routeKey'] },
  ])('is not constructed where it would be kept for other requests: %j', (entry) => {
    const policy = toPolicy({ kind: 'http-simple', resultTtlSeconds: 60, ...entry });
    expect(() => httpApiAuthorizer(policy, { env: {} })).toThrow(PolicyError);
  });

  test('kept by token and route key says yes only where everything under the route key is granted', async () => {
    const policy = toPolicy(
      {
        kind: 'http-simple',
        resultTtlSeconds: 60,
        identitySources: ['$request.header.Authorization', '$context.routeKey'],
      },
      {
        routes: {
          'GET /orders': { scopes: ['read:orders'] },
          'POST /orders': 'authenticated',
          '/admin/stats': { roles: ['admin'] },
        },
      },
    );
    const { handler, mint, logged } = setUp(policy);
    const headers = { authorization: `Bearer ${await mint(['read:orders'])}` };
    const ask = async (request: string, routeKey: string) => {
      const answer = await handler(toHttpEvent(request, headers, { routeKey }), {});
      expect(answer.context).not.toHaveProperty('sallyport_reason');
      return 'isAuthorized' in answer && answer.isAuthorized;
    };
    expect(await ask('GET/orders', 'GET /orders')).toBe(true);
    expect(await ask('POST/orders', 'POST /orders')).toBe(true);
    expect(await ask('GET/admin/stats', 'ANY /admin/stats')).toBe(false);
    for (const routeKey of ['ANY /{proxy+}', '$default', 'GET /{name}', 'ANY /orders', 'nonsense']) {
      expect(await ask('GET/orders', routeKey), routeKey).toBe(false);
    }
    expect(logged.at(-1)).toMatchObject({ effect: 'deny', reason: 'path_ambiguous' });
    const { routeKey: _left, ...event } = toHttpEvent('GET/orders', headers);
    await expect(handler(event, {})).rejects.toThrow(/^event_malformed$/);
  });

  test('kept is never a no for a first request to an odd path: that is Unauthorized, and the next one is answered', async () => {
    const apiGateway = { kind: 'http-simple', resultTtlSeconds: 60 } as const;
    const identitySources = ['$request.header.Authorization', '$context.routeKey'];
    const routes = { 'GET /orders': { scopes: ['read:orders'] } };
    const { handler, mint, logged } = setUp(toPolicy({ ...apiGateway, identitySources }, { routes }));
    const ask = async (request: string, scopes: readonly string[]) => {
      const headers = { authorization: `Bearer ${await mint(scopes)}` };
      const answer = await handler(toHttpEvent(request, headers, { routeKey: 'GET /orders' }), {});
      return 'isAuthorized' in answer && answer.isAuthorized;
    };
    for (const odd of ['GET/orders/a%2fb', 'GET/orders/a;b', 'GET/orders/..', 'GET/orders/a\nb']) {
      await expect(ask(odd, ['read:orders']), odd).rejects.toThrow(/^Unauthorized$/);
      expect(logged.at(-1)).toMatchObject({ effect: 'deny', reason: 'path_ambiguous' });
      expect(await ask('GET/orders', ['read:orders'])).toBe(true);
      expect(await ask(odd, []), odd).toBe(false);
    }
  });
});
