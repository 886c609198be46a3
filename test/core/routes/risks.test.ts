import { describe, expect, test } from 'vitest';
import { findRouteRisks } from '../../../packages/core/src/routes/risks.ts';
import { buildTable } from './build-table.ts';

/** The risks of a table as `code key: other key (methods)`. */
function findRisks(routes: Readonly<Record<string, string>>, code?: string): readonly string[] {
  return findRouteRisks(buildTable(routes))
    .filter((risk) => code === undefined || risk.code === code)
    .map((risk) => `${risk.key}: ${risk.message}`);
}

test("the design's own table has none", () => {
  const routes = {
    'GET /health': 'public',
    'GET /orders/:id': 'read',
    'POST|PUT /orders/*': 'write',
    '/users/:user/*': 'self',
    '/admin/*': 'admin',
    'GET /feed': 'optional',
  };
  expect(findRouteRisks(buildTable(routes))).toEqual([]);
  expect(findRouteRisks(buildTable({}))).toEqual([]);
});

describe('method-falls-through', () => {
  const find = (routes: Readonly<Record<string, string>>) => findRisks(routes, 'method-falls-through');

  test('tells the methods that a wider key opens', () => {
    expect(findRouteRisks(buildTable({ 'GET /admin/users': 'admin', '/admin/*': 'authenticated' }))).toEqual([
      {
        key: 'GET /admin/users',
        code: 'method-falls-through',
        message: 'POST, PUT, PATCH, DELETE, OPTIONS on "/admin/users" fall through to "/admin/*" with "authenticated"',
        suggestion:
          'leave the methods out of "GET /admin/users", or add "POST|PUT|PATCH|DELETE|OPTIONS /admin/users" with the access you mean',
      },
    ]);
  });

  test.each([
    [
      'a parameter',
      { 'GET /a/b': 'admin', '/a/:x': 'authenticated' },
      'POST, PUT, PATCH, DELETE, OPTIONS on "/a/b" fall through to "/a/:x"',
    ],
    [
      'a wildcard',
      { 'DELETE /a/b': 'admin', '/*': 'public' },
      'GET, HEAD, POST, PUT, PATCH, OPTIONS on "/a/b" fall through to "/*" with "public"',
    ],
    [
      'a wildcard over a wildcard',
      { 'GET /a/*': 'deny', '/*': 'read' },
      'fall through to "/*" with another requirement',
    ],
    [
      'any method on the same pattern, if it opens',
      { 'POST /a': 'write', '/a': 'public' },
      'GET, HEAD, PUT, PATCH, DELETE, OPTIONS on "/a" fall through to "/a" with "public"',
    ],
    [
      'another requirement on a wider pattern',
      { 'POST|PUT /a/:x': 'write', '/a/*': 'read' },
      'GET, HEAD, PATCH, DELETE, OPTIONS on "/a/:x" fall through to "/a/*" with another requirement',
    ],
    [
      'a key that names the methods too, if it opens',
      { 'GET /a/b': 'admin', 'GET|POST /*': 'public' },
      'POST on "/a/b" fall through to "GET|POST /*"',
    ],
    [
      'any host',
      { 'GET acme.dev/a': 'admin', '/a': 'public' },
      'POST, PUT, PATCH, DELETE, OPTIONS on "acme.dev/a" fall through to "/a"',
    ],
    [
      'the name of a host with a port',
      { 'GET acme.dev:8443/a': 'admin', 'acme.dev/a': 'public' },
      'fall through to "acme.dev/a"',
    ],
    ['optional', { 'GET /a': 'authenticated', '/*': 'optional' }, 'with "optional"'],
  ])('to %s', (_, routes, message) => {
    const [first, ...others] = find(routes);
    expect(first).toContain(message);
    expect(others).toEqual([]);
  });

  test.each([
    ['nothing else decides the methods', { 'GET /a': 'admin' }],
    ['they are denied', { 'GET /a': 'admin', '/*': 'deny' }],
    ['the access is the same', { 'GET /a/b': 'admin', '/a/*': 'admin' }],
    ['the wider key is stricter', { 'GET /a': 'authenticated', '/*': 'admin' }],
    ['the key itself is open', { 'GET /a': 'public', '/*': 'optional' }],
    ['the key itself is optional', { 'GET /a': 'optional', '/*': 'public' }],
    [
      'another key of the pattern names them',
      { 'POST /a': 'write', 'GET /a': 'public', 'PUT|PATCH|DELETE|OPTIONS /a': 'deny' },
    ],
    ['the same pattern takes any method with another requirement', { 'POST /a': 'write', '/a': 'read' }],
    ['reads are named wider than writes', { 'POST /files/upload': 'write', 'GET /files/*': 'public' }],
    ['only preflights are named wider', { 'GET /a': 'admin', 'OPTIONS /*': 'public' }],
    ['another requirement names them', { 'GET /a/:x': 'read', 'POST|PUT|PATCH|DELETE|OPTIONS /a/*': 'write' }],
    ['the wider key is for another host', { 'GET /a': 'admin', 'acme.dev/*': 'public' }],
    ['a narrower key takes them', { 'GET /a/*': 'admin', '/a/:x/*': 'public', '/a': 'public' }],
    ['the key has no methods', { '/a': 'admin', '/*': 'public' }],
  ])('not where %s', (_, routes) => {
    expect(find(routes)).toEqual([]);
  });

  test('tells each wider key apart', () => {
    expect(find({ 'GET /a/b': 'admin', 'POST /a/*': 'public', '/*': 'authenticated' })).toEqual([
      'GET /a/b: POST on "/a/b" fall through to "POST /a/*" with "public"',
      'GET /a/b: PUT, PATCH, DELETE, OPTIONS on "/a/b" fall through to "/*" with "authenticated"',
    ]);
  });
});

describe('public-shadows-protected', () => {
  const find = (routes: Readonly<Record<string, string>>) => findRisks(routes, 'public-shadows-protected');

  test('is one risk of the open wildcard, however many routes it reaches around', () => {
    expect(
      findRouteRisks(buildTable({ '/*': 'public', '/a': 'r1', '/b/*': 'deny', '/:x/c': 'r2', '/d': 'authenticated' })),
    ).toEqual([
      {
        key: '/*',
        code: 'public-shadows-protected',
        message:
          '"/*" is "public" and reaches around protected routes ("/a", "/b/*", "/:x/c", 1 more): every path and method that they miss is open',
        suggestion: 'guard the wildcard and list the open paths one by one',
      },
    ]);
  });

  test.each([
    ["the seeds' prefix and its child", { '/resource/*': 'public', '/resource/secret': 'admin' }, '"/resource/secret"'],
    ["a child at the wildcard's own root", { '/resource/*': 'public', '/resource': 'admin' }, '"/resource"'],
    ['optional', { '/*': 'optional', '/a': 'admin' }, '"/*" is "optional"'],
    ['a literal under a parameter', { '/a/:x/*': 'public', '/a/b/c': 'admin' }, '"/a/b/c"'],
    ['a wildcard under a parameter of the same depth', { '/:x/*': 'public', '/a/*': 'admin' }, '"/a/*"'],
    ['methods that both decide', { 'GET /*': 'public', 'GET|POST /a': 'admin' }, '"GET|POST /a"'],
    ['a host under any host', { '/*': 'public', 'acme.dev/a': 'admin' }, '"acme.dev/a"'],
    ['a wildcard of a host under any host', { '/a/*': 'public', 'acme.dev/a/b/*': 'admin' }, '"acme.dev/a/b/*"'],
  ])('over %s', (_, routes, text) => {
    const [first, ...others] = find(routes);
    expect(first).toContain(text);
    expect(others).toEqual([]);
  });

  test.each([
    ['the children are open too', { '/*': 'public', '/a': 'optional' }],
    ['the methods differ', { 'GET /files/*': 'public', 'POST /files/upload': 'write' }],
    [
      'a guarded wildcard lies between',
      { '/static/*': 'public', '/static/private/*': 'admin', '/static/private/a': 'admin' },
    ],
    ["the wildcard is another host's", { 'acme.dev/*': 'public', '/a': 'admin', 'other.dev/b': 'admin' }],
    ['the wildcard is beside it', { '/a/*': 'public', '/b/c': 'admin', '/a2': 'admin' }],
    ['the same pattern is open for other methods', { '/a/*': 'public', 'GET /a/*': 'admin' }],
  ])('not where %s', (name, routes) => {
    const expected = name === 'a guarded wildcard lies between' ? ['"/static/private/*"'] : [];
    const found = find(routes);
    expect(found).toHaveLength(expected.length);
    for (const text of expected) expect(found[0]).toContain(`(${text})`);
  });
});

describe('look-alike-routes', () => {
  const find = (routes: Readonly<Record<string, string>>) => findRisks(routes, 'look-alike-routes');

  test('tells two keys that only folding makes equal', () => {
    expect(findRouteRisks(buildTable({ '/Admin/:x': 'admin', '/admin./:y': 'read' }))).toEqual([
      {
        key: '/admin./:y',
        code: 'look-alike-routes',
        message:
          '"/admin./:y" and "/Admin/:x" have different access and differ only in case or in trailing dots or spaces: an origin that ignores those serves both at one place',
        suggestion: 'give both the same access, or keep one of them',
      },
    ]);
  });

  test('tells every pair', () => {
    expect(find({ '/A/*': 'r1', '/a/*': 'r2', '/a%20/*': 'r3' })).toHaveLength(3);
  });

  test.each([
    ['the access is the same', { '/A': 'read', '/a': 'read' }],
    ['no method is decided by both', { 'GET /A': 'read', 'POST /a': 'write' }],
    ['the hosts differ', { 'acme.dev/A': 'read', 'other.dev/a': 'write' }],
    ['the patterns are the same', { 'GET /A': 'read', '/A': 'write' }],
    ['they differ in more', { '/A': 'read', '/b': 'write', '/a/*': 'admin' }],
  ])('not where %s', (_, routes) => {
    expect(find(routes)).toEqual([]);
  });
});

describe('route-unreachable', () => {
  test('tells a key that other keys leave no method', () => {
    const routes = { '/a': 'read', 'GET|POST|PUT /a': 'read', 'PATCH|DELETE|OPTIONS /a': 'read' };
    expect(findRouteRisks(buildTable(routes))).toEqual([
      {
        key: '/a',
        code: 'route-unreachable',
        message: '"/a" decides nothing: other keys of the same pattern name every method',
        suggestion: 'remove it, or remove a method from the other keys',
      },
    ]);
    expect(findRisks({ '/a': 'read', 'GET|POST|PUT|PATCH|DELETE /a': 'read' })).toEqual([]);
  });
});

test('risks come in the order of the routes', () => {
  const risks = findRouteRisks(buildTable({ '/*': 'public', 'GET /b': 'admin', '/A': 'r1', '/a': 'r2' }));
  expect(risks.map(({ key, code }) => `${key} ${code}`)).toEqual([
    '/* public-shadows-protected',
    'GET /b method-falls-through',
    '/a look-alike-routes',
  ]);
});

test('10,000 routes are judged in the time of a load, not of a comparison of all pairs', () => {
  const routes: Record<string, string> = { '/*': 'public' };
  for (let at = 0; at < 3_333; at += 1) {
    routes[`GET /r${at}/:id`] = 'read';
    routes[`POST /r${at}/*`] = 'write';
    routes[`/r${at}/a/b`] = 'admin';
  }
  const codes = findRouteRisks(buildTable(routes)).map((risk) => risk.code);
  expect(codes.filter((code) => code === 'public-shadows-protected')).toHaveLength(1);
  expect(codes.filter((code) => code === 'method-falls-through')).toHaveLength(6_666);
});
