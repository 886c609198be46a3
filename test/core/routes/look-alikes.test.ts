import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldSegment } from '../../../packages/core/src/routes/look-alikes.ts';
import { createRouteTable } from '../../../packages/core/src/routes/matcher.ts';
import { buildTable, readRequest, toAccess, toPattern, toReadPath } from './build-table.ts';
import { anyRequest, anyRoutes, findBest, isParam, type ReferenceRoute, toKey } from './reference-matcher.ts';

describe('foldSegment', () => {
  test.each([
    ['admin', 'admin'],
    ['ADMIN', 'admin'],
    ['Admin.', 'admin'],
    ['admin. . .', 'admin'],
    ['admin  ', 'admin'],
    [' admin', ' admin'],
    ['.admin', '.admin'],
    ['a.B', 'a.b'],
    ['...', ''],
    [' ', ''],
    ['', ''],
    ['\u212aELVIN', 'kelvin'],
    ['\u017fession', 'session'],
    ['adm\u0131n', 'admin'],
    ['ADM\u0130N', 'admin'],
    ['É', 'é'],
    ['\u1e9e', 'ss'],
    ['Straße', 'strasse'],
    ['ΟΔΟΣ', 'οδοσ'.toUpperCase().toLowerCase()],
    ['οδος', 'οδοσ'.toUpperCase().toLowerCase()],
    ['A\u00a0', 'a\u00a0'],
    ['日本', '日本'],
  ])('folds %j to %j: case, and dots and spaces at the end', (text, folded) => {
    expect(foldSegment(text)).toBe(folded);
  });

  test('folds 64 KiB of dots at once', () => {
    expect(foldSegment(`a${'.'.repeat(65_536)}`)).toBe('a');
    expect(foldSegment(`${'. '.repeat(32_768)}A`)).toBe(`${'. '.repeat(32_768)}a`);
  });
});

describe('look-alikes', () => {
  const guarded = buildTable({ '/*': 'public', '/admin/*': 'admin', '/files/:name': 'public', '/news/*': 'public' });

  test.each([
    '/ADMIN',
    '/Admin/secret',
    '/admiN/',
    '/admin.',
    '/admin%20/x',
    '/admin.%20./x',
    '/ADMIN..',
    '/%41dmin/secret',
    '/adm%C4%B1n',
    '/ADM%C4%B0N/x',
  ])('refuses %s, which an origin that ignores case or final dots would serve as the stricter /admin', (path) => {
    expect(readRequest(guarded, 'GET', path)).toBe('look-alike');
  });

  test.each([
    ['/admin/Secret.', '/admin/*'],
    ['/files/README.MD', '/files/:name'],
    ['/FILES/a', '/*'],
    ['/News', '/*'],
    ['/x/ADMIN', '/*'],
    ['/n%c3%a9ws', '/*'],
    ['/%e2%84%aa', '/*'],
  ])('lets %s pass to %s: what it looks like has the same access, or is the same route', (path, key) => {
    expect(readRequest(guarded, 'GET', path)).toBe(key);
  });

  test('refuses letters of any script in another case, in requests and in keys', () => {
    const table = buildTable({ '/*': 'public', '/keys': 'admin', '/büro/*': 'admin', '/É': 'admin' });
    for (const path of ['/%E2%84%AAeys', '/B%C3%9CRO', '/b%C3%9Cro/x', '/%C3%A9']) {
      expect(readRequest(table, 'GET', path)).toBe('look-alike');
    }
    expect(readRequest(table, 'GET', '/b%C3%BCro/x')).toBe('/büro/*');
    expect(readRequest(table, 'GET', '/buro')).toBe('/*');
  });

  test('is not a look-alike where the stricter route is the one that matched', () => {
    const table = buildTable({ '/*': 'public', '/Admin/*': 'admin' });
    expect(readRequest(table, 'GET', '/Admin/x')).toBe('/Admin/*');
    expect(readRequest(table, 'GET', '/admin/x')).toBe('look-alike');
    expect(readRequest(table, 'GET', '/ADMIN./x')).toBe('look-alike');
    expect(readRequest(table, 'GET', '/other')).toBe('/*');
  });

  test('is not a look-alike where keys that fold alike tie and the exact one is among them', () => {
    const table = buildTable({ '/Admin': 'admin', '/admin': 'public', '/*': 'public' });
    expect(readRequest(table, 'GET', '/Admin')).toBe('/Admin');
    expect(readRequest(table, 'GET', '/admin')).toBe('/admin');
    expect(readRequest(table, 'GET', '/ADMIN')).toBe('look-alike');
  });

  test('judges a tie that the exact route is not part of by every route in it', () => {
    const alike = buildTable({ '/Admin': 'admin', '/admin': 'admin', '/*': 'admin' });
    expect(readRequest(alike, 'GET', '/ADMIN')).toBe('/*');
  });

  test("looks at the request's method only", () => {
    const table = buildTable({ '/*': 'public', 'POST /admin': 'admin' });
    expect(readRequest(table, 'GET', '/ADMIN')).toBe('/*');
    expect(readRequest(table, 'POST', '/ADMIN')).toBe('look-alike');
  });

  test("looks at the request's host only", () => {
    const table = buildTable({ '/*': 'public', 'acme.dev/admin': 'admin' });
    expect(readRequest(table, 'GET', '/ADMIN', 'other.dev')).toBe('/*');
    expect(readRequest(table, 'GET', '/ADMIN', 'acme.dev')).toBe('look-alike');
    expect(readRequest(table, 'GET', '/ADMIN', 'acme.dev:8443')).toBe('look-alike');
  });

  test('a key that names the method outranks one that takes any, folded too', () => {
    const table = buildTable({ '/Admin': 'public', 'GET /admin': 'admin' });
    expect(readRequest(table, 'GET', '/Admin')).toBe('look-alike');
    expect(readRequest(table, 'POST', '/Admin')).toBe('/Admin');
    expect(readRequest(table, 'GET', '/admin')).toBe('GET /admin');
    const reversed = buildTable({ 'GET /admin': 'admin', '/Admin': 'public' });
    expect(readRequest(reversed, 'GET', '/Admin')).toBe('look-alike');
  });
});

describe('segments that fold to nothing', () => {
  const table = buildTable({ '/*': 'public', '/admin': 'admin', '/admin/:page': 'public', '/files/*': 'files' });

  test.each([
    '/admin/...',
    '/admin/%20',
    '/admin/.%20',
    '/.../admin',
    '/x/..%20/admin',
    '/files/..%20/x',
    '/files/..%20%20/admin',
  ])('refuses %s: an origin that drops the segment, or climbs at two dots, serves another route', (path) => {
    expect(readRequest(table, 'GET', path)).toBe('look-alike');
  });

  test('refuses a path on which a parameter moves that the requirement may compare with a claim', () => {
    const requirement = { kind: 'client', ids: ['a'] } as const;
    const entries = [
      { pattern: toPattern('/users/:user/*'), access: { ...toAccess('own'), requirement } },
      { pattern: toPattern('/public/:user/*'), access: toAccess('public') },
    ];
    const own = createRouteTable(entries);
    const isLookAlike = (...segments: string[]): boolean | undefined => {
      const match = own.match('GET', null, segments);
      return match === null ? undefined : own.isLookAlike('GET', null, segments, match.route);
    };
    expect(isLookAlike('users', 'ann', '.. ', 'bob')).toBe(true);
    expect(isLookAlike('users', '. ', 'bob')).toBe(true);
    expect(isLookAlike('users', 'ann', 'x', '.. ')).toBe(false);
    expect(isLookAlike('users', 'Ann.', 'X')).toBe(false);
    expect(isLookAlike('public', 'ann', '.. ', 'bob')).toBe(false);
  });

  test('refuses a path that no route decides once the segment is dropped', () => {
    expect(readRequest(buildTable({ '/search/:text': 'public' }), 'GET', '/search/...')).toBe('look-alike');
  });

  test.each(['/...', '/x/%20/y', '/%20%20', '/..%20', '/..%20/x'])(
    'lets %s pass where every reading is the same access',
    (path) => {
      expect(readRequest(table, 'GET', path)).toBe('/*');
    },
  );

  test('a literal of dots in a key is read by the same rule', () => {
    const dots = buildTable({ '/*': 'public', '/.../admin': 'admin' });
    expect(readRequest(dots, 'GET', '/.../admin')).toBe('/.../admin');
    expect(readRequest(dots, 'GET', '/admin')).toBe('look-alike');
  });
});

describe('a trailing slash that some origin takes for an empty parameter', () => {
  const table = buildTable({
    '/*': 'public',
    '/users/:user/*': 'own',
    'GET /orders': 'read',
    'GET /orders/:id': 'read',
    'POST /orders/:id': 'write',
    '/teams': 'list',
    '/teams/:team': 'member',
  });

  test.each(['/users/', '/USERS/', '/users./', '/teams/'])(
    'refuses %s, which an origin with strict slashes serves by the route of the parameter',
    (path) => {
      expect(readRequest(table, 'GET', path)).toBe('trailing slash');
    },
  );

  test.each([
    ['GET', '/users/ann/', '/users/:user/*'],
    ['GET', '/orders/', 'GET /orders'],
    ['GET', '/orders/7/', 'GET /orders/:id'],
    ['GET', '/teams', '/teams'],
    ['GET', '/teams/a/', '/teams/:team'],
    ['GET', '/news/', '/*'],
    ['GET', '/', '/*'],
  ])('lets %s %s pass to %s: no parameter there has another access', (method, path, key) => {
    expect(readRequest(table, method, path)).toBe(key);
  });

  test("looks at the request's method only", () => {
    expect(readRequest(table, 'POST', '/orders/')).toBe('trailing slash');
    expect(readRequest(table, 'PUT', '/orders/')).toBe('/*');
  });

  test('a root that a key names is the handler of that key; under a wildcard it may be a parameter of its own', () => {
    expect(readRequest(buildTable({ '/': 'public', '/:tenant': 'member' }), 'GET', '/')).toBe('/');
    expect(readRequest(buildTable({ '/*': 'public', '/:tenant': 'member' }), 'GET', '/')).toBe('trailing slash');
  });

  test('reads the path as written too, where folding leads to another key', () => {
    const own = buildTable({ '/A/*': 'public', '/*': 'public', '/:one/:two': 'own' });
    expect(readRequest(own, 'GET', '/a/')).toBe('trailing slash');
    expect(readRequest(own, 'GET', '/A/')).toBe('/A/*');
  });
});

describe('the check, against brute force over all routes', () => {
  const fold = (text: string): string => text.replace(/[. ]+$/, '').replace(/[A-Z]/g, (letter) => letter.toLowerCase());

  // By access name: who may come by the second may not all come by the first.
  const isStricter = (one = '', other = ''): boolean => {
    const ranks: readonly (readonly string[])[] = [
      ['deny'],
      ['read', 'write'],
      ['authenticated'],
      ['optional'],
      ['public'],
    ];
    const rank = (access: string): number => ranks.findIndex((names) => names.includes(access));
    return rank(one) <= rank(other) && one !== other && other !== 'deny';
  };

  function readAlike(
    routes: readonly ReferenceRoute[],
    exact: number,
    method: string,
    host: string | null,
    segments: readonly string[],
    ending: '' | '/',
  ): { readonly folded: boolean; readonly slashed: boolean } {
    const isOther = (best: readonly number[]): boolean =>
      !best.includes(exact) && best.some((index) => routes[index]?.access !== routes[exact]?.access);
    const folded = routes.map(({ path }) =>
      path.map((part) => (isParam(part) || part === '*' ? part : fold(part))).filter((part) => part !== ''),
    );
    const dropped = segments.map(fold).filter((text) => text !== '');
    const climbed: string[] = [];
    for (const segment of segments) {
      if (fold(segment) !== '') climbed.push(fold(segment));
      else if (segment.startsWith('..')) climbed.pop();
    }
    const isRootOfKey = segments.length === 0 && routes[exact]?.path.length === 0;
    const isSlashed = (ending === '/' || segments.length === 0) && !isRootOfKey;
    const isFilled = (texts: readonly string[], paths: readonly (readonly string[])[]): boolean => {
      const best = isSlashed ? findBest(routes, method, host, [...texts, ''], paths) : [];
      if (best.some((index) => isParam(paths[index]?.[texts.length] ?? ''))) return isOther(best);
      return !best.includes(exact) && best.some((index) => isStricter(routes[index]?.access, routes[exact]?.access));
    };
    const written = routes.map(({ path }) => path);
    const readings = [dropped, climbed];
    const isFoldedOther = (read: readonly string[]): boolean => {
      const best = findBest(routes, method, host, read, folded);
      return best.length === 0 || isOther(best);
    };
    return {
      folded: readings.some(isFoldedOther),
      slashed: isFilled(segments, written) || readings.some((read) => isFilled(read, folded)),
    };
  }

  const anySlashed = fc
    .tuple(anyRequest, fc.constantFrom('' as const, '/' as const))
    .map(([request, ending]) => ({ ...request, ending }));

  test('agrees for random tables and requests', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(anyRoutes, fc.array(anySlashed, { minLength: 1, maxLength: 20 }), (routes, requests) => {
        const read = routes.map((route) => ({ ...route, path: route.path.map((part) => part.replace('%20', ' ')) }));
        const table = createRouteTable(
          routes.map((route) => ({ pattern: toPattern(toKey(route)), access: toAccess(route.access) })),
        );
        for (const { method, host, segments, ending } of requests) {
          const match = table.match(method, host, segments);
          if (match === null) continue;
          const { folded, slashed } = readAlike(
            read,
            table.routes.indexOf(match.route),
            method,
            host,
            segments,
            ending,
          );
          expect(table.isLookAlike(method, host, segments, match.route)).toBe(folded);
          expect(table.isSlashAlike(method, host, toReadPath(segments, ending), match.route)).toBe(slashed);
          for (const found of [`folded ${folded}`, `slashed ${slashed}`]) seen.set(found, (seen.get(found) ?? 0) + 1);
        }
      }),
      { numRuns: 1_500 },
    );
    for (const found of ['folded true', 'folded false', 'slashed true', 'slashed false']) {
      expect(seen.get(found), found).toBeGreaterThan(100);
    }
  });
});
