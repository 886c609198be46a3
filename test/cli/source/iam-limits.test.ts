import { type CompiledPolicy, compilePolicy, type PolicyDocument } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { findIamLimits } from '../../../packages/cli/src/source/iam-limits.ts';

const compile = (
  routes: PolicyDocument['routes'],
  apiGateway: NonNullable<PolicyDocument['apiGateway']> = {},
): CompiledPolicy => {
  const issuers = { staff: { issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev' } };
  const { policy, findings } = compilePolicy({ issuers, routes, apiGateway }, { env: {} });
  if (policy === null) throw new TypeError(JSON.stringify(findings));
  return policy;
};

const NESTED = { 'GET /orders/:id': { scopes: ['read'] }, 'GET /orders/:id/items': { scopes: ['read'] } };

describe('routes that no IAM document can grant together with what is refused', () => {
  test('are one error at the first of them, with the path that would slip through and every choice', () => {
    const { findings, notes } = findIamLimits(compile(NESTED));
    expect(findings).toEqual([
      {
        level: 'error',
        code: 'lambda-iam-reach',
        pointer: '/routes/GET ~1orders~1:id',
        at: 'name',
        message: expect.stringMatching(/refuse GET \/orders\/\S+, a path that no route has: /),
        suggestion: expect.stringMatching(
          /"unknownPaths": "never".*"resultTtlSeconds" to 0.*"context.path" and "context.httpMethod".*another shape/,
        ),
      },
    ]);
    expect(notes).toEqual([]);
  });

  test.each([
    ['the API has a resource for each path', { unknownPaths: 'never' }],
    ['each request has a document of its own', { resultTtlSeconds: 0 }],
    [
      'results are keyed by path and method',
      {
        kind: 'rest-request',
        identitySources: ['method.request.header.Authorization', 'context.path', 'context.httpMethod'],
      },
    ],
    ['there is no document', { kind: 'http-simple', resultTtlSeconds: 0 }],
    ['the document is one ARN', { kind: 'websocket' }],
  ] as const)('are none where %s', (_why, apiGateway) => {
    expect(findIamLimits(compile(NESTED, apiGateway))).toEqual({ findings: [], notes: [] });
  });

  test('are the same in both shapes of the Deny, which allow the same', () => {
    const routes = { ...NESTED, 'GET /a%2Ab': { scopes: ['read'] } };
    const found = findIamLimits(compile(routes)).findings;
    expect(found).toHaveLength(2);
    expect(findIamLimits(compile(routes, { denyShape: 'resource' })).findings).toEqual(found);
  });

  test('name the route that decides what would slip through, and then "never" is no choice', () => {
    const routes = { '/files/*': { scopes: ['read'] }, 'GET /files/:id/keys': { scopes: ['keys'] } };
    const { findings } = findIamLimits(compile({ ...routes, 'GET /files/:id/keys/:key': { scopes: ['read'] } }));
    const [finding] = findings.filter(({ message }) => message.includes('which "'));
    expect(finding?.message).toContain('which "GET /files/:id/keys" decides');
    expect(finding?.suggestion).not.toContain('never');
  });

  test('name the other routes that are lost with the first', () => {
    const more = { 'GET /orders/:id/items/:item': { scopes: ['read'] }, 'GET /a': { scopes: ['read'] } };
    const { findings } = findIamLimits(
      compile({ '/*': { scopes: ['all'] }, '/admin/*': { roles: ['x'] }, ...NESTED, ...more }),
    );
    expect(findings.map(({ message }) => message).join()).toMatch(/; so too "[^"]+"/);
  });

  test('name at an HTTP API the identity sources of an HTTP API', () => {
    const { findings } = findIamLimits(compile(NESTED, { kind: 'http-iam' }));
    expect(findings[0]?.suggestion).toContain('add "$context.path" and "$context.httpMethod" to "identitySources"');
  });
});

test.each([300, 0])(
  'a literal that is syntax in a pattern is an error whatever the TTL, here %i',
  (resultTtlSeconds) => {
    const { findings } = findIamLimits(compile({ 'GET /a%2Ab': { scopes: ['read'] } }, { resultTtlSeconds }));
    expect(findings.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['lambda-iam-unwritable', '/routes/GET ~1a%2Ab'],
    ]);
  },
);

test('a route whose ARN has over 512 characters is an error at its key', () => {
  const key = `GET /${'long'.repeat(130)}`;
  const { findings } = findIamLimits(compile({ 'GET /health': { scopes: ['a'] }, [key]: { scopes: ['read'] } }));
  expect(findings).toEqual([
    expect.objectContaining({ code: 'lambda-iam-spelling', pointer: `/routes/${key.replaceAll('/', '~1')}` }),
  ]);
  expect(findings[0]?.message).toContain('over 512 characters');
});

describe('a document over its bound', () => {
  const ROUTES = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`GET /r${at}`, { scopes: [at < 5 ? 'few' : 'many'] }]),
  );

  test('that the policy sets is an error for the worst principal, with the choices, and none once it is raised', () => {
    const [finding, ...others] = findIamLimits(compile(ROUTES, { maxDocumentBytes: 4096 })).findings;
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      ...{ level: 'error', code: 'lambda-document-size', pointer: '/apiGateway/maxDocumentBytes', at: 'value' },
      message: expect.stringMatching(/can reach \d{4,5} bytes in its shortest form, and 4096 is the most/),
      suggestion: expect.stringMatching(
        /^raise "maxDocumentBytes" to \d+ or more; or use fewer or wider routes; or set "resultTtlSeconds" to 0/,
      ),
    });
    const enough = Number(/to (\d+) or more/.exec(finding?.suggestion ?? '')?.[1]);
    expect(findIamLimits(compile(ROUTES, { maxDocumentBytes: enough })).findings).toEqual([]);
    expect(findIamLimits(compile(ROUTES, { maxDocumentBytes: enough - 1 })).findings).toHaveLength(1);
  });

  test('is judged by those who may use the most routes, though others would fit', () => {
    const few = Object.fromEntries(Object.entries(ROUTES).filter((_, at) => at < 5));
    expect(findIamLimits(compile(few, { maxDocumentBytes: 4096 })).findings).toEqual([]);
    expect(findIamLimits(compile(ROUTES, { maxDocumentBytes: 4096 })).findings).toHaveLength(1);
  });

  test('is judged in the shape of the policy: what names each refused route is longer, and narrowed it closes methods', () => {
    const bound = (denyShape: 'notResource' | 'resource', maxDocumentBytes: number) =>
      findIamLimits(compile(ROUTES, { denyShape, maxDocumentBytes })).findings;
    expect(bound('notResource', 15_200)).toEqual([]);
    const [finding] = bound('resource', 15_200);
    expect(finding).toMatchObject({ code: 'lambda-document-size', pointer: '/apiGateway/maxDocumentBytes' });
    expect(finding?.message).toMatch(/grant less than the policy, and refuse whole methods$/);
    expect(bound('notResource', 4096)[0]?.message).toMatch(/grant less than the policy$/);
    const enough = Number(/to (\d+) or more/.exec(finding?.suggestion ?? '')?.[1]);
    expect(bound('resource', enough)).toEqual([]);
    expect(bound('resource', enough - 1)).toHaveLength(1);
  });

  test.each([
    ['each request has a document of its own', { resultTtlSeconds: 0 }],
    ['there is no document', { kind: 'http-simple', resultTtlSeconds: 0 }],
    ['the document is one ARN', { kind: 'websocket' }],
  ] as const)('is none where %s', (_why, apiGateway) => {
    expect(findIamLimits(compile(ROUTES, { ...apiGateway, maxDocumentBytes: 2048 })).findings).toEqual([]);
  });

  test('is none within the bound that there is by default, and over that an error at the routes', () => {
    expect(findIamLimits(compile(ROUTES)).findings).toEqual([]);
    const huge = Object.fromEntries(
      Array.from({ length: 1200 }, (_, at) => [`/resource-${at}/:id`, 'authenticated' as const]),
    );
    expect(findIamLimits(compile(huge)).findings).toMatchObject([
      {
        code: 'lambda-document-size',
        pointer: '/routes',
        at: 'name',
        suggestion: expect.not.stringContaining('raise'),
      },
    ]);
    const [lowered] = findIamLimits(compile(huge, { maxDocumentBytes: 4096 })).findings;
    expect(lowered?.suggestion).toMatch(/^raise "maxDocumentBytes" \(1048576 is the most\); or use fewer/);
  });
});

test('a search that met its bound says so, and is no finding', () => {
  const routes = Object.fromEntries(
    Array.from({ length: 14 }, (_, index) => [`GET /v1/r${index}`, { scopes: [`s${index}`] }]),
  );
  const { findings, notes } = findIamLimits(compile(routes, { unknownPaths: 'never' }));
  expect(findings).toEqual([]);
  expect(notes).toEqual([expect.stringContaining('more principals apart than were gone through')]);
});
