import { describe, expect, test } from 'vitest';
import { createExactTable } from '../../../packages/core/src/routes/exact-table.ts';
import { createRouteTable } from '../../../packages/core/src/routes/matcher.ts';
import { type AdmittingRoute, toAdmittingAccess } from './admitting-table.ts';
import { toPattern, toSegments } from './build-table.ts';

const toEntries = (routes: Readonly<Record<string, AdmittingRoute>>) =>
  Object.entries(routes).map(([key, route]) => ({ pattern: toPattern(key), access: toAdmittingAccess(route) }));
const ROUTES = { 'GET /orders/:id': { scope: 'read' }, '/admin/*': { scope: 'admin' } };

describe('a table without other readings', () => {
  test.each([
    ['GET', '/orders/1', 'GET /orders/:id'],
    ['HEAD', '/orders/1/', 'GET /orders/:id'],
    ['PUT', '/admin/a/b', '/admin/*'],
    ['GET', '/ADMIN', undefined],
  ])('finds for %s %s what the whole table finds', (method, path, key) => {
    const [exact, whole] = [createExactTable, createRouteTable].map((create) =>
      create(toEntries(ROUTES)).match(method, null, toSegments(path)),
    );
    expect(exact?.route.key).toBe(key);
    expect(exact?.params).toEqual(whole?.params);
    expect(whole?.route.key).toBe(key);
  });

  test('admits no path that is ambiguous, and throws where another reading is asked for', () => {
    const table = createExactTable(toEntries(ROUTES));
    const [route] = table.routes;
    if (route === undefined) throw new Error('a table without routes');
    expect(table.admit('GET', null, '/admin//a')).toBeNull();
    expect(() => table.isLookAlike('GET', null, ['ADMIN'], route)).toThrow('no other readings');
    expect(() => table.isSlashAlike('GET', null, { path: '/a/', segments: ['a'] }, route)).toThrow('no other readings');
    expect(() => table.matchFolded('GET', null, ['ADMIN'])).toThrow('no other readings');
  });

  test('is not made of a route that admits a form: it could not tell where else the path leads', () => {
    const entries = toEntries({ '/files/*': { scope: 'read', forms: ['doubleSlash'] } });
    expect(() => createExactTable(entries)).toThrow('"unsafePath"');
    expect(createRouteTable(entries).admit('GET', null, '/files//a')?.match.route.key).toBe('/files/*');
  });
});
