import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findRouteConflicts } from '../../../packages/core/src/routes/conflicts.ts';
import { toPattern } from './build-table.ts';
import { anyRequest, anyRoute, findBest, isParam, type ReferenceRoute, toKey } from './reference-matcher.ts';

const findPairs = (keys: readonly string[]): readonly string[] =>
  findRouteConflicts(keys.map(toPattern)).map(({ first, second }) => `${first} ~ ${second}`);

describe('keys that could tie', () => {
  test.each([
    ['/a/:x', '/a/:y'],
    ['/a', '/%61'],
    ['/caf%c3%a9', '/café'],
    ['/:x/*', '/:y/*'],
    ['GET /a', 'GET|POST /a'],
    ['GET|HEAD /a', 'HEAD /a'],
    ['acme.dev/a/:x', 'acme.dev/a/:y'],
    ['/items:get', '/items%3Aget'],
  ])('%s and %s', (first, second) => {
    expect(findPairs([first, second])).toEqual([`${first} ~ ${second}`]);
  });

  test.each([
    ['/a', '/a/*'],
    ['/a', '/A'],
    ['/a/:x', '/a/b'],
    ['/a/:x', '/a/*'],
    ['/:x/b', '/a/:y'],
    ['GET /a', '/a'],
    ['GET /a', 'POST|PUT /a'],
    ['GET /a', 'HEAD /a'],
    ['/a', 'acme.dev/a'],
    ['acme.dev/a', 'acme.dev:8443/a'],
    ['acme.dev/a', 'other.dev/a'],
    ['/:x', '/%3Ax'],
    ['/a/*', '/a/%2A'],
    ['/%7B%7D', '/:x'],
    ['/a%20b', '/a/b'],
  ])('not %s and %s', (first, second) => {
    expect(findPairs([first, second])).toEqual([]);
  });

  test('are each reported with the first key that holds their place', () => {
    expect(findPairs(['/a/:x', '/a/:y', '/b', '/a/:z'])).toEqual(['/a/:x ~ /a/:y', '/a/:x ~ /a/:z']);
    expect(findPairs(['GET /a', 'POST /a', 'GET|POST|PUT /a'])).toEqual([
      'GET /a ~ GET|POST|PUT /a',
      'POST /a ~ GET|POST|PUT /a',
    ]);
  });

  test('are told by both keys and their methods, with what to do', () => {
    const [named, any] = [
      ['GET|PUT /a', 'PUT|GET|POST /a'],
      ['/a/:x', '/a/:y'],
    ].map((keys) => findRouteConflicts(keys.map(toPattern))[0]);
    expect(named).toEqual({
      first: 'GET|PUT /a',
      second: 'PUT|GET|POST /a',
      message: '"PUT|GET|POST /a" and "GET|PUT /a" match the same paths for PUT, GET: neither is more specific',
      suggestion: 'keep PUT, GET in one of the two keys',
    });
    expect(any?.message).toContain('any method');
    expect(any?.suggestion).toBe('keep one of the two keys');
  });

  test('10,000 keys of one pattern are judged at once', () => {
    const patterns = Array.from({ length: 10_000 }, (_, at) => toPattern(`/a/:p${at}`));
    expect(findRouteConflicts(patterns)).toHaveLength(9_999);
  });
});

describe('for random keys', () => {
  const keys = fc.array(anyRoute, { maxLength: 8 });
  const decoded = (routes: readonly ReferenceRoute[]) =>
    routes.map((route) => ({ ...route, path: route.path.map((part) => part.replace('%20', ' ')) }));

  test('there is a conflict wherever brute force finds two best routes for a request', () => {
    let ties = 0;
    fc.assert(
      fc.property(keys, fc.array(anyRequest, { minLength: 5, maxLength: 30 }), (routes, requests) => {
        const hasConflict = findRouteConflicts(routes.map((route) => toPattern(toKey(route)))).length > 0;
        for (const { method, host, segments } of requests) {
          if (findBest(decoded(routes), method, host, segments).length < 2) continue;
          ties += 1;
          expect(hasConflict).toBe(true);
        }
      }),
      { numRuns: 1_500 },
    );
    expect(ties).toBeGreaterThan(20);
  });

  test('wherever there is a conflict, the two keys tie for the request that is made of them', () => {
    let conflicts = 0;
    fc.assert(
      fc.property(keys, (routes) => {
        for (const { first, second } of findRouteConflicts(routes.map((route) => toPattern(toKey(route))))) {
          const pair = decoded(routes.filter((route) => [first, second].includes(toKey(route))));
          const [one] = pair;
          if (one === undefined) throw new Error('a conflict names keys of the table');
          const segments = one.path.filter((part) => part !== '*').map((part) => (isParam(part) ? 'fresh' : part));
          const tied = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].some(
            (method) => findBest(pair, method, one.host, segments).length > 1,
          );
          conflicts += 1;
          expect(tied, `${first} ~ ${second}`).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
    expect(conflicts).toBeGreaterThan(50);
  });

  test('whether there is a conflict does not depend on the order', () => {
    fc.assert(
      fc.property(
        keys.chain((routes) =>
          fc.tuple(fc.constant(routes), fc.shuffledSubarray(routes, { minLength: routes.length })),
        ),
        ([routes, shuffled]) => {
          const count = (all: readonly ReferenceRoute[]) =>
            findRouteConflicts(all.map((route) => toPattern(toKey(route)))).length;
          expect(count(shuffled) > 0).toBe(count(routes) > 0);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
