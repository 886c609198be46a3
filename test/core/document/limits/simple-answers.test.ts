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
    [{ 'GET /orders': 'authenticated', 'POST /orders': ROLE, '/orders/mine': { scopes: ['read'] } }],
    [{ '/a': 'authenticated', '/a/b': ROLE, '/': 'public' }],
  ])('keyed by route where every route is of literals: %j', (routes) => {
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

  test.each(['GET /files/:name', '/v1/*', '/*', '/:a/x'])(
    'never for %s, since one kept answer would stand for odd spellings of its paths: lambda-simple-open',
    (key) => {
      const pointer = `/routes/${key.replaceAll('/', '~1')}`;
      expect(codesOf({ 'GET /orders': ROLE, [key]: 'authenticated' })).toEqual([
        'lambda-simple-open'.concat(' ', pointer),
      ]);
    },
  );

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
