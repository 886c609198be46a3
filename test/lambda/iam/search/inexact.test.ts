import type { AccessEntry, ApiGatewayEntry, Principal } from '@sallyport/core';
import { compileIam, findInexactRoutes, searchInexactRoutes } from '@sallyport/lambda';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BASE, createScene, NOW } from '../scene.ts';

type Routes = Readonly<Record<string, AccessEntry>>;

const READ: AccessEntry = { scopes: ['read'] };
const WRITE: AccessEntry = { scopes: ['write'] };
const ADMIN: AccessEntry = { roles: ['admin'] };
const NEST: Routes = { 'GET /orders': READ, 'GET /orders/:id': READ, 'GET /orders/:id/items': READ };

async function find(routes: Routes, apiGateway: ApiGatewayEntry = {}): Promise<ReturnType<typeof findInexactRoutes>> {
  return findInexactRoutes((await createScene(routes, {}, apiGateway)).rehearsal.policy);
}

describe('routes that cannot be expressed', () => {
  test('are none where every document is exact', async () => {
    expect(await find({ 'GET /a': READ, 'GET /b/:id': WRITE, '/c/*': ADMIN, 'GET /c/x': READ })).toEqual([]);
  });

  test('are named with a path that they would let through and that no route has, and with what helps', async () => {
    expect(await find(NEST)).toEqual([
      {
        routes: ['GET /orders/:id'],
        denied: [],
        example: 'GET /orders/x/x',
        world: 'possible',
        why: 'reaches',
        remedies: ['unknown_paths_never', 'result_ttl_0', 'request_authorizer', 'other_routes'],
      },
    ]);
    expect(await find(NEST, { unknownPaths: 'never' })).toEqual([]);
  });

  test('are named with the denied route that they would open', async () => {
    const routes = { ...NEST, 'GET /orders/:id/items': WRITE, 'GET /orders/:id/items/:item': ADMIN } as const;
    expect(await find(routes, { unknownPaths: 'never' })).toEqual([
      {
        routes: ['GET /orders/:id'],
        denied: ['GET /orders/:id/items'],
        example: 'GET /orders/x/items',
        world: 'never',
        why: 'reaches',
        remedies: ['result_ttl_0', 'request_authorizer', 'other_routes'],
      },
    ]);
  });

  test('are those that some token opens: not a pair that no token has together or apart', async () => {
    const hole = { 'GET /*': READ, 'GET /admin/*': ADMIN, 'GET /admin/health': READ } as const;
    expect((await find(hole)).map(({ routes, denied }) => [routes, denied])).toEqual([[['GET /*'], ['GET /admin/*']]]);
    // Whoever opens the hole opens what is around it.
    const implied = { ...hole, 'GET /admin/health': { allOf: [READ, ADMIN] } } satisfies Routes;
    expect(await find(implied)).toEqual([]);
    // Nobody has two clients.
    const apart = {
      'GET /*': { client: 'a' },
      'GET /admin/*': 'deny',
      'GET /admin/health': { client: 'b' },
    } satisfies Routes;
    expect(await find(apart)).toEqual([]);
  });

  test('are found behind claims, any-of and parameters', async () => {
    const own: AccessEntry = { claims: { sub: { param: 'user' } } };
    const pro: AccessEntry = { claims: { plan: { anyOf: ['pro'] } } };
    const found = await find({ 'GET /users/:user': { anyOf: [own, ADMIN] }, 'GET /*': pro });
    expect(found.map(({ routes, denied, example }) => [routes, denied, example])).toEqual([
      [['GET /*'], ['GET /users/:user'], 'GET /users/x'],
    ]);
  });

  test('are literals that are syntax in a pattern, and literals that a wildcard cannot be told from', async () => {
    const routes = { 'GET /$batch': READ, 'GET /files/*': READ, 'GET /files/caf%C3%A9': READ };
    const found = await find(routes);
    expect(found.map(({ routes: keys, why, example }) => [keys, why, example])).toEqual([
      [['GET /$batch'], 'unwritable', 'GET /$batch'],
      [['GET /files/*', 'GET /files/caf%C3%A9'], 'spelling', 'GET /files/café'],
    ]);
    expect(found[0]?.remedies).toEqual(['other_routes']);
  });

  test('of an issuer with a requirement of its own are judged with it', async () => {
    const { rehearsal } = await createScene(NEST);
    const [issuer] = rehearsal.policy.issuers;
    if (!issuer) throw new Error('no issuer');
    const demanding = { ...issuer, require: { kind: 'issuer', names: ['other'] } } as const;
    const closed = { ...rehearsal.policy, issuers: [demanding], byIss: new Map([[issuer.iss, demanding]]) };
    expect(findInexactRoutes(closed)).toEqual([]);
  });
});

describe('the search', () => {
  test('says that it stopped where there are more sets of requirements than it goes through', async () => {
    const routes = Object.fromEntries(Array.from({ length: 24 }, (_, at) => [`GET /r/r${at}`, { scopes: [`s${at}`] }]));
    const { rehearsal } = await createScene({ ...routes, 'GET /r/:id': READ, 'GET /r/:id/items': WRITE });
    const { search, found } = searchInexactRoutes(rehearsal.policy);
    expect(search).toBe('stopped');
    expect(found.map(({ routes: keys }) => keys)).toContainEqual(['GET /r/:id']);
    expect(searchInexactRoutes((await createScene(NEST)).rehearsal.policy).search).toBe('complete');
  });

  test('finds something exactly where some set of scopes has an inexact document', async () => {
    const key = fc
      .tuple(fc.array(fc.constantFrom('a', 'b', ':p'), { maxLength: 3 }), fc.boolean())
      .map(
        ([segments, isWide]) =>
          `GET /${[...segments.map((text, at) => (text === ':p' ? `:p${at}` : text)), ...(isWide ? ['*'] : [])].join('/')}`,
      );
    const access = fc.constantFrom('s0', 's1', 's2').map((scope): AccessEntry => ({ scopes: [scope] }));
    const counts = { exact: 0, inexact: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(key, access), {
          minLength: 1,
          maxLength: 5,
          selector: ([text]) => text.replace(/:p\d/g, ':'),
        }),
        fc.constantFrom('possible' as const, 'never' as const),
        async (routes, unknownPaths) => {
          const { rehearsal, principal } = await createScene(Object.fromEntries(routes), {}, { unknownPaths });
          const isExact = (scopes: Principal['scopes']): boolean =>
            compileIam(rehearsal.policy, { ...principal, scopes }, { base: BASE, nowSeconds: NOW }).exact;
          const sets = Array.from({ length: 8 }, (_, set) =>
            ['s0', 's1', 's2'].filter((_scope, at) => set & (2 ** at)),
          );
          const { found, search } = searchInexactRoutes(rehearsal.policy);
          expect(search).toBe('complete');
          expect(found.length === 0).toBe(sets.every(isExact));
          counts[found.length === 0 ? 'exact' : 'inexact'] += 1;
          for (const { routes: keys, example } of found) {
            expect(keys.length).toBeGreaterThan(0);
            expect(example).toMatch(/^(GET|HEAD) \//);
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(Math.min(counts.exact, counts.inexact)).toBeGreaterThan(20);
  });
});
