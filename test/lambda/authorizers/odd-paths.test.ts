/** Paths that are syntax somewhere: every form of event gives them a defined answer, and no document a pattern of them. */
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

const setUp = (kind: (typeof KINDS)[number], resultTtlSeconds: number) => {
  const policy = toPolicy({ kind, resultTtlSeconds }, { routes: { 'GET /files/:name': 'authenticated' } });
  const make = { 'rest-token': tokenAuthorizer, 'rest-request': requestAuthorizer, 'http-iam': httpApiAuthorizer }[
    kind
  ];
  const setting = createSetting(make, policy, {});
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
    const { call, mint, logged } = setUp(kind, 0);
    const answer = await call(request, await mint());
    const evaluate = createEvaluator(answer.policyDocument);
    expect(evaluate(`${BASE}/${request}`, START)).toBe(expected);
    expect(evaluate(`${BASE}/GET/files/other`, START)).toBe('explicitDeny');
    expect(logged).toMatchObject([{ reason }]);
    expect(answer.context.sallyport_reason ?? null).toBe(reason);
  });
});

/** No text in a document can name these: there the own path is denied by a pattern, and nothing more is granted. */
const UNNAMEABLE = ['GET/files/\ud800', 'GET/files/a\nb'];

describe.each(KINDS)('at %s under a result TTL', (kind) => {
  test('none of them changes the answer, and none stands in it', async () => {
    const { call, mint } = setUp(kind, 300);
    const token = await mint();
    const answers = new Set<string>();
    for (const [request] of PATHS) {
      if (!UNNAMEABLE.includes(request)) answers.add(JSON.stringify(await call(request, token)));
    }
    expect(answers.size).toBe(1);
    expect([...answers].join()).not.toMatch(/files\/(?:plain|a:b|2021|caf|aaa)|\$\{/);
  });

  test.each(UNNAMEABLE)('%j adds one Deny to it, which holds for itself', async (request) => {
    const { call, mint } = setUp(kind, 300);
    const token = await mint();
    const plain = (await call('GET/files/plain', token)).policyDocument.Statement;
    const odd = (await call(request, token)).policyDocument;
    const list = (statements: typeof plain) =>
      statements.flatMap(({ Effect, Resource }) => (Resource ?? []).map((arn) => `${Effect} ${arn}`));
    const added = list(odd.Statement).filter((entry) => !list(plain).includes(entry));
    expect(added).toHaveLength(1);
    expect(added[0]).toMatch(/^Deny /);
    expect(createEvaluator(odd)(`${BASE}/${request}`, START)).toBe('explicitDeny');
  });
});
