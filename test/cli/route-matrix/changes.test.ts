import type { Principal, RequirementEntry } from '@sallyport/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareAccess, listRouteChanges } from '../../../packages/cli/src/route-matrix/changes.ts';
import { listRoutePairs } from '../../../packages/cli/src/route-matrix/pairs.ts';
import { checkRequirement } from '../../../packages/core/src/requirement/evaluate.ts';
import { compileRoute, compileRoutes } from './compile.ts';

const changes = (before: Parameters<typeof compileRoutes>[0], after: Parameters<typeof compileRoutes>[0]) =>
  listRouteChanges(compileRoutes(before), compileRoutes(after)).map(
    ({ change, widens, before: was, after: is }) =>
      `${change}${widens ? '!' : ''} ${was?.route ?? '-'} -> ${is?.route ?? '-'}`,
  );

describe('changes', () => {
  test('name what became public, wider, stricter, added and removed', () => {
    expect(
      changes(
        { '/a': 'deny', '/b': 'authenticated', '/c': { scopes: ['x'] }, '/d': 'public', '/f': 'public' },
        { '/a': 'public', '/b': { scopes: ['x'] }, '/c': 'authenticated', '/e': { scopes: ['x'] }, '/f': 'public' },
      ),
    ).toEqual(['public! /a -> /a', 'wider! /c -> /c', 'added! - -> /e', 'stricter /b -> /b', 'removed /d -> -']);
  });

  test('see a removed key leave its requests to a wider one, where no key says so', () => {
    expect(changes({ '/a/*': 'deny', '/:x/b': 'public' }, { '/:x/b': 'public' })).toEqual([
      'public! /a/* -> /:x/b',
      'removed /a/* -> -',
    ]);
    expect(changes({ '/a/*': 'deny' }, { '/a/*': 'deny', 'POST /a/b': 'public' })).toEqual([
      'public! /a/* -> POST /a/b',
    ]);
  });

  test('are none where only a parameter or the order of keys is another', () => {
    expect(
      changes(
        { '/u/:user': { claims: { sub: { param: 'user' } } }, '/a': 'public' },
        { '/a': 'public', '/u/:id': { claims: { sub: { param: 'id' } } } },
      ),
    ).toEqual([]);
  });

  test('an added key that denies lets nothing in', () => {
    expect(changes({ '/a': 'public' }, { '/a': 'public', '/b': 'deny' })).toEqual(['added - -> /b']);
  });
});

describe('requirements', () => {
  test.each<[string, RequirementEntry, RequirementEntry]>([
    ['wider', { scopes: ['a', 'b'] }, { scopes: ['a'] }],
    ['wider', { roles: ['admin'] }, { roles: { anyOf: ['admin', 'owner'] } }],
    ['wider', { claims: { level: { gte: 3 } } }, { claims: { level: { gte: 2 } } }],
    ['wider', { claims: { tier: 'gold' } }, { claims: { tier: { exists: true } } }],
    ['wider', { issuer: 'acme', scopes: ['a'] }, { scopes: ['a'] }],
    ['stricter', { scopes: ['a'] }, { scopes: ['a'], claims: { sub: { param: 'user' } } }],
    ['stricter', { anyOf: [{ scopes: ['a'] }, { roles: ['b'] }] }, { scopes: ['a'] }],
    ['changed', { scopes: ['a'] }, { scopes: ['b'] }],
    ['changed', { claims: { tier: { prefix: 'go' } } }, { claims: { tier: { gte: 1 } } }],
  ])('%s: %j to %j', (change, before, after) => {
    expect(compareAccess(compileRoute(before), compileRoute(after))).toEqual({ change, widens: change !== 'stricter' });
  });

  test('are equal where only their form differs', () => {
    const forms: RequirementEntry[] = [
      { roles: { anyOf: ['a', 'b'] }, scopes: ['x'] },
      { scopes: ['x'], anyOf: [{ roles: ['b'] }, { roles: ['a'] }] },
      {
        anyOf: [
          { roles: ['a'], scopes: ['x'] },
          { roles: ['b'], scopes: ['x'] },
        ],
      },
    ];
    for (const one of forms) {
      for (const other of forms) expect(compareAccess(compileRoute(one), compileRoute(other))).toBeNull();
    }
  });

  const word = fc.constantFrom('a', 'b', 'c');
  const words = fc.uniqueArray(word, { minLength: 1, maxLength: 2 });
  const condition = fc.oneof(
    word,
    fc.integer({ min: 1, max: 3 }).map((gte) => ({ gte })),
    fc.integer({ min: 1, max: 3 }).map((lte) => ({ lte })),
    words.map((noneOf) => ({ noneOf })),
    words.map((anyOf) => ({ anyOf })),
    word.map((contains) => ({ contains })),
    fc.constantFrom({ exists: true as const }, { param: 'user' }, { prefix: 'a' }),
  );
  const leaf: fc.Arbitrary<RequirementEntry> = fc.oneof(
    words.map((scopes) => ({ scopes })),
    words.map((anyOf) => ({ scopes: { anyOf } })),
    fc.constantFrom<RequirementEntry>({ issuer: 'acme' }, { issuer: { anyOf: ['acme', 'other'] } }, { client: 'a' }),
    condition.map((given) => ({ claims: { team: given } })),
  );
  const { entry } = fc.letrec<{ entry: RequirementEntry }>((tie) => ({
    entry: fc.oneof(
      { depthSize: 'small', maxDepth: 2 },
      leaf,
      fc.array(tie('entry'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
      fc.array(tie('entry'), { minLength: 1, maxLength: 3 }).map((allOf) => ({ allOf })),
    ),
  }));
  const team = fc.oneof(word, fc.constantFrom<unknown>(1, 2, 3, undefined, null, ['a'], ['b', 'c'], 'ab', true));

  test('not said to widen let nobody in who was kept out', () => {
    const compile = (given: RequirementEntry) => {
      try {
        return compileRoute(given);
      } catch {
        return null; // Parts that accept different issuers are a load error.
      }
    };
    let compared = 0;
    fc.assert(
      fc.property(
        entry,
        entry,
        fc.array(fc.tuple(fc.subarray(['a', 'b', 'c']), team, word, fc.boolean())),
        (a, b, who) => {
          const [before, after] = [compile(a), compile(b)];
          if (before?.access.requirement == null || after?.access.requirement == null) return;
          if (compareAccess(before, after)?.widens === true) return;
          compared += 1;
          for (const [scopes, claim, user, isAcme] of who) {
            const principal: Principal = {
              ...{
                issuer: isAcme ? 'acme' : 'other',
                iss: '',
                subject: null,
                clientId: user,
                tenant: null,
                tokenId: null,
              },
              ...{ scopes, permissions: [], roles: [], groups: [], issuedAt: null, expiresAt: 0 },
              claims: claim === undefined ? {} : { team: claim },
            };
            if (checkRequirement(after.access.requirement, principal, { user }) !== null) continue;
            expect(checkRequirement(before.access.requirement, principal, { user })).toBeNull();
          }
        },
      ),
      { numRuns: 1500 },
    );
    expect(compared).toBeGreaterThan(20);
  });
});

test('no request meets a pair of routes that is not listed', () => {
  const segment = fc.constantFrom('a', 'b', ':p');
  const key = fc
    .tuple(fc.array(segment, { maxLength: 3 }), fc.boolean(), fc.constantFrom('', 'GET ', 'POST '), fc.boolean())
    .map(([segments, isOpen, method, isHosted]) => {
      const path = segments.map((text, index) => (text === ':p' ? `:p${index}` : text)).join('/');
      const tail = isOpen ? (path === '' ? '*' : '/*') : '';
      return `${method}${isHosted ? 'h.acme.dev' : ''}/${path}${tail}`;
    });
  const table = fc.uniqueArray(key, { minLength: 1, maxLength: 5 }).map((keys) => {
    try {
      return compileRoutes(Object.fromEntries(keys.map((name) => [name, 'authenticated' as const]))).routes;
    } catch {
      return null;
    }
  });
  const request = fc.tuple(
    fc.constantFrom('GET', 'HEAD', 'POST', 'PUT'),
    fc.constantFrom(null, 'h.acme.dev', 'h.acme.dev:8443', 'other.acme.dev'),
    fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 5 }),
  );
  fc.assert(
    fc.property(table, table, fc.array(request, { minLength: 20, maxLength: 40 }), (before, after, requests) => {
      if (before === null || after === null) return;
      const pairs = listRoutePairs(before, after);
      for (const [method, host, segments] of requests) {
        const was = before.match(method, host, segments)?.route ?? null;
        const is = after.match(method, host, segments)?.route ?? null;
        if (was === null && is === null) continue;
        const listed = pairs.find((pair) => pair.before === was && pair.after === is);
        expect(listed?.methods, `${was?.key} -> ${is?.key}`).toContain(method);
      }
    }),
    { numRuns: 800 },
  );
});
