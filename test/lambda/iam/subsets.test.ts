import { compileIam } from '@sallyport/lambda';
import { describe, expect, test } from 'vitest';
import { BASE, createScene, NOW } from './scene.ts';

type World = 'possible' | 'never';

/**
 * How many of all sets of granted routes one document expresses, over every path. The numbers of the nests are what an
 * exhaustive search over documents of this shape found possible.
 */
const TABLES: Readonly<Record<string, { readonly keys: readonly string[] } & Readonly<Record<World, number>>>> = {
  'flat routes, each with a parameter or wildcard of its own': {
    keys: ['GET /a', 'GET /b/:x', 'GET /c/:x', 'GET /d/*', 'POST /d/*', '/e/:x/*'],
    possible: 64,
    never: 64,
  },
  'nested prefixes': { keys: ['GET /v1/*', 'GET /v1/admin/*', 'GET /v1/billing/*'], possible: 8, never: 8 },
  'a parameter beside a wildcard': { keys: ['GET /files/*', 'GET /files/:id'], possible: 4, never: 4 },
  'a mixed table of seven': {
    keys: [
      'GET /health',
      'GET /orders/:id',
      'POST /orders/*',
      'PUT /orders/*',
      '/users/:user/*',
      '/admin/*',
      'GET /feed',
    ],
    possible: 128,
    never: 128,
  },
  'a REST nest by GET and POST': {
    keys: [
      'GET /orders',
      'GET /orders/:id',
      'GET /orders/:id/items',
      'GET /orders/:id/items/:item',
      'POST /orders',
      'POST /orders/:id',
      'POST /orders/:id/items',
    ],
    possible: 48,
    never: 112,
  },
  'a tenant nest': {
    keys: ['GET /t/:t', 'GET /t/:t/users', 'GET /t/:t/users/:u', 'GET /t/:t/admin/*'],
    possible: 4,
    // To four segments it would be 12: `/t/x/admin/users/admin` is what tells, where parameters take the names of siblings.
    never: 9,
  },
  'a hole in a prefix': { keys: ['GET /*', 'GET /admin/*', 'GET /admin/health'], possible: 7, never: 7 },
};

const CASES = Object.entries(TABLES).flatMap(([name, { keys, possible, never }]) => [
  { name, keys, world: 'possible' as const, exact: possible },
  { name, keys, world: 'never' as const, exact: never },
]);

describe('of all sets of granted routes', () => {
  test.each(CASES)('$name: $exact where unknown paths are $world', async ({ keys, world, exact }) => {
    const routes = Object.fromEntries(keys.map((key, at) => [key, { scopes: [`s${at}`] }]));
    const { rehearsal, principal } = await createScene(routes, {}, { unknownPaths: world });
    const sets = Array.from({ length: 2 ** keys.length }, (_, set) =>
      keys.flatMap((_key, at) => (set & (2 ** at) ? [`s${at}`] : [])),
    );
    const compiled = sets.map((scopes) =>
      compileIam(rehearsal.policy, { ...principal, scopes }, { base: BASE, nowSeconds: NOW }),
    );
    expect(compiled.filter((iam) => iam.exact)).toHaveLength(exact);
  });
});
