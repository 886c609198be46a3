import { describe, expect, test } from 'vitest';
import { findLambdaLimits } from '../../../../packages/core/src/document/lambda-limits.ts';
import { findSimpleLimits } from '../../../../packages/core/src/document/limits/simple-answers.ts';
import { compiled, type Json, toDocument } from '../compiling.ts';

const KEYED = {
  kind: 'http-simple',
  resultTtlSeconds: 60,
  identitySources: ['$request.header.Authorization', '$context.routeKey'],
  unknownPaths: 'never',
};
const codesOf = (routes: Json, apiGateway: Json = KEYED) =>
  findSimpleLimits(compiled(toDocument({ routes, apiGateway }))).map(({ code, pointer }) => `${code} ${pointer}`);
const ROLE = { roles: ['admin'] };

describe('a simple response may be kept', () => {
  test.each<[Json]>([
    [{ 'GET /orders': 'authenticated', 'POST /orders': ROLE, 'GET /orders/:id': { scopes: ['read'] } }],
    [{ '/v1/*': 'authenticated', '/v2/*': ROLE }],
    [{ '/v1/*': ROLE, '/v1/admin/*': ROLE }],
    [{ '/:a/x': 'authenticated', '/:a/y': ROLE }],
    [{ '/a': 'authenticated', '/a/b': ROLE }],
  ])('keyed by route where no path has two accesses: %j', (routes) => {
    expect(codesOf(routes)).toEqual([]);
    expect(findLambdaLimits(compiled(toDocument({ routes, apiGateway: KEYED })))).toEqual([]);
  });

  test('never without $context.routeKey: lambda-simple-key', () => {
    expect(codesOf({ 'GET /orders': ROLE }, { ...KEYED, identitySources: ['$request.header.Authorization'] })).toEqual([
      'lambda-simple-key /apiGateway/identitySources',
    ]);
    expect(codesOf({ 'GET /orders': ROLE }, { kind: 'http-simple' })).toEqual([
      'lambda-simple-key /apiGateway/identitySources',
    ]);
  });

  test('never for a route with param, at any depth: lambda-simple-param', () => {
    const leaf = { claims: { sub: { param: 'user' } } };
    const pointer = 'lambda-simple-param /routes/~1users~1:user';
    expect(codesOf({ '/users/:user': leaf })).toEqual([pointer]);
    expect(codesOf({ '/users/:user': { anyOf: [ROLE, { allOf: [ROLE, leaf] }] } })).toEqual([pointer]);
  });

  test.each<[Json, string]>([
    [{ '/v1/*': 'authenticated', '/v1/admin/*': ROLE }, '/v1/admin/*'],
    [{ 'GET /orders/:id': 'authenticated', 'GET /orders/mine': ROLE }, 'GET /orders/mine'],
    [{ 'GET /orders': 'authenticated', 'HEAD /orders/*': ROLE, '/orders/x': 'deny' }, '/orders/x'],
    [{ '/:a/x': 'authenticated', '/y/:b': ROLE }, '/y/:b'],
    [{ '/*': 'deny', 'POST /orders': ROLE }, 'POST /orders'],
  ])('never where one path has two accesses: lambda-simple-shared in %j', (routes, key) => {
    expect(codesOf(routes)).toContain(['lambda-simple-shared', `/routes/${key.replaceAll('/', '~1')}`].join(' '));
  });

  test.each([
    { ...KEYED, resultTtlSeconds: 0 },
    { kind: 'http-simple', resultTtlSeconds: 0 },
    { kind: 'http-iam' },
    {},
  ])('which no other deployment asks: %j', (apiGateway) => {
    expect(codesOf({ '/v1/*': 'authenticated', '/v1/:a': { claims: { sub: { param: 'a' } } } }, apiGateway)).toEqual(
      [],
    );
  });

  test('says how else: TTL 0 or the IAM form', () => {
    const document = toDocument({
      routes: { '/:a': { claims: { sub: { param: 'a' } } } },
      apiGateway: { kind: 'http-simple' },
    });
    for (const { suggestion } of findSimpleLimits(compiled(document))) {
      expect(suggestion).toMatch(/"resultTtlSeconds" to 0/);
      expect(suggestion).toMatch(/http-iam/);
    }
  });
});
