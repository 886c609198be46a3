import { PolicyError } from '@sallyport/core';
import { type WebSocketAuthorizerOptions, webSocketAuthorizer } from '@sallyport/lambda';
import { describe, expect, test } from 'vitest';
import { readEvent } from '../events/read.ts';
import { createEvaluator } from '../iam/evaluator.ts';
import { BASE, createSetting, START, toPolicy } from './setting.ts';

const ROUTES = {
  'GET /ws': { scopes: ['chat'] },
  '/lobby': 'optional',
  'GET /rooms/:room': 'authenticated',
  'POST /ws': 'authenticated',
  'GET /w%20s/é': 'authenticated',
} as const;
const WEBSOCKET = toPolicy({ kind: 'websocket' }, { routes: ROUTES });
const setUp = (policy = WEBSOCKET, options: WebSocketAuthorizerOptions = { route: 'GET /ws' }) =>
  createSetting(webSocketAuthorizer, policy, options);
const CONNECT = `${BASE}/$connect`;

describe('a WebSocket authorizer', () => {
  test('answers $connect by its route with a document of that one ARN, for 10 s', async () => {
    const { handler, mint, logged } = setUp();
    const answer = await handler(readEvent('websocket-connect', await mint(['chat'])), {});
    const evaluate = createEvaluator(answer.policyDocument);
    expect([START, START + 9, START + 10].map((at) => evaluate(CONNECT, at))).toEqual([
      'allow',
      'allow',
      'explicitDeny',
    ]);
    expect(evaluate(`${BASE}/$disconnect`, START)).toBe('explicitDeny');
    expect(evaluate(`${BASE}/GET/ws`, START)).toBe('explicitDeny');
    const granted = answer.policyDocument.Statement.filter(({ Effect }) => Effect === 'Allow');
    expect(granted.map(({ Resource }) => Resource)).toEqual([[CONNECT]]);
    expect(answer.context).toMatchObject({ sallyport_route: 'GET /ws', sallyport_subject: 'auth0|abc' });
    expect(logged).toMatchObject([{ route: 'GET /ws', effect: 'allow' }]);
  });

  test('denies what the route denies, and throws Unauthorized without a verified token', async () => {
    const { handler, mint, logged } = setUp();
    const denied = await handler(readEvent('websocket-connect', await mint()), {});
    expect(createEvaluator(denied.policyDocument)(CONNECT, START)).toBe('explicitDeny');
    expect(denied.context).toMatchObject({ sallyport_reason: 'scope_insufficient' });
    await expect(handler(readEvent('websocket-connect', 'a.b.c'), {})).rejects.toThrow(/^Unauthorized$/);
    const bare = { ...readEvent('websocket-connect'), headers: null, multiValueHeaders: null };
    await expect(handler(bare, {})).rejects.toThrow(/^Unauthorized$/);
    expect(logged.map(({ reason }) => reason)).toEqual(['scope_insufficient', 'token_malformed', 'token_missing']);
  });

  test('decides a route whose path has an encoded literal', async () => {
    const { handler, mint, logged } = setUp(WEBSOCKET, { route: 'GET /w%20s/é' });
    const answer = await handler(readEvent('websocket-connect', await mint()), {});
    expect(createEvaluator(answer.policyDocument)(CONNECT, START)).toBe('allow');
    expect(logged).toMatchObject([{ route: 'GET /w%20s/é' }]);
  });

  test('ends in 10 s beside an API that keeps results too', async () => {
    const { handler, mint } = setUp(toPolicy({ resultTtlSeconds: 300 }, { routes: ROUTES }));
    const answer = await handler(readEvent('websocket-connect', await mint(['chat'])), {});
    expect(createEvaluator(answer.policyDocument)(CONNECT, START + 10)).toBe('explicitDeny');
    expect(answer.context).toHaveProperty('sallyport_decisionId');
  });

  test('lets a stranger in where the route is optional', async () => {
    const { handler } = setUp(WEBSOCKET, { route: '/lobby' });
    const answer = await handler({ ...readEvent('websocket-connect'), headers: {}, multiValueHeaders: {} }, {});
    const evaluate = createEvaluator(answer.policyDocument);
    expect([evaluate(CONNECT, START), evaluate(CONNECT, START + 10)]).toEqual(['allow', 'explicitDeny']);
    expect(answer.principalId).toBe('anonymous');
  });

  test('takes a cookie from the own origin alone, as on any upgrade: cross_site_request from elsewhere', async () => {
    const main = { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev', tokenFrom: [{ cookie: 's' }] };
    const { handler, mint, logged } = setUp({
      ...WEBSOCKET,
      issuers: { main },
      cors: { origins: ['https://app.acme.dev'] },
    });
    const event = { ...readEvent('websocket-connect'), multiValueHeaders: null };
    const cookie = `s=${await mint(['chat'])}`;
    for (const Origin of ['https://evil.example', undefined]) {
      await expect(handler({ ...event, headers: { Cookie: cookie, Origin } }, {})).rejects.toThrow(/^Unauthorized$/);
    }
    const own = await handler({ ...event, headers: { Cookie: cookie, Origin: 'https://app.acme.dev' } }, {});
    expect(createEvaluator(own.policyDocument)(CONNECT, START)).toBe('allow');
    expect(logged.map(({ reason }) => reason)).toEqual(['cross_site_request', 'cross_site_request', null]);
  });

  test('keeps its whole answer under 8 KB: the longest of the context is left out and named, the policy stays', async () => {
    const context = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`claim_${at}`, { claim: `long_${at}` }]));
    const { handler, mint } = setUp({ ...WEBSOCKET, apiGateway: { kind: 'websocket', context } });
    const claims = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`long_${at}`, 'x'.repeat(1000 - at)]));
    const answer = await handler(readEvent('websocket-connect', await mint(['chat'], claims)), {});
    expect(new TextEncoder().encode(JSON.stringify(answer)).byteLength).toBeLessThanOrEqual(8192);
    expect(answer.context.sallyport_omitted).toMatch(/^claim_0 claim_1/);
    expect(answer.context).toMatchObject({ sallyport_subject: 'auth0|abc' });
    expect(answer.context).toHaveProperty('sallyport_policy');
    expect(answer.context).toHaveProperty('claim_8');
  });

  test.each(['websocket-message', 'request-rest', 'token'])('refuses the event %s as event_malformed', async (name) => {
    await expect(setUp().handler(readEvent(name), {})).rejects.toThrow(/^event_malformed$/);
  });

  test.each(['GET /nowhere', '/ws', 'get /ws', '', 'GET /rooms/:room', 'POST /ws'])(
    'is not constructed for %j, no route of one path that a GET reaches',
    (route) => {
      expect(() => webSocketAuthorizer(WEBSOCKET, { env: {}, route })).toThrow(PolicyError);
    },
  );
});
