import { type Policy, type PolicyDocument, PolicyError } from '@sallyport/core';
import { createTestClock, createTestIssuer } from '@sallyport/core/testing';
import { type AuthorizerAnswer, type TokenAuthorizerOptions, tokenAuthorizer } from '@sallyport/lambda';
import type { APIGatewayTokenAuthorizerHandler } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { createEvaluator } from './iam/evaluator.ts';

const BASE = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';
const ISSUER = 'https://tokens.acme.dev';
const AUDIENCE = 'https://api.acme.dev';
const START = 1_900_000_000;

const POLICY: PolicyDocument = {
  issuers: { main: { issuer: ISSUER, audience: AUDIENCE } },
  routes: {
    'GET /health': 'public',
    'GET /orders/:id': { scopes: ['read:orders'] },
    'POST /orders': { scopes: ['write:orders'] },
    '/users/:user/*': { claims: { sub: { param: 'user' } } },
    '/admin/*': { roles: ['admin'] },
    'GET /closed': 'deny',
  },
  log: { decisions: 'all' },
};

/** One authorizer with an issuer and a log of its own. */
function setUp(policy: Policy = POLICY, options: TokenAuthorizerOptions = {}) {
  const clock = createTestClock(START);
  const issuer = createTestIssuer({ issuer: ISSUER, audience: AUDIENCE, clock: clock.now });
  const logged: object[] = [];
  const handler = tokenAuthorizer(policy, {
    env: {},
    ports: { fetch: issuer.fetchPort, clock: clock.now, sleep: clock.sleep },
    log: (record) => logged.push(record),
    ...options,
  });
  const call = (token: string | null, request = 'GET/orders/1'): Promise<AuthorizerAnswer> =>
    handler({ type: 'TOKEN', methodArn: `${BASE}/${request}`, authorizationToken: token }, {});
  const bearer = async (scopes: readonly string[] = [], claims = {}): Promise<string> =>
    `Bearer ${await issuer.mint({ sub: 'auth0|abc', ...claims }, { scopes })}`;
  return { clock, issuer, logged, handler, call, bearer };
}

const variable = (name: string): string => `$\{${name}}`;

const say = (answer: AuthorizerAnswer, request: string): string =>
  createEvaluator(answer.policyDocument)(`${BASE}/${request}`, START);

describe('a verified token', () => {
  test('gets one document that is right for every route', async () => {
    const { call, bearer } = setUp();
    const answer = await call(await bearer(['read:orders']));
    const verdicts = [
      'GET/orders/1',
      'HEAD/orders/2/',
      'GET/health',
      'PUT/users/auth0%7Cabc/x',
      'POST/orders',
      'GET/orders/1/x',
      'GET/users/u2',
      'GET/admin',
      'GET/closed',
      'GET/nowhere',
    ];
    expect(verdicts.map((request) => say(answer, request))).toEqual([
      ...Array.from({ length: 4 }, () => 'allow'),
      ...Array.from({ length: 6 }, () => 'explicitDeny'),
    ]);
  });

  test('gets the same answer whatever the first route was: public, denied, unmatched, ambiguous, encoded', async () => {
    const { call, bearer } = setUp();
    const token = await bearer(['read:orders']);
    const requests = [
      'GET/orders/1',
      'GET/health',
      'POST/orders',
      'GET/closed',
      'GET/nowhere',
      'GET/a//b',
      'GET/a;b',
      'GET/%zz',
      'GET/orders/a%20b',
      'PROPFIND/x',
      'GET/',
      '/',
    ];
    const answers = await Promise.all(requests.map(async (request) => JSON.stringify(await call(token, request))));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).not.toMatch(/decisionId|reason|route"/);
  });

  test('says who it is for in principalId and context, in scalars', async () => {
    const { call, bearer } = setUp();
    const answer = await call(await bearer(['read:orders', 'x'], { client_id: 'app' }));
    expect(answer.principalId).toBe(`${ISSUER}|sub|auth0|abc`);
    expect(answer.context).toMatchObject({
      sallyport_policy: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      sallyport_issuer: 'main',
      sallyport_subject: 'auth0|abc',
      sallyport_scopes: 'read:orders x',
    });
    for (const value of Object.values(answer.context)) expect(['string', 'number', 'boolean']).toContain(typeof value);
  });

  test('keeps its tokens apart: two tokens in one process get two documents', async () => {
    const { call, bearer } = setUp();
    const [one, other] = await Promise.all([
      call(await bearer(['read:orders'])),
      call(await bearer(['write:orders'], { sub: 'u2' })),
    ]);
    expect([say(one, 'GET/orders/1'), say(one, 'POST/orders'), say(one, 'GET/users/u2')]).toEqual([
      'allow',
      'explicitDeny',
      'explicitDeny',
    ]);
    expect([say(other, 'GET/orders/1'), say(other, 'POST/orders'), say(other, 'GET/users/u2')]).toEqual([
      'explicitDeny',
      'allow',
      'allow',
    ]);
  });

  test('at a TTL of 0 gets a document for its request, with the decision in the context', async () => {
    const { call, bearer, logged } = setUp({ ...POLICY, apiGateway: { resultTtlSeconds: 0 } });
    const token = await bearer(['read:orders']);
    const allowed = await call(token, 'GET/orders/1');
    expect([say(allowed, 'GET/orders/1'), say(allowed, 'GET/orders/2')]).toEqual(['allow', 'explicitDeny']);
    expect(allowed.context).toMatchObject({ sallyport_route: 'GET /orders/:id' });
    expect(allowed.context).not.toHaveProperty('sallyport_reason');
    const denied = await call(token, 'POST/orders');
    expect(say(denied, 'POST/orders')).toBe('explicitDeny');
    expect(denied.context).toMatchObject({ sallyport_reason: 'scope_insufficient', sallyport_route: 'POST /orders' });
    expect(denied.context.sallyport_decisionId).toBe(
      Object.entries(logged[1] ?? {}).find(([name]) => name === 'decisionId')?.[1],
    );
  });

  test('logs what the answer says, where no document grants a spelling that the table grants', async () => {
    const { call, bearer, logged } = setUp();
    const token = await bearer(['read:orders']);
    await call(token, 'GET/orders/1');
    await call(token, 'GET/orders/a%20b');
    expect(logged).toMatchObject([
      { effect: 'allow', reason: null },
      { effect: 'deny', reason: 'path_ambiguous', status: 400 },
    ]);
  });
});

describe('without an acceptable token', () => {
  test.each<[string, (context: ReturnType<typeof setUp>) => Promise<string | null>]>([
    ['none', async () => null],
    ['an empty one', async () => ''],
    ['another scheme', async () => 'Basic YTpi'],
    ['no token after the scheme', async () => 'Bearer'],
    ['two tokens', async ({ bearer }) => `${await bearer()}, ${await bearer()}`],
    ['a malformed one', async () => 'Bearer a.b.c'],
    ['an expired one', async ({ bearer }) => bearer([], { exp: START - 31 })],
    ['one for another audience', async ({ bearer }) => bearer([], { aud: 'https://other.acme.dev' })],
    ['one of another issuer', async ({ bearer }) => bearer([], { iss: 'https://other.acme.dev' })],
    ['a tampered one', async ({ bearer }) => (await bearer()).replace(/\.[^.]+$/, `.${'A'.repeat(86)}`)],
    ['one bound to a key', async ({ bearer }) => bearer([], { cnf: { jkt: 'x' } })],
    ['a huge one', async () => `Bearer ${'a'.repeat(20_000)}`],
  ])('%s: throws exactly Unauthorized, on public and unknown routes too', async (_name, toToken) => {
    const context = setUp();
    const token = await toToken(context);
    for (const request of ['GET/orders/1', 'GET/health', 'GET/nowhere', 'GET/a//b']) {
      const error = await context.call(token, request).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      expect(error).toMatchObject({ name: 'Error', message: 'Unauthorized' });
    }
    expect(context.logged).toHaveLength(4);
  });
});

describe('a fault', () => {
  test('of the key endpoint throws its code, never Unauthorized, and the next call tries again', async () => {
    const { call, bearer, issuer, clock } = setUp();
    const token = await bearer(['read:orders']);
    issuer.fail('status500');
    await expect(call(token)).rejects.toThrow(/^(keys|discovery)_unavailable$/);
    issuer.fail(null);
    clock.advance(60);
    expect(say(await call(token), 'GET/orders/1')).toBe('allow');
  });

  test('of a port throws internal_error', async () => {
    const { bearer } = setUp();
    const broken = setUp(POLICY, {
      ports: {
        newId: () => {
          throw new Error('no entropy');
        },
      },
    });
    await expect(broken.call(await bearer())).rejects.toThrow(/^internal_error$/);
  });

  test('of the log decides nothing', async () => {
    const { call, bearer } = setUp(POLICY, {
      log: () => {
        throw new Error('disk full');
      },
    });
    await expect(call(await bearer())).resolves.toHaveProperty('policyDocument');
  });
});

describe('an event', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['of another kind', { type: 'REQUEST', methodArn: `${BASE}/GET/` }],
    ['without an ARN', { type: 'TOKEN', authorizationToken: 'Bearer x' }],
    ['with a pattern as its API', { type: 'TOKEN', methodArn: `${BASE.replace('abcdef1234', '*')}/GET/` }],
  ])('%s throws event_malformed: a deployment defect, which no client can bring about', async (_name, event) => {
    const { handler } = setUp();
    await expect(handler(event, {})).rejects.toThrow(/^event_malformed$/);
  });

  test('of an API that is not listed throws api_not_expected, before any key is fetched', async () => {
    const { call, bearer, issuer } = setUp(POLICY, { apiIds: ['zzzzzzzzzz'] });
    await expect(call(await bearer())).rejects.toThrow(/^api_not_expected$/);
    expect(issuer.requests.jwks).toBe(0);
  });

  test('of a listed API is answered', async () => {
    const { issuer, clock } = setUp();
    const handler = tokenAuthorizer(POLICY, {
      apiIds: ['abcdef1234'],
      ports: { fetch: issuer.fetchPort, clock: clock.now },
      log: () => {},
    });
    const authorizationToken = `Bearer ${await issuer.mint({})}`;
    const answer = await handler({ type: 'TOKEN', methodArn: `${BASE}/GET/health`, authorizationToken }, {});
    expect(say(answer, 'GET/health')).toBe('allow');
  });

  test('hands on the header that is the identity source, and no other', async () => {
    const policy: PolicyDocument = {
      ...POLICY,
      issuers: { main: { issuer: ISSUER, audience: AUDIENCE, tokenFrom: [{ header: 'x-token' }] } },
      apiGateway: { identitySources: ['method.request.header.X-Token'] },
    };
    const { call, bearer } = setUp(policy);
    const token = (await bearer(['read:orders'])).replace('Bearer ', '');
    expect(say(await call(token), 'GET/orders/1')).toBe('allow');
    const wrong = setUp({ ...policy, apiGateway: {} });
    await expect(wrong.call(token)).rejects.toThrow(/^Unauthorized$/);
  });
});

describe('the handler', () => {
  test('declares two parameters: Node 24 on Lambda refuses a third', () => {
    expect(setUp().handler).toHaveLength(2);
  });

  test('fits the types of AWS', () => {
    const handler: APIGatewayTokenAuthorizerHandler = setUp().handler;
    expect(handler).toBeTypeOf('function');
  });

  test('writes one JSON line a decision to the console by default, and no byte of a token', async () => {
    const lines: string[] = [];
    const original = console.log;
    console.log = (line: string) => lines.push(line);
    try {
      const { issuer, clock } = setUp();
      const handler = tokenAuthorizer(POLICY, { ports: { fetch: issuer.fetchPort, clock: clock.now } });
      const token = await issuer.mint({ sub: 'auth0|abc' }, { scopes: ['read:orders'] });
      const event = { type: 'TOKEN', methodArn: `${BASE}/GET/orders/1`, authorizationToken: `Bearer ${token}` };
      await handler(event, {});
      await handler({ ...event, authorizationToken: `Bearer ${token}x` }, {}).catch(() => null);
      expect(lines).toHaveLength(2);
      expect(lines.map((line) => JSON.parse(line).effect)).toEqual(['allow', 'deny']);
      for (const part of token.split('.')) expect(lines.join()).not.toContain(part.slice(0, 12));
    } finally {
      console.log = original;
    }
  });

  test('answers without a byte of the token, in principalId, context and errors', async () => {
    const { call, bearer } = setUp();
    const token = await bearer(['read:orders']);
    const text = JSON.stringify(await call(token));
    for (const part of token.replace('Bearer ', '').split('.')) expect(text).not.toContain(part.slice(0, 12));
  });
});

describe('construction', () => {
  test.each<[string, PolicyDocument]>([
    ['for another kind of authorizer', { ...POLICY, apiGateway: { kind: 'http-iam' } }],
    [
      'with a context key that API Gateway reserves',
      { ...POLICY, apiGateway: { context: { principalId: 'subject' } } },
    ],
    ['with a context key of ours', { ...POLICY, apiGateway: { context: { sallyport_subject: 'client' } } }],
    ['with an unset variable', { ...POLICY, issuers: { main: { issuer: variable('ISSUER'), audience: AUDIENCE } } }],
    ['without an end of its answers', { ...POLICY, apiGateway: { expiryCondition: 'none' } }],
  ])('of a policy %s throws', (_name, policy) => {
    expect(() => tokenAuthorizer(policy, { env: {} })).toThrow(PolicyError);
  });

  test('reads the environment of the process where none is given', () => {
    const policy: PolicyDocument = {
      ...POLICY,
      issuers: { main: { issuer: variable('SALLYPORT_TEST_ISSUER'), audience: AUDIENCE } },
    };
    process.env.SALLYPORT_TEST_ISSUER = ISSUER;
    try {
      expect(tokenAuthorizer(policy)).toBeTypeOf('function');
    } finally {
      delete process.env.SALLYPORT_TEST_ISSUER;
    }
    expect(() => tokenAuthorizer(policy)).toThrow(PolicyError);
  });
});
