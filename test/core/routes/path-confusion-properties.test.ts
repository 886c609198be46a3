import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePath } from '../../../packages/core/src/routes/path.ts';
import { buildTable, readRequest } from './build-table.ts';
import { isServedAsAdmin } from './sloppy-origin.ts';

const TABLE = buildTable({ '/*': 'public', '/admin/*': 'admin', '/api/users/:id': 'public', '/public/*': 'public' });

describe('no canonical path that the open routes take is served as a guarded one', () => {
  const pieces = fc.oneof(
    fc.constantFrom('/', '/', '/', 'admin', 'ADMIN', '%61dmin', 'adm', 'in', 'public', 'x', 'api/users'),
    fc.constantFrom(
      '.',
      '..',
      '%2e',
      '%2E',
      '%252e',
      '/../',
      '/..',
      '..%20',
      '%20',
      ' ',
      '...',
      '%2f',
      '%5C',
      '\\',
      '%252f',
      '/',
    ),
    fc.constantFrom(';', '%3b', ';x=1', '%00', '%0a', '%25', '2e', '%2561', '%c0%af', '%ef%bc%8f', '%', '//'),
  );
  const targets = fc.array(pieces, { minLength: 1, maxLength: 9 }).map((parts) => `/${parts.join('')}`);

  test('by an origin that makes every mistake at once, nor after WHATWG URL parsing', () => {
    let open = 0;
    let guarded = 0;
    fc.assert(
      fc.property(targets, (raw) => {
        const outcome = readRequest(TABLE, 'GET', raw);
        const path = parsePath(raw);
        if (path.kind === 'ambiguous' || outcome === 'look-alike') return;
        const served = isServedAsAdmin(new URL(path.path, 'https://origin.test').pathname);
        if (outcome === '/admin/*') guarded += 1;
        else {
          open += 1;
          expect(served, `${raw} -> ${path.path}`).toBe(false);
        }
      }),
      { numRuns: 8_000 },
    );
    expect(open).toBeGreaterThan(200);
    expect(guarded).toBeGreaterThan(40);
  });
});
