import { type AccessEntry, createWebPorts, type RequirementEntry, type SupposedToken } from '@sallyport/core';
import { createRehearsal } from '@sallyport/core/rehearse';
import { compileIam, findLargestDocument } from '@sallyport/lambda';
import { describe, expect, test } from 'vitest';
import { BASE, createScene, NOW } from '../scene.ts';

const OWN: RequirementEntry = { claims: { sub: { param: 'user' } } };
const ROUTES: Readonly<Record<string, AccessEntry>> = {
  'GET /orders/:id': { scopes: ['read'] },
  'GET /orders/:id/items': { scopes: ['items'] },
  '/users/:user/*': { anyOf: [OWN, { roles: ['admin'] }] },
  'POST /v1/*': { scopes: ['write'] },
  'POST /v1/admin/*': { roles: ['admin'] },
  'GET /caf%C3%A9': 'public',
};

describe('the largest document', () => {
  test.each([
    ['possible', 'notResource'],
    ['never', 'notResource'],
    ['possible', 'resource'],
    ['never', 'resource'],
  ] as const)(
    'is at least as large as that of any token, unknown paths %s, everything else denied by %s',
    async (unknownPaths, denyShape) => {
      const { rehearsal, principal } = await createScene(ROUTES, {}, { unknownPaths, denyShape });
      const largest = findLargestDocument(rehearsal.policy, { base: BASE });
      expect(largest.search).toBe('complete');
      const sizes = Array.from({ length: 32 }, (_, set) => {
        const scopes = ['read', 'items', 'write'].filter((_scope, at) => set & (2 ** at));
        const claims: SupposedToken['claims'] = set & 8 ? { sub: `auth0|${'u'.repeat(58)}` } : {};
        const roles = set & 16 ? ['admin'] : [];
        return compileIam(rehearsal.policy, { ...principal, scopes, roles, claims }, { base: BASE, nowSeconds: NOW })
          .bytes;
      });
      expect(Math.max(...sizes)).toBeLessThanOrEqual(largest.bytes);
      // An upper bound, but not one that tells nothing.
      expect(largest.bytes).toBeLessThan(Math.max(...sizes) * 2);
      if (denyShape === 'notResource') expect(largest.shortestBytes).toBeLessThan(largest.bytes);
      expect(largest.shortestBytes).toBeLessThanOrEqual(largest.bytes);
    },
  );

  test('grows with the claims and the name of the API that are presumed', async () => {
    const { rehearsal } = await createScene(ROUTES);
    const { bytes } = findLargestDocument(rehearsal.policy, { base: BASE });
    expect(findLargestDocument(rehearsal.policy, { base: BASE, claimLength: 200 }).bytes).toBeGreaterThan(bytes);
    expect(findLargestDocument(rehearsal.policy, { base: `${BASE}uction` }).bytes).toBeGreaterThan(bytes);
  });

  const BY_MAIL: RequirementEntry = { claims: { email: { param: 'user' } } };
  test.each<[string, RequirementEntry[]]>([
    ['alone', []],
    ['beside a role that opens the route whole', [{ roles: ['admin'] }]],
    ['beside a claim that does', [{ claims: { team: 'ops' } }]],
    ['beside clients of which no token has both', [{ client: { anyOf: ['a'] } }, { client: { anyOf: ['b'] } }]],
  ])('covers two claims that open one route, each in both spellings, %s', async (_where, others) => {
    const routes = { '/users/:user': { anyOf: [...others, OWN, BY_MAIL] } } as const;
    for (const denyShape of ['notResource', 'resource'] as const) {
      const token = { claims: { sub: 'auth0|a', email: 'a b@acme.dev' } };
      const { rehearsal, principal } = await createScene(routes, token, { denyShape });
      const largest = findLargestDocument(rehearsal.policy, { base: BASE, claimLength: 16 });
      const options = { base: BASE, nowSeconds: NOW };
      expect(compileIam(rehearsal.policy, principal, options).bytes).toBeLessThanOrEqual(largest.bytes);
      const short = compileIam(rehearsal.policy, principal, { ...options, maxBytes: largest.shortestBytes });
      expect(short.narrowed).toBeNull();
    }
  });

  test('covers them beside what no token of the same issuer meets', async () => {
    const audience = 'https://api.acme.dev';
    const main = { issuer: 'https://tokens.acme.dev', audience };
    const other = { issuer: 'https://other.acme.dev', audience };
    const toSize = (others: readonly RequirementEntry[]): number => {
      const routes = {
        '/users/:user': { anyOf: [...others, { issuer: 'main', ...OWN }, { issuer: 'main', ...BY_MAIL }] },
      };
      const { policy } = createRehearsal({ issuers: { main, other }, routes }, createWebPorts());
      return findLargestDocument(policy, { base: BASE }).bytes;
    };
    expect(toSize([{ issuer: 'other', ...OWN }])).toBe(toSize([]));
  });

  test('of a WebSocket API names one route and fits', async () => {
    const { rehearsal } = await createScene(ROUTES, {}, { kind: 'websocket', resultTtlSeconds: 0 });
    const { bytes, maxBytes } = findLargestDocument(rehearsal.policy);
    expect(maxBytes).toBe(8192);
    expect(bytes).toBeLessThan(maxBytes);
  });

  test('says that the search stopped where it is no bound', async () => {
    const routes = Object.fromEntries(Array.from({ length: 24 }, (_, at) => [`GET /r/r${at}`, { scopes: [`s${at}`] }]));
    expect(findLargestDocument((await createScene(routes)).rehearsal.policy).search).toBe('stopped');
  });
});
