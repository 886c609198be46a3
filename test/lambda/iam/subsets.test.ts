import { compileIam } from '@sallyport/lambda';
import { describe, expect, test } from 'vitest';
import { BASE, createScene, NOW } from './scene.ts';

/**
 * How many of all sets of granted routes one document expresses, over every path. The numbers of the nests are what an
 * exhaustive search over documents of this shape found possible.
 */
const TABLES: Readonly<Record<string, { readonly keys: readonly string[]; readonly exact: number }>> = {
  'flat routes, each with a parameter or wildcard of its own': {
    keys: ['GET /a', 'GET /b/:x', 'GET /c/:x', 'GET /d/*', 'POST /d/*', '/e/:x/*'],
    exact: 64,
  },
  'nested prefixes': { keys: ['GET /v1/*', 'GET /v1/admin/*', 'GET /v1/billing/*'], exact: 8 },
  'a parameter beside a wildcard': { keys: ['GET /files/*', 'GET /files/:id'], exact: 4 },
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
    exact: 128,
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
    exact: 48,
  },
  'a tenant nest': { keys: ['GET /t/:t', 'GET /t/:t/users', 'GET /t/:t/users/:u', 'GET /t/:t/admin/*'], exact: 4 },
  'a hole in a prefix': { keys: ['GET /*', 'GET /admin/*', 'GET /admin/health'], exact: 7 },
};

describe('of all sets of granted routes', () => {
  test.each(Object.entries(TABLES))('%s', async (_name, { keys, exact }) => {
    const routes = Object.fromEntries(keys.map((key, at) => [key, { scopes: [`s${at}`] }]));
    const { rehearsal, principal } = await createScene(routes);
    const sets = Array.from({ length: 2 ** keys.length }, (_, set) =>
      keys.flatMap((_key, at) => (set & (2 ** at) ? [`s${at}`] : [])),
    );
    const compiled = sets.map((scopes) =>
      compileIam(rehearsal.policy, { ...principal, scopes }, { base: BASE, nowSeconds: NOW }),
    );
    expect(compiled.filter((iam) => iam.exact)).toHaveLength(exact);
  });
});
