import { PolicyError } from '@sallyport/core';
import { requestAuthorizer } from '@sallyport/lambda';
import { describe, expect, test } from 'vitest';
import { readEvent } from '../events/read.ts';
import { createEvaluator } from '../iam/evaluator.ts';
import { BASE, createSetting, START, toPolicy, toRestEvent } from './setting.ts';

const POLICY = toPolicy({ kind: 'rest-request' });
const setUp = (policy = POLICY, options = {}) => createSetting(requestAuthorizer, policy, options);
const UNCACHED = toPolicy({ kind: 'rest-request', resultTtlSeconds: 0, identitySources: [] });

describe('a REQUEST authorizer', () => {
  test('answers the event of AWS with one document that is right for every route', async () => {
    const { handler, mint } = setUp();
    const answer = await handler(readEvent('request-rest', await mint(['read:orders'])), {});
    const evaluate = createEvaluator(answer.policyDocument);
    const requests = ['GET/orders/1', 'GET/orders/2', 'GET/health', 'POST/orders', 'GET/closed', 'GET/base/orders/1'];
    expect(requests.map((request) => evaluate(`${BASE}/${request}`, START))).toEqual([
      'allow',
      'allow',
      'allow',
      'explicitDeny',
      'explicitDeny',
      'explicitDeny',
    ]);
    expect(answer.principalId).toBe('https://tokens.acme.dev|sub|auth0|abc');
    expect(answer.context).not.toHaveProperty('sallyport_route');
  });

  test('answers a console test, whose maps are null', async () => {
    const { handler, mint } = setUp();
    const answer = await handler(readEvent('request-rest-console', await mint(['read:orders'])), {});
    const base = BASE.replace('prod', 'ESTestInvoke-stage');
    expect(createEvaluator(answer.policyDocument)(`${base}/GET/orders/1`, START)).toBe('allow');
  });

  test('two Authorization values are credential_ambiguous, and Unauthorized, though one of them is good', async () => {
    const { handler, mint, logged } = setUp();
    const event = readEvent('request-rest-two-tokens', await mint(['read:orders']));
    await expect(handler(event, {})).rejects.toThrow(/^Unauthorized$/);
    expect(logged).toMatchObject([{ reason: 'credential_ambiguous' }]);
  });

  test('a value that differs between the two maps is credential_ambiguous, whichever of them is good', async () => {
    const { handler, mint, logged } = setUp();
    const good = `Bearer ${await mint(['read:orders'])}`;
    const event = toRestEvent('GET/orders/1', { Authorization: good });
    const other = 'Bearer a.b.c';
    for (const changes of [{ headers: { Authorization: other } }, { multiValueHeaders: { authorization: [other] } }]) {
      await expect(handler({ ...event, ...changes }, {})).rejects.toThrow(/^Unauthorized$/);
    }
    expect(logged).toMatchObject([{ reason: 'credential_ambiguous' }, { reason: 'credential_ambiguous' }]);
  });

  test('while results are kept sees the identity sources alone: a token elsewhere is token_missing', async () => {
    const issuers = {
      main: {
        issuer: 'https://tokens.acme.dev',
        audience: 'https://api.acme.dev',
        tokenFrom: ['authorization' as const, { header: 'x-token' }, { cookie: 'session' }],
      },
    };
    const changed = { issuers };
    const kept = setUp(toPolicy({ kind: 'rest-request' }, changed));
    const unkept = setUp({ ...UNCACHED, ...changed });
    for (const { handler, mint, logged, toStatus } of [
      { ...kept, toStatus: 'Unauthorized' },
      { ...unkept, toStatus: 'answered' },
    ]) {
      const token = await mint(['read:orders']);
      for (const headers of [{ 'x-token': token }, { Cookie: `session=${token}` }]) {
        const status = await handler(toRestEvent('GET/orders/1', headers), {}).then(
          () => 'answered',
          (error: unknown) => (error instanceof Error ? error.message : ''),
        );
        expect(status).toBe(toStatus);
      }
      if (toStatus === 'Unauthorized')
        expect(logged.map(({ reason }) => reason)).toEqual(['token_missing', 'token_missing']);
    }
  });

  test('never reads a cookie while results are kept, even where Cookie is the identity source', async () => {
    const main = { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev', tokenFrom: [{ cookie: 's' }] };
    const { handler, mint } = setUp(
      toPolicy({ kind: 'rest-request', identitySources: ['method.request.header.Cookie'] }, { issuers: { main } }),
    );
    const event = toRestEvent('GET/orders/1', { Cookie: `s=${await mint(['read:orders'])}` });
    await expect(handler(event, {})).rejects.toThrow(/^Unauthorized$/);
  });

  test('takes a token in two places from the first that the policy names', async () => {
    const tokenFrom = [{ header: 'x-token' }, 'authorization' as const];
    const main = { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev', tokenFrom };
    const { handler, mint, logged } = setUp({ ...UNCACHED, issuers: { main } });
    const token = await mint(['read:orders']);
    await handler(toRestEvent('GET/orders/1', { Authorization: 'Bearer a.b.c', 'X-Token': token }), {});
    const swapped = toRestEvent('GET/orders/1', { Authorization: `Bearer ${token}`, 'X-Token': 'a.b.c' });
    await expect(handler(swapped, {})).rejects.toThrow(/^Unauthorized$/);
    expect(logged).toMatchObject([{ effect: 'allow' }, { reason: 'token_malformed' }]);
  });

  test('reads a query token where it is an identity source, twice in one name as credential_ambiguous', async () => {
    const tokenFrom = [{ unsafeQueryToken: { name: 'token', why: 'EventSource' } }];
    const main = { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev', tokenFrom };
    const identitySources = ['method.request.querystring.token'];
    const { handler, mint, logged } = setUp(toPolicy({ kind: 'rest-request', identitySources }, { issuers: { main } }));
    const token = await mint(['read:orders']);
    const event = toRestEvent('GET/orders/1', {});
    const once = { queryStringParameters: { token }, multiValueQueryStringParameters: { token: [token] } };
    const answer = await handler({ ...event, ...once }, {});
    expect(createEvaluator(answer.policyDocument)(`${BASE}/GET/orders/1`, START)).toBe('allow');
    const twice = { ...once, multiValueQueryStringParameters: { token: [token, token] } };
    await expect(handler({ ...event, ...twice }, {})).rejects.toThrow(/^Unauthorized$/);
    expect(logged.at(-1)).toMatchObject({ reason: 'credential_ambiguous' });
  });

  test('without a cache and without identity sources lets a stranger in where the route does, for 10 s', async () => {
    const routes = { 'GET /feed': 'optional', 'GET /open': 'public', 'GET /mine': 'authenticated' } as const;
    const { handler, logged } = setUp({ ...UNCACHED, routes });
    for (const path of ['feed', 'open']) {
      const answer = await handler(toRestEvent(`GET/${path}`, {}), {});
      const evaluate = createEvaluator(answer.policyDocument);
      const verdicts = [START, START + 9, START + 10].map((at) => evaluate(`${BASE}/GET/${path}`, at));
      expect(verdicts).toEqual(['allow', 'allow', 'explicitDeny']);
      expect(evaluate(`${BASE}/GET/mine`, START)).toBe('explicitDeny');
      expect(answer.principalId).toBe('anonymous');
      expect(answer.context).not.toHaveProperty('sallyport_issuer');
    }
    await expect(handler(toRestEvent('GET/mine', {}), {})).rejects.toThrow(/^Unauthorized$/);
    await expect(handler(toRestEvent('GET/feed', { Authorization: 'Bearer a.b.c' }), {})).rejects.toThrow(
      /^Unauthorized$/,
    );
    expect(logged.map(({ reason }) => reason)).toEqual([null, null, 'token_missing', 'token_malformed']);
  });

  test('while results are kept lets no stranger in, wherever', async () => {
    const { handler } = setUp(
      toPolicy({ kind: 'rest-request' }, { routes: { 'GET /feed': 'optional', 'GET /open': 'public' } }),
    );
    for (const path of ['feed', 'open']) {
      await expect(handler(toRestEvent(`GET/${path}`, {}), {})).rejects.toThrow(/^Unauthorized$/);
    }
  });

  test.each([
    ['token'],
    ['request-http-v1'],
    ['request-http-v2'],
    ['websocket-connect'],
    ['websocket-message'],
    ['appsync'],
  ])('refuses the event %s as event_malformed', async (name) => {
    const { handler, logged } = setUp();
    await expect(handler(readEvent(name), {})).rejects.toThrow(/^event_malformed$/);
    expect(logged).toEqual([]);
  });

  test('refuses an event without requestContext, which API Gateway always sends, as event_malformed', async () => {
    const { handler, mint } = setUp();
    const { requestContext: _left, ...event } = readEvent('request-rest', await mint());
    await expect(handler(event, {})).rejects.toThrow(/^event_malformed$/);
  });

  test('of the APIs that are listed refuses a forged one as api_not_expected, in the ARN or beside it', async () => {
    const { handler, mint, issuer } = setUp(POLICY, { apiIds: ['abcdef1234'] });
    const event = readEvent('request-rest', await mint(['read:orders']));
    const forged = [
      { ...event, methodArn: String(event.methodArn).replace('abcdef1234', 'zzzzzzzzzz') },
      { ...event, requestContext: { ...Object(event.requestContext), apiId: 'zzzzzzzzzz' } },
    ];
    for (const one of forged) await expect(handler(one, {})).rejects.toThrow(/^api_not_expected$/);
    expect(issuer.requests.jwks).toBe(0);
    expect(await handler(event, {})).toHaveProperty('policyDocument');
  });

  test('is not constructed for another kind', () => {
    for (const kind of ['rest-token', 'http-iam', 'websocket'] as const) {
      expect(() => requestAuthorizer(toPolicy({ kind }), { env: {} })).toThrow(PolicyError);
    }
  });

  test('declares two parameters: Node 24 on Lambda refuses a third', () => {
    expect(setUp().handler).toHaveLength(2);
  });
});
