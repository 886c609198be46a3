import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRouteTable } from '../../../packages/core/src/routes/matcher.ts';
import { toAccess, toPattern, toReadPath } from './build-table.ts';
import { anyRequest, anyRoutes, findBest, isFor, isParam, type ReferenceRoute, toKey } from './reference-matcher.ts';

const createTable = (routes: readonly ReferenceRoute[]) =>
  createRouteTable(routes.map((route) => ({ pattern: toPattern(toKey(route)), access: toAccess(route.access) })));

/** Paths as the reference reads them: the one escape in its alphabet decoded. */
const decoded = (routes: readonly ReferenceRoute[]) =>
  routes.map((route) => ({ ...route, path: route.path.map((part) => part.replace('%20', ' ')) }));

describe('the route table, against brute force over all routes', () => {
  test('finds the same route with the same parameters for random tables, methods, hosts and paths', () => {
    let matched = 0;
    fc.assert(
      fc.property(anyRoutes, fc.array(anyRequest, { minLength: 1, maxLength: 20 }), (routes, requests) => {
        const table = createTable(routes);
        for (const { method, host, segments } of requests) {
          const [best, ...ties] = findBest(decoded(routes), method, host, segments);
          expect(ties).toEqual([]);
          const route = best === undefined ? undefined : routes[best];
          const match = table.match(method, host, segments);
          expect(match?.route.key ?? null).toBe(route === undefined ? null : toKey(route));
          if (route === undefined) continue;
          matched += 1;
          const bound = route.path.flatMap((part, at) => (isParam(part) ? [[part.slice(1), segments[at]]] : []));
          expect(Object.entries(match?.params ?? {})).toEqual(bound);
        }
      }),
      { numRuns: 1_500 },
    );
    expect(matched).toBeGreaterThan(2_000);
  });

  test('gives every route exactly the methods that some request makes it decide', () => {
    fc.assert(
      fc.property(anyRoutes, (routes) => {
        const table = createTable(routes);
        for (const [index, route] of table.routes.entries()) {
          const written = routes[index];
          if (written === undefined) throw new Error('the table keeps the order of its routes');
          const twins = routes.filter((other) => other.host === written.host && other.methods !== null);
          const isTaken = (method: string): boolean =>
            written.methods === null &&
            twins.some(
              (twin) =>
                JSON.stringify(twin.path.map((part) => isParam(part) || part)) ===
                  JSON.stringify(written.path.map((part) => isParam(part) || part)) && isFor(routes, twin, method),
            );
          for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
            expect(route.decides.has(method)).toBe(isFor(routes, written, method) && !isTaken(method));
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('answers the same whatever the order of the keys', () => {
    fc.assert(
      fc.property(
        anyRoutes.chain((routes) =>
          fc.tuple(fc.constant(routes), fc.shuffledSubarray([...routes], { minLength: routes.length })),
        ),
        fc.array(anyRequest, { minLength: 1, maxLength: 10 }),
        ([routes, shuffled], requests) => {
          const table = createTable(routes);
          const other = createTable(shuffled);
          for (const { method, host, segments } of requests) {
            const match = table.match(method, host, segments);
            const again = other.match(method, host, segments);
            expect(again?.route.key).toBe(match?.route.key);
            if (match === null || again === null) continue;
            expect(other.isLookAlike(method, host, segments, again.route)).toBe(
              table.isLookAlike(method, host, segments, match.route),
            );
            expect(other.isSlashAlike(method, host, toReadPath(segments, '/'), again.route)).toBe(
              table.isSlashAlike(method, host, toReadPath(segments, '/'), match.route),
            );
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test('lets no route through that names neither the method nor any method, nor another host', () => {
    fc.assert(
      fc.property(anyRoutes, anyRequest, (routes, { method, host, segments }) => {
        const route = createTable(routes).match(method, host, segments)?.route;
        if (route === undefined) return;
        expect([...route.decides]).toContain(method);
        expect([null, host, host?.replace(/:.*/, '')]).toContain(route.host);
      }),
      { numRuns: 500 },
    );
  });
});
