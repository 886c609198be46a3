import { describe, expect, test } from 'vitest';
import { createRouteTable } from '../../../packages/core/src/routes/matcher.ts';
import { METHODS } from '../../../packages/core/src/routes/table.ts';
import { buildTable, findKey, toAccess, toPattern, toSegments } from './build-table.ts';

const DESIGN = {
  'GET /health': 'public',
  'GET /orders/:id': 'read',
  'POST|PUT /orders/*': 'write',
  '/users/:user/*': 'self',
  '/admin/*': 'admin',
  'GET /feed': 'optional',
};

describe('the most specific route wins', () => {
  test.each([
    ['GET', '/health', 'GET /health'],
    ['GET', '/orders/1', 'GET /orders/:id'],
    ['GET', '/orders/1/', 'GET /orders/:id'],
    ['PUT', '/orders/1', 'POST|PUT /orders/*'],
    ['POST', '/orders', 'POST|PUT /orders/*'],
    ['GET', '/orders', null],
    ['GET', '/orders/1/items', null],
    ['DELETE', '/orders/1', null],
    ['DELETE', '/users/u1', '/users/:user/*'],
    ['GET', '/users/u1/a/b/c', '/users/:user/*'],
    ['GET', '/users', null],
    ['GET', '/admin', '/admin/*'],
    ['GET', '/admin/', '/admin/*'],
    ['GET', '/administrator', null],
    ['GET', '/', null],
    ['GET', '/ADMIN', null],
  ])("in the design's own table: %s %s is decided by %s", (method, path, key) => {
    expect(findKey(buildTable(DESIGN), method, path)).toBe(key);
  });

  test('a literal before a parameter before a wildcard, segment by segment from the left', () => {
    const table = buildTable({
      '/a/:x/c': '1',
      '/a/b/*': '2',
      '/:x/b/c': '3',
      '/a/b/:x': '4',
      '/*': '5',
      '/:x/*': '6',
    });
    expect(findKey(table, 'GET', '/a/b/c')).toBe('/a/b/:x');
    expect(findKey(table, 'GET', '/a/b/c/d')).toBe('/a/b/*');
    expect(findKey(table, 'GET', '/a/z/c')).toBe('/a/:x/c');
    expect(findKey(table, 'GET', '/a/z/z')).toBe('/:x/*');
    expect(findKey(table, 'GET', '/z/b/c')).toBe('/:x/b/c');
    expect(findKey(table, 'GET', '/')).toBe('/*');
  });

  test('the end before a trailing wildcard of zero segments', () => {
    const table = buildTable({ '/a': '1', '/a/*': '2', '/': '3', '/*': '4' });
    expect(findKey(table, 'GET', '/a')).toBe('/a');
    expect(findKey(table, 'GET', '/a/')).toBe('/a');
    expect(findKey(table, 'GET', '/a/b')).toBe('/a/*');
    expect(findKey(table, 'GET', '/')).toBe('/');
    expect(findKey(table, 'GET', '/b')).toBe('/*');
  });

  test('goes back from a more specific branch that does not reach the end', () => {
    const table = buildTable({ '/a/b/c': '1', '/a/:x/d': '2', '/:x/:y/:z/*': '3' });
    expect(findKey(table, 'GET', '/a/b/d')).toBe('/a/:x/d');
    expect(findKey(table, 'GET', '/a/b/e')).toBe('/:x/:y/:z/*');
    expect(findKey(table, 'GET', '/a/b/c/d')).toBe('/:x/:y/:z/*');
    expect(findKey(table, 'GET', '/a/b')).toBeNull();
  });

  test('the method is filtered before specificity: a more specific key of another method does not hide a wider one', () => {
    const table = buildTable({ 'POST /a/b': '1', 'GET /a/*': '2' });
    expect(findKey(table, 'GET', '/a/b')).toBe('GET /a/*');
    expect(findKey(table, 'PUT', '/a/b')).toBeNull();
  });

  test('the path outranks the host, and the host a named method', () => {
    const table = buildTable({
      '/a': '1',
      'acme.dev/*': '2',
      'acme.dev/b': '3',
      'GET /b': '4',
      'GET acme.dev/c': '5',
      '/c': '6',
    });
    expect(findKey(table, 'GET', '/a', 'acme.dev')).toBe('/a');
    expect(findKey(table, 'GET', '/b', 'acme.dev')).toBe('acme.dev/b');
    expect(findKey(table, 'GET', '/b', 'other.dev')).toBe('GET /b');
    expect(findKey(table, 'GET', '/c', 'acme.dev')).toBe('GET acme.dev/c');
    expect(findKey(table, 'PUT', '/c', 'acme.dev')).toBe('/c');
    expect(findKey(table, 'GET', '/z', 'acme.dev')).toBe('acme.dev/*');
    expect(findKey(table, 'GET', '/z', null)).toBeNull();
  });

  test('a named method before any', () => {
    const table = buildTable({ '/a': '1', 'GET /a': '2' });
    expect(findKey(table, 'GET', '/a')).toBe('GET /a');
    expect(findKey(table, 'HEAD', '/a')).toBe('GET /a');
    expect(findKey(table, 'POST', '/a')).toBe('/a');
  });
});

describe('hosts', () => {
  const table = buildTable({ 'admin.acme.dev/*': 'admin', 'admin.acme.dev:8443/*': 'ops', '/*': 'public' });

  test('a key without a port holds on every port, so that no port leads around a stricter host', () => {
    expect(findKey(table, 'GET', '/', 'admin.acme.dev')).toBe('admin.acme.dev/*');
    expect(findKey(table, 'GET', '/', 'admin.acme.dev:8080')).toBe('admin.acme.dev/*');
  });

  test('a key with the port is more specific', () => {
    expect(findKey(table, 'GET', '/', 'admin.acme.dev:8443')).toBe('admin.acme.dev:8443/*');
  });

  test('other hosts, part of the name and none take the keys without a host', () => {
    for (const host of ['acme.dev', 'x.admin.acme.dev', 'admin.acme.dev.evil.test', '[::1]', '[::1]:8443', null]) {
      expect(findKey(table, 'GET', '/', host)).toBe('/*');
    }
  });
});

describe('methods', () => {
  test('a key without methods takes the seven methods of the grammar and no other', () => {
    const table = buildTable({ '/*': 'public' });
    for (const method of METHODS) expect(findKey(table, method, '/a')).toBe('/*');
    for (const method of [
      'TRACE',
      'CONNECT',
      'PROPFIND',
      'get',
      'Get',
      '',
      'GET ',
      '__proto__',
      'constructor',
      'any',
    ]) {
      expect(findKey(table, method, '/a'), method).toBeNull();
    }
  });

  test('a key naming GET covers HEAD', () => {
    expect(findKey(buildTable({ 'GET|POST /a': '1', '/*': '2' }), 'HEAD', '/a')).toBe('GET|POST /a');
  });

  test('a key naming HEAD takes it from a key of the same pattern, whatever its parameters are called', () => {
    const table = buildTable({ 'GET /a/:x': '1', 'HEAD|POST /a/:y': '2' });
    expect(findKey(table, 'HEAD', '/a/1')).toBe('HEAD|POST /a/:y');
    expect(findKey(table, 'GET', '/a/1')).toBe('GET /a/:x');
  });

  test('a key naming HEAD on another pattern or host takes it from none', () => {
    const table = buildTable({ 'GET /a/:x': '1', 'HEAD /a/*': '2', 'HEAD acme.dev/a/:x': '3' });
    expect(findKey(table, 'HEAD', '/a/1')).toBe('GET /a/:x');
    expect(findKey(table, 'HEAD', '/a/1', 'acme.dev')).toBe('HEAD acme.dev/a/:x');
    expect(findKey(table, 'HEAD', '/a/1/2')).toBe('HEAD /a/*');
  });

  test('each route lists the methods that it decides, with HEAD under GET and without those that a twin names', () => {
    const table = buildTable({ 'GET /a': '1', '/a': '2', 'HEAD /b': '3', 'GET /b': '4', '/b': '5', '/c': '6' });
    expect(Object.fromEntries(table.routes.map(({ key, decides }) => [key, [...decides]]))).toEqual({
      'GET /a': ['GET', 'HEAD'],
      '/a': ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      'HEAD /b': ['HEAD'],
      'GET /b': ['GET'],
      '/b': ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      '/c': [...METHODS],
    });
  });
});

describe('parameters', () => {
  test('hold the decoded segments by the names of the route that won', () => {
    const table = buildTable({ '/users/:user/files/:file/*': '1', 'POST /users/:id/files/:name/*': '2' });
    const path = toSegments('/users/caf%C3%A9/files/a%20b/c/d');
    expect(table.match('GET', null, path)?.params).toEqual({ user: 'café', file: 'a b' });
    expect(table.match('POST', null, path)?.params).toEqual({ id: 'café', name: 'a b' });
  });

  test('named or holding __proto__ are own members, and nothing is inherited', () => {
    const table = buildTable({ '/a/:__proto__/:constructor': '1', '/b': '2' });
    const params = table.match('GET', null, ['a', 'x', '__proto__'])?.params ?? {};
    expect(Object.entries(params)).toEqual([
      ['__proto__', 'x'],
      ['constructor', '__proto__'],
    ]);
    expect(Object.getPrototypeOf(params)).toBeNull();
    const none = table.match('GET', null, ['b'])?.params ?? {};
    expect(Object.getPrototypeOf(none)).toBeNull();
    expect(Object.isFrozen(none)).toBe(true);
    expect(Reflect.get({}, 'x')).toBeUndefined();
  });

  test('texts such as __proto__ or constructor match nothing that is not in the table', () => {
    const table = buildTable({ '/a': '1' });
    for (const text of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'get']) {
      expect(findKey(table, 'GET', `/${text}`)).toBeNull();
      expect(table.match(text, text, ['a'])).toBeNull();
    }
  });
});

test('spellings of one literal are one: items%3AbatchDelete, caf%c3%a9 and %61dmin meet the stricter literal under a wildcard', () => {
  const table = buildTable({ '/*': 'public', '/items:batchDelete': 'admin', '/café': 'staff', '/admin/*': 'admin' });
  for (const path of ['/items:batchDelete', '/items%3AbatchDelete', '/items%3abatchDelete', '/%69tems:batchDelete/']) {
    expect(findKey(table, 'POST', path), path).toBe('/items:batchDelete');
  }
  for (const path of ['/caf%c3%a9', '/caf%C3%A9', '/%63af%C3%a9/'])
    expect(findKey(table, 'GET', path), path).toBe('/café');
  for (const path of ['/%61dmin', '/%61%64%6D%69%6e/x', '/admin/x', '/%61dmin/']) {
    expect(findKey(table, 'GET', path), path).toBe('/admin/*');
  }
});

test('throws for two routes that could tie: a defect of whoever did not ask findRouteConflicts', () => {
  const entries = ['/a/:x', '/a/:y'].map((key) => ({ pattern: toPattern(key), access: toAccess('public') }));
  expect(() => createRouteTable(entries)).toThrow('"/a/:y" and "/a/:x" match the same paths');
});

test('an empty table matches nothing', () => {
  expect(findKey(buildTable({}), 'GET', '/')).toBeNull();
});
