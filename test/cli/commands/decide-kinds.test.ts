import type { PolicyDocument } from '@sallyport/core';
import { createTestIssuer } from '@sallyport/core/testing';
import { httpApiAuthorizer, requestAuthorizer, webSocketAuthorizer } from '@sallyport/lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFolder, type Folder, runSallyport } from './sallyport.ts';

const NOW = 1_900_000_000;
const BASE = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';
const clock = () => NOW * 1000;
const staff = createTestIssuer({ issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev', clock });
const AUTHORIZER = { ports: { clock, fetch: staff.fetchPort }, log: () => {} };

const toPolicy = (apiGateway: NonNullable<PolicyDocument['apiGateway']>): PolicyDocument => ({
  issuers: { staff: { issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev' } },
  routes: {
    'GET /health': 'public',
    'GET /ws': { scopes: ['stream'] },
    'GET /orders': { scopes: ['read:orders'] },
    'POST /orders': { scopes: ['write:orders'] },
  },
  apiGateway,
});

let folder: Folder;
let jwks: string;
beforeAll(async () => {
  folder = await createFolder();
  jwks = await folder.place('jwks.json', await staff.jwks());
});
afterAll(() => folder.remove());

const bearer = async (claims: Readonly<Record<string, unknown>>): Promise<Record<string, string>> => ({
  authorization: `Bearer ${await staff.mint({ sub: 'u1', scope: '', ...claims })}`,
});

interface Line {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const answer = async (policy: PolicyDocument, lines: readonly Line[]): Promise<Record<string, unknown>[]> => {
  const file = await folder.place('policy.jsonc', policy);
  const args = ['decide', '--policy', file, '--jwks', jwks, '--at', String(NOW), '--iam', BASE];
  const run = await runSallyport(args, { stdin: lines.map((line) => JSON.stringify(line)).join('\n') });
  expect([run.exitCode, run.stderr]).toEqual([0, '']);
  const texts = run.stdout.trimEnd().split('\n');
  return texts.map((text) => JSON.parse(text) as Record<string, unknown>);
};

/** What a handler returns, or what it throws. */
const call = (work: Promise<object>): Promise<Record<string, unknown>> =>
  work.then(
    (value) => ({ ...value }),
    (error: unknown) => ({ thrown: error instanceof Error ? error.message : 'no error' }),
  );

const requestContext = { accountId: '123456789012', apiId: 'abcdef1234', stage: 'prod' };

describe('decide --iam gives what the authorizer itself returns', () => {
  test('within the bound of the policy: over it a document grants less, and is not exact', async () => {
    const routes = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`GET /r${at}`, 'authenticated' as const]));
    const line = { method: 'GET', url: '/r39', headers: await bearer({}) };
    const [narrow] = await answer({ ...toPolicy({ maxDocumentBytes: 2048 }), routes }, [line]);
    const [whole] = await answer({ ...toPolicy({}), routes }, [line]);
    expect([narrow?.exact, whole?.exact]).toEqual([false, true]);
    expect(JSON.stringify(narrow?.iam).length).toBeLessThanOrEqual(2048);
    expect(JSON.stringify(whole?.iam).length).toBeGreaterThan(2048);
  });

  test.each([0, 300])('of a REST REQUEST authorizer, with a result TTL of %i', async (resultTtlSeconds) => {
    const policy = toPolicy({ kind: 'rest-request', resultTtlSeconds });
    const handler = requestAuthorizer(policy, AUTHORIZER);
    const lines = [
      { method: 'GET', url: '/orders', headers: await bearer({ scope: 'read:orders' }) },
      { method: 'POST', url: '/orders', headers: await bearer({ scope: 'read:orders' }) },
      { method: 'GET', url: '/health' },
      { method: 'GET', url: '/orders', headers: await bearer({ exp: NOW - 100, iat: NOW - 200 }) },
    ];
    const own = await Promise.all(
      lines.map(({ method, url, headers = {} }) => {
        const multiValueHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
        const methodArn = `${BASE}/${method}${url}`;
        const event = { type: 'REQUEST', methodArn, resource: url, path: url, httpMethod: method, headers };
        const more = { multiValueHeaders, queryStringParameters: {}, multiValueQueryStringParameters: {} };
        return call(
          handler(
            {
              ...{ ...event, ...more, pathParameters: {}, stageVariables: {} },
              requestContext: { ...requestContext, path: url, httpMethod: method },
            },
            {},
          ),
        );
      }),
    );
    const answers = await answer(policy, lines);
    expect(answers.map(({ iam }) => iam)).toEqual(own.map(({ policyDocument = null }) => policyDocument));
    expect(own[0]).toHaveProperty('policyDocument.Statement[0].Effect', 'Allow');
    expect(own[3]).toEqual({ thrown: 'Unauthorized' });
    expect(answers.map(({ exact }) => exact)).toEqual([true, true, resultTtlSeconds === 0 ? true : null, null]);
  });

  test.each(['http-iam', 'http-simple'] as const)('of an HTTP API, %s', async (kind) => {
    const policy = toPolicy({ kind, resultTtlSeconds: 0 });
    const handler = httpApiAuthorizer(policy, AUTHORIZER);
    const lines = [
      { method: 'GET', url: '/orders', headers: await bearer({ scope: 'read:orders' }) },
      { method: 'POST', url: '/orders', headers: await bearer({ scope: 'read:orders' }) },
      { method: 'GET', url: '/orders' },
    ];
    const own = await Promise.all(
      lines.map(({ method, url, headers = {} }) => {
        const event = { version: '2.0', type: 'REQUEST', routeArn: `${BASE}/${method}${url}` };
        const more = { routeKey: `${method} ${url}`, rawPath: url, rawQueryString: '', cookies: [], headers };
        const http = { method, path: url, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' };
        return call(
          handler({ ...event, ...more, identitySource: [], requestContext: { ...requestContext, http } }, {}),
        );
      }),
    );
    const answers = await answer(policy, lines);
    expect(own[2]).toEqual({ thrown: 'Unauthorized' });
    if (kind === 'http-simple') {
      expect(answers.map(({ isAuthorized }) => isAuthorized)).toEqual([true, false, null]);
      expect(own.map(({ isAuthorized = null }) => isAuthorized)).toEqual([true, false, null]);
      expect(answers[0]).not.toHaveProperty('iam');
    } else {
      expect(answers.map(({ iam }) => iam)).toEqual(own.map(({ policyDocument = null }) => policyDocument));
      expect(answers[0]).toHaveProperty('iam.Statement[0].Effect', 'Allow');
    }
  });

  test('of a kept simple response: only where every route under the key is granted', async () => {
    const identitySources = ['$request.header.Authorization', '$context.routeKey'];
    const policy = toPolicy({ kind: 'http-simple', resultTtlSeconds: 60, identitySources });
    const headers = await bearer({ scope: 'read:orders' });
    const answers = await answer(policy, [
      { method: 'GET', url: '/orders', headers },
      { method: 'POST', url: '/orders', headers },
      { method: 'GET', url: '/nowhere', headers },
    ]);
    expect(answers.map(({ isAuthorized }) => isAuthorized)).toEqual([true, false, false]);
  });

  test('of a WebSocket API, whose document holds the one ARN of the connection', async () => {
    const policy = toPolicy({ kind: 'websocket' });
    const handler = webSocketAuthorizer(policy, { ...AUTHORIZER, route: 'GET /ws' });
    const lines = [
      { method: 'GET', url: '/ws', headers: await bearer({ scope: 'stream' }) },
      { method: 'GET', url: '/ws', headers: await bearer({ scope: 'other' }) },
    ];
    const own = await Promise.all(
      lines.map(({ headers }) => {
        const context = { ...requestContext, routeKey: '$connect', eventType: 'CONNECT', connectionId: 'c' };
        const multiValueHeaders = { authorization: [headers.authorization] };
        const event = { type: 'REQUEST', methodArn: `${BASE}/$connect`, headers, multiValueHeaders };
        const more = { queryStringParameters: {}, multiValueQueryStringParameters: {}, stageVariables: {} };
        return call(handler({ ...event, ...more, requestContext: context }, {}));
      }),
    );
    const answers = await answer(policy, lines);
    expect(answers.map(({ iam }) => iam)).toEqual(own.map(({ policyDocument }) => policyDocument));
    expect(answers[0]).toHaveProperty('iam.Statement[0].Resource', [`${BASE}/$connect`]);
    expect(answers[1]).toHaveProperty('iam.Statement[0].Effect', 'Deny');
  });
});
