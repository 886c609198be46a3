import { describe, expect, test } from 'vitest';
import type { CompiledAccess } from '../../../packages/core/src/document/compiled.ts';
import { letsInAllOf } from '../../../packages/core/src/routes/exposure.ts';
import { createRouteTable } from '../../../packages/core/src/routes/matcher.ts';
import type { Route } from '../../../packages/core/src/routes/table.ts';
import { buildTable, readRequest, toAccess, toPattern, toReadPath } from './build-table.ts';

describe('a trailing slash that an origin with strict slashes takes by a wildcard', () => {
  const table = buildTable({
    '/*': 'authenticated',
    'GET /health': 'public',
    '/me': 'own',
    '/docs': 'public',
    '/docs/*': 'member',
    '/Wiki': 'public',
    '/wiki/*': 'member',
    '/items/:id': 'public',
    '/items/:id/*': 'own',
    '/open/:id': 'own',
    '/open/*': 'public',
    '/notes': 'member',
    '/notes/*': 'member',
  });

  test.each(['/docs/', '/health/', '/items/7/', '/Wiki/', '/%64ocs/'])(
    'refuses GET %s: the handler of the stricter wildcard may serve it',
    (path) => {
      expect(readRequest(table, 'GET', path)).toBe('trailing slash');
    },
  );

  test.each(['/DOCS/', '/docs./'])('refuses GET %s, with or without its slash, for how it is spelled', (path) => {
    expect(readRequest(table, 'GET', path)).toBe('look-alike');
  });

  test.each([
    ['/docs', '/docs'],
    ['/health', 'GET /health'],
    ['/items/7', '/items/:id'],
    ['/docs/a/', '/docs/*'],
    ['/me/', '/me'],
    ['/open/7/', '/open/:id'],
    ['/notes/', '/notes'],
    ['/other/', '/*'],
    ['/', '/*'],
  ])('lets GET %s pass to %s: no stricter wildcard takes it', (path, key) => {
    expect(readRequest(table, 'GET', path)).toBe(key);
  });

  test("looks at the request's method and host only", () => {
    const keys = { '/docs': 'public', 'POST /docs/*': 'member', 'acme.dev/docs/*': 'member' };
    const own = buildTable(keys);
    expect(readRequest(own, 'GET', '/docs/')).toBe('/docs');
    expect(readRequest(own, 'POST', '/docs/')).toBe('trailing slash');
    expect(readRequest(own, 'GET', '/docs/', 'acme.dev')).toBe('trailing slash');
    expect(readRequest(own, 'GET', '/docs/', 'other.dev')).toBe('/docs');
  });

  test('a handler that nobody may reach is not reached by way of an open one', () => {
    expect(readRequest(buildTable({ '/*': 'deny', '/a': 'public' }), 'GET', '/a/')).toBe('trailing slash');
    expect(readRequest(buildTable({ '/*': 'deny', '/a': 'public' }), 'GET', '/a')).toBe('/a');
    expect(readRequest(buildTable({ '/': 'public', '/*': 'deny' }), 'GET', '/')).toBe('/');
  });

  test('a route that reports instead of enforcing lets in more than its requirement', () => {
    const exceptions = { enforcedAt: 2_000_000_000, pathForms: [], sharedCache: 'private' } as const;
    const reporting = createRouteTable([
      { pattern: toPattern('/a'), access: { ...toAccess('own'), exceptions } },
      { pattern: toPattern('/*'), access: toAccess('authenticated') },
    ]);
    const match = reporting.match('GET', null, ['a']);
    expect(match?.route.key).toBe('/a');
    expect(match && reporting.isSlashAlike('GET', null, toReadPath(['a'], '/'), match.route)).toBe(true);
    expect(match && reporting.isSlashAlike('GET', null, toReadPath(['a']), match.route)).toBe(false);
  });
});

describe('letsInAllOf', () => {
  const toRoute = (access: CompiledAccess): Route => ({ ...toPattern('/a'), decides: new Set(), access });
  const compare = (one: string, other: string): boolean =>
    letsInAllOf(toRoute(toAccess(one)), toRoute(toAccess(other)));
  const ACCESSES = ['public', 'optional', 'authenticated', 'read', 'write', 'deny'];

  test('is true of the same access, of a public route, and of one that asks for less of a verified token', () => {
    // Nobody comes by a denied route at all.
    const open = ACCESSES.flatMap((one) =>
      ACCESSES.filter((other) => compare(one, other)).map((other) => [one, other]),
    );
    expect(open).toEqual([
      ...ACCESSES.map((other) => ['public', other]),
      ...['optional', 'authenticated', 'read', 'write', 'deny'].map((other) => ['optional', other]),
      ...['authenticated', 'read', 'write', 'deny'].map((other) => ['authenticated', other]),
      ...['read', 'deny'].map((other) => ['read', other]),
      ...['write', 'deny'].map((other) => ['write', other]),
      ['deny', 'deny'],
    ]);
  });
});

describe('forms of Unicode', () => {
  const table = buildTable({ '/*': 'public', '/café/*': 'admin', '/cafe\u0301s': 'admin', '/menu/:dish': 'public' });

  test.each(['/cafe%CC%81', '/cafe%CC%81/x', '/CAFE%CC%81/x', '/caf%C3%89', '/caf%C3%A9s', '/CAF%C3%89s/'])(
    'refuses %s, which an origin that takes an accent and its letter for one serves as the stricter route',
    (path) => {
      expect(readRequest(table, 'GET', path)).toBe('look-alike');
    },
  );

  test.each([
    ['/caf%C3%A9/x', '/café/*'],
    ['/cafe%CC%81s', '/cafe\u0301s'],
    ['/menu/cre%CC%80me', '/menu/:dish'],
    ['/cafe', '/*'],
    ['/cr%C3%A8me', '/*'],
    ['/cre%CC%80me', '/*'],
  ])('lets %s pass to %s', (path, key) => {
    expect(readRequest(table, 'GET', path)).toBe(key);
  });
});
