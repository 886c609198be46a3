/** Paths that are syntax somewhere: every form of event gives them a defined answer, and no document a pattern of them. */
import type { ApiGatewayEntry, PolicyDocument, Ports } from '@sallyport/core';
import { httpApiAuthorizer, requestAuthorizer, tokenAuthorizer } from '@sallyport/lambda';
import { describe, expect, test } from 'vitest';
import { createEvaluator } from '../iam/evaluator.ts';
import { BASE, createSetting, START, toHttpEvent, toPolicy, toRestEvent } from './setting.ts';

const KINDS = ['rest-token', 'rest-request', 'http-iam'] as const;

/** What each path is at TTL 0: the request's own decision. */
const PATHS: readonly (readonly [path: string, expected: 'allow' | 'explicitDeny', reason: string | null])[] = [
  ['GET/files/plain', 'allow', null],
  ['GET/files/a:b', 'allow', null],
  ['GET/files/2021-08-01T00:00:00Z', 'allow', null],
  ['GET/files/a%20b', 'allow', null],
  ['GET/files/*', 'explicitDeny', 'path_ambiguous'],
  ['GET/files/a*', 'explicitDeny', 'path_ambiguous'],
  ['GET/files/?', 'explicitDeny', 'path_ambiguous'],
  [`GET/files/$${'{aws:username}'}`, 'explicitDeny', 'path_ambiguous'],
  ['GET/files/caf\u00e9', 'explicitDeny', 'path_ambiguous'],
  ['GET/files/\u540d', 'explicitDeny', 'path_ambiguous'],
  ['GET/files/\ud800', 'explicitDeny', 'path_ambiguous'],
  ['GET/files/a\nb', 'explicitDeny', 'path_ambiguous'],
  [`GET/files/${'a'.repeat(500)}`, 'explicitDeny', 'path_ambiguous'],
  [`GET/files/${'a'.repeat(1600)}`, 'explicitDeny', 'path_ambiguous'],
];

const ROUTES: PolicyDocument['routes'] = { 'GET /files/:name': 'authenticated' };

const setUp = (
  kind: (typeof KINDS)[number],
  apiGateway: ApiGatewayEntry,
  routes = ROUTES,
  ports: Partial<Ports> = {},
) => {
  const policy = toPolicy({ kind, ...apiGateway }, { routes });
  const make = { 'rest-token': tokenAuthorizer, 'rest-request': requestAuthorizer, 'http-iam': httpApiAuthorizer }[
    kind
  ];
  const setting = createSetting(make, policy, { metrics: 'on', ports });
  const call = async (request: string, token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const events = {
      'rest-token': { type: 'TOKEN', methodArn: `${BASE}/${request}`, authorizationToken: headers.authorization },
      'rest-request': toRestEvent(request, headers),
      'http-iam': toHttpEvent(request, headers),
    };
    const answer = await setting.handler(events[kind], {});
    if (!('policyDocument' in answer)) throw new Error('no document');
    return answer;
  };
  return { ...setting, call };
};

describe.each(KINDS)('at %s without a cache', (kind) => {
  test.each(PATHS)('%j is %s, %s', async (request, expected, reason) => {
    const { call, mint, logged } = setUp(kind, { resultTtlSeconds: 0 });
    const answer = await call(request, await mint());
    const evaluate = createEvaluator(answer.policyDocument);
    expect(evaluate(`${BASE}/${request}`, START)).toBe(expected);
    expect(evaluate(`${BASE}/GET/files/other`, START)).toBe('explicitDeny');
    expect(logged[0]).toMatchObject({ reason });
    expect(answer.context.sallyport_reason ?? null).toBe(reason);
  });
});

/** No text in a document can name these, so the patterns let them in. */
const UNNAMEABLE = ['GET/files/\ud800', 'GET/files/a\nb'];

describe.each(KINDS)('at %s under a result TTL', (kind) => {
  const KEPT = { resultTtlSeconds: 300 };

  test('each of them gets the one answer of its token, or Unauthorized, and none stands in it', async () => {
    const { call, mint } = setUp(kind, KEPT);
    const token = await mint();
    const plain = JSON.stringify(await call('GET/files/plain', token));
    const thrown: string[] = [];
    for (const [request] of PATHS) {
      const answer = await call(request, token).catch((error: Error) => error.message);
      if (answer === 'Unauthorized') thrown.push(request);
      else expect(JSON.stringify(answer), request).toBe(plain);
    }
    expect(thrown).toEqual(UNNAMEABLE);
    expect(plain).not.toMatch(/files\/(?:plain|a:b|2021|caf|aaa)|\$\{/);
  });

  test.each(UNNAMEABLE)('%j as the first request leaves the answer to the next as it is', async (request) => {
    const { call, mint, logged, issuer } = setUp(kind, KEPT);
    const token = await mint();
    await expect(call(request, token)).rejects.toThrow(/^Unauthorized$/);
    // The caller is told the one thing, the log the other.
    expect(logged).toMatchObject([{ effect: 'deny', reason: 'path_ambiguous' }, { Unauthorized: 1 }]);
    expect(logged[0]).not.toHaveProperty('documentBytes');
    const first = JSON.stringify(await call('GET/files/plain', token));
    const never = setUp(kind, KEPT, ROUTES, { fetch: issuer.fetchPort });
    expect(first).toBe(JSON.stringify(await never.call('GET/files/plain', token)));
    expect(createEvaluator(JSON.parse(first).policyDocument)(`${BASE}/GET/files/plain`, START)).toBe('allow');
  });

  test('a path that was declared never to arrive is Unauthorized where the patterns let it in, and no part of what is kept', async () => {
    const routes: PolicyDocument['routes'] = {
      'GET /orders/:id': 'authenticated',
      'GET /orders/:id/items': 'authenticated',
    };
    const { call, mint, logged } = setUp(kind, { ...KEPT, unknownPaths: 'never' }, routes);
    const token = await mint();
    await expect(call('GET/orders/1/other', token)).rejects.toThrow(/^Unauthorized$/);
    expect(logged[0]).toMatchObject({ effect: 'deny', reason: 'route_unmatched', route: null });
    const answers = await Promise.all(
      ['GET/orders/1', 'GET/orders/1/items', 'GET/nowhere', 'POST/orders/1'].map((request) => call(request, token)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const evaluate = createEvaluator(answers[0]?.policyDocument ?? { Version: '2012-10-17', Statement: [] });
    expect(evaluate(`${BASE}/GET/orders/1/items`, START)).toBe('allow');
    expect(evaluate(`${BASE}/GET/nowhere`, START)).toBe('explicitDeny');
  });
});
