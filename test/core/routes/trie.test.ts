import { afterEach, describe, expect, test, vi } from 'vitest';
import type { RouteTable } from '../../../packages/core/src/routes/table.ts';
import { buildTable, toSegments } from './build-table.ts';

afterEach(() => vi.restoreAllMocks());

/** How many map look-ups an answer costs: one at each node of the tree that is entered, and two at each leaf asked. */
function countWork(run: () => unknown): number {
  const lookups = vi.spyOn(Map.prototype, 'get');
  run();
  const count = lookups.mock.calls.length;
  lookups.mockRestore();
  return count;
}

function buildApi(resources: number): RouteTable {
  const routes: Record<string, string> = { '/*': 'authenticated', 'GET /health': 'public' };
  for (let at = 0; at < resources; at += 1) {
    routes[`GET /resource${at}`] = `read${at}`;
    routes[`POST /resource${at}`] = `write${at}`;
    routes[`GET /resource${at}/:id`] = `read${at}`;
    routes[`PUT|DELETE /resource${at}/:id`] = `write${at}`;
    routes[`GET /resource${at}/:id/items/*`] = `read${at}`;
  }
  return buildTable(routes);
}

describe('the work of a match', () => {
  const tables = [2, 20, 200, 2_000].map(buildApi);

  test.each([
    ['GET', '/resource1/42/items/7/8'],
    ['DELETE', '/resource1/42'],
    ['PATCH', '/resource1/42'],
    ['GET', '/RESOURCE1/42'],
    ['GET', '/nothing/of/the/kind'],
    ['GET', '/'],
  ])('is the same over 12, 102, 1,002 and 10,002 routes: %s %s', (method, path) => {
    expect(tables.map((table) => table.routes.length)).toEqual([12, 102, 1_002, 10_002]);
    const segments = toSegments(path);
    const work = tables.map((table) => countWork(() => table.match(method, null, segments)));
    expect(new Set(work).size).toBe(1);
    expect(work[0]).toBeGreaterThan(0);
    expect(work[0]).toBeLessThan(25);
  });

  test('is the same for the look-alike check', () => {
    const segments = toSegments('/RESOURCE1/42/Items/7');
    const work = tables.map((table) => {
      const match = table.match('GET', null, segments);
      if (match === null) throw new Error('the wildcard takes every path');
      return countWork(() => table.isLookAlike('GET', null, segments, match.route));
    });
    expect(new Set(work).size).toBe(1);
  });

  test('is nothing for the look-alike check where neither the path nor a literal of the table folds', () => {
    const table = buildApi(20);
    const segments = toSegments('/resource1/42/items/a.b');
    const match = table.match('GET', null, segments);
    if (match === null) throw new Error('the wildcard takes every path');
    expect(countWork(() => table.isLookAlike('GET', null, segments, match.route))).toBe(0);
  });

  test('does not grow with a path that is deeper than every pattern', () => {
    const table = buildTable({ '/*': '1', '/a/*': '2', '/:x/a/*': '3', '/a/a/a/a': '4', '/:x/:y/:z/:w': '5' });
    const work = [5, 50, 500, 8_192].map((depth) => {
      const segments = Array.from({ length: depth }, () => 'a');
      expect(table.match('GET', null, segments)?.route.key).toBe('/a/*');
      return countWork(() => table.match('GET', null, segments));
    });
    expect(new Set(work).size).toBe(1);
  });

  test('visits a hostile table once at most: every mixture of literal and parameter, none of which ends', () => {
    const measure = (depth: number) => {
      const routes: Record<string, string> = {};
      for (let mixture = 0; mixture < 2 ** depth; mixture += 1) {
        const parts = Array.from({ length: depth }, (_, at) => ((mixture >> at) & 1 ? `:p${at}` : 'a'));
        routes[`/${parts.join('/')}/end`] = `${mixture}`;
      }
      const table = buildTable(routes);
      const nearly = Array.from({ length: depth }, () => 'a');
      const long = Array.from({ length: 8_192 }, () => 'a');
      for (const segments of [nearly, [...nearly, 'b'], long]) {
        expect(table.match('GET', null, segments)).toBeNull();
        // One look-up a node: 2 ** (depth + 1) - 1 inner nodes, and the ends that hold a leaf.
        expect(countWork(() => table.match('GET', null, segments))).toBeLessThanOrEqual(3 * 2 ** (depth + 1));
      }
    };
    for (const depth of [2, 6, 10]) measure(depth);
  });

  test('goes over parameters and wildcards of one path once each, however they nest', () => {
    const routes: Record<string, string> = {};
    for (let depth = 0; depth < 200; depth += 1) {
      const prefix = Array.from({ length: depth }, (_, at) => `/:p${at}`).join('');
      routes[`POST ${prefix}/*`] = `${depth}`;
    }
    const table = buildTable(routes);
    const segments = Array.from({ length: 8_192 }, () => 'x');
    expect(table.match('GET', null, segments)).toBeNull();
    expect(countWork(() => table.match('GET', null, segments))).toBeLessThan(1_000);
  });
});
