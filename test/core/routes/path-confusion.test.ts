import { describe, expect, test } from 'vitest';
import { AMBIGUITY, parseTarget } from '../../../packages/core/src/routes/path.ts';
import { buildTable, readRequest } from './build-table.ts';
import { isServedAsAdmin } from './sloppy-origin.ts';

/** A guard on one prefix, and everything else open: what every path below tries to slip around. */
const TABLE = buildTable({ '/*': 'public', '/admin/*': 'admin', '/api/users/:id': 'public', '/public/*': 'public' });

const OUTCOMES: Readonly<Record<string, readonly string[]>> = {
  '/admin/*': [
    ...[
      '/admin',
      '/admin/',
      '/admin/secret',
      '/admin/secret/',
      '/%61dmin/secret',
      '/%61%64%6d%69%6e',
      '/admin/%73ecret',
    ],
    ...[
      '/admin/SECRET',
      '/admin/secret%20',
      '/admin/a%20b',
      '/admin/secret.',
      '/admin/@me',
      '/admin?x=/public',
      '/admin#x',
    ],
    ...['/admin/secret?../../public', '/admin/caf%C3%A9', '/admin/%2a'],
  ],
  'look-alike': [
    ...[
      '/ADMIN',
      '/ADMIN/secret',
      '/Admin/secret',
      '/%41dmin/secret',
      '/%41DMIN',
      '/admin./secret',
      '/admin%2e/secret',
    ],
    ...['/admin%20/secret', '/admin.%20', '/.../admin', '/%20/admin', '/x/..%20/admin/secret', '/..%20./admin'],
  ],
  [AMBIGUITY.dotSegment]: [
    ...[
      '/./admin/secret',
      '/public/../admin/secret',
      '/public/%2e%2e/admin/secret',
      '/public/.%2E/admin',
      '/admin/./x',
    ],
    ...[
      '/x/admin/../../admin/secret',
      '/..',
      '/../admin',
      '/%2e/admin',
      '/admin/..',
      '/api/users/..',
      '/api/users/%2e%2e/admin',
    ],
  ],
  [AMBIGUITY.emptySegment]: [
    '//admin/secret',
    '/admin//x',
    '//',
    '///admin',
    '/public//../admin',
    '//evil.test/admin',
    '/api/users//',
  ],
  [AMBIGUITY.backslash]: [
    ...['/admin\\secret', '/public\\..\\admin/secret', '/\\admin/secret', '/public/..\\admin', '/admin%5csecret'],
    ...['/admin%5Csecret', '/public/..%5cadmin', '/..%5C..%5cadmin'],
  ],
  [AMBIGUITY.encodedSlash]: [
    ...[
      '/admin%2fsecret',
      '/admin%2Fsecret',
      '/public/..%2fadmin',
      '/..%2fadmin',
      '/%2fadmin',
      '/api/users/1%2f2',
      '/api%2Fusers',
    ],
    ...['/%2e%2e%2fadmin', '/admin%2f'],
  ],
  [AMBIGUITY.semicolon]: [
    ...[
      '/admin;x=1/secret',
      '/admin;/secret',
      '/admin;',
      '/;/admin',
      '/public/..;/admin',
      '/x/..;a=b/admin',
      '/api/users/1;x=2',
    ],
    ...['/admin%3bx/secret', '/public/..%3B/admin'],
  ],
  [AMBIGUITY.doubleEncoding]: [
    '/%2561dmin',
    '/%252e%252e/admin',
    '/admin%252fsecret',
    '/%25%36%31dmin',
    '/public/%252e%252e%252fadmin',
  ],
  [AMBIGUITY.controlCharacter]: [
    '/admin/secret%00',
    '/%00/admin',
    '/admin%0a',
    '/admin%0d%0aX-User:%20root',
    '/admin%09',
    '/admin\t',
    '/ad\nmin',
  ],
  [AMBIGUITY.invalidUtf8]: [
    '/%c0%af/admin',
    '/%ff',
    '/..%c0%afadmin',
    '/%c0%ae%c0%ae/admin',
    '/%e0%80%ae/admin',
    '/%c1%a1dmin',
  ],
  [AMBIGUITY.malformedEscape]: ['/admin/%', '/%zz', '/%u0061dmin', '/public/..%u2215admin', '/%6', '/%c0%'],
  [AMBIGUITY.foreignCharacter]: ['/\u{ff21}dmin', '/adm\u200bin', '/admin ', '/\uff0fadmin', '/\u00efadmin'],
  [AMBIGUITY.notAbsolute]: [
    '*',
    '\\admin',
    'admin',
    'admin.acme.dev:443',
    '',
    'https:/admin',
    'https://user@acme.dev/admin',
    'https://:80/admin',
  ],
  '/api/users/:id': ['/api/users/1', '/api/users/a%20b', '/api/users/%3f'],
  '/*': [
    '/',
    '/health',
    '/x/health',
    '/?/admin',
    '/admins',
    '/xadmin',
    '/a/admin',
    '/x?x=/admin',
    '/#/admin',
    '/caf%C3%A9',
    '/api/users',
    '/api/users/',
  ],
};

describe('path confusion', () => {
  for (const [outcome, targets] of Object.entries(OUTCOMES)) {
    test.each(targets)(`${outcome}: %j`, (target) => {
      const read = readRequest(TABLE, 'GET', parseTarget(target).rawPath);
      expect(read.replace('ambiguous: ', '')).toBe(outcome);
      if (!target.startsWith('/')) return;
      const absolute = readRequest(TABLE, 'GET', parseTarget(`https://acme.dev${target}`).rawPath);
      expect(absolute).toBe(read);
    });
  }

  test('full-width and zero-width characters, percent-encoded, are other segments: never the guarded route, never its guard', () => {
    for (const path of ['/%ef%bc%a1dmin', '/adm%e2%80%8bin', '/%ef%bc%8fadmin', '/%ef%bc%8e%ef%bc%8e/admin']) {
      expect(readRequest(TABLE, 'GET', path), path).toBe('/*');
    }
  });

  test('a literal key is whole: "/health" open opens nothing that only ends or starts with it', () => {
    const table = buildTable({ 'GET /health': 'public' });
    for (const path of ['/x/health', '/health/x', '/healthz', '/xhealth', '/health.json', '/health%20']) {
      expect(readRequest(table, 'GET', path), path).toBe('unmatched');
    }
    expect(readRequest(table, 'GET', '/health/')).toBe('GET /health');
    expect(readRequest(table, 'POST', '/health')).toBe('unmatched');
  });
});

test('more than 52 of these targets reach the guarded route at a sloppy origin if forwarded raw, and none is let through', () => {
  const bypasses = Object.values(OUTCOMES)
    .flat()
    .filter((raw) => raw.startsWith('/') && isServedAsAdmin(raw));
  expect(bypasses.length).toBeGreaterThan(52);
  for (const raw of bypasses) {
    const outcome = readRequest(TABLE, 'GET', parseTarget(raw).rawPath);
    expect(outcome.startsWith('ambiguous') || ['look-alike', '/admin/*'].includes(outcome), raw).toBe(true);
  }
});
