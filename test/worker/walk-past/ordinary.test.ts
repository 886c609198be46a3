import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from './application.ts';
import { type Front, GUARDED_FRONTS, type Stage, startStage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

type Ordinary = readonly [caller: Caller, method: string, target: string, handler: string];

const PAGE = 'public:page';

/** What clients send every day. */
const ORDINARY: readonly Ordinary[] = [
  ...[
    '/',
    '/x',
    '/a/b/c/',
    '/search?q=../../admin&next=//other.dev/;a',
    '/public/file.tar.gz',
    '/a%20b',
    '/caf%C3%A9',
  ].map((target): Ordinary => ['anonymous', 'GET', target, PAGE]),
  ...[
    '/@me',
    "/a~b!$&'()*+,=:@",
    '/100%25',
    '/%E6%97%A5%E6%9C%AC',
    '/.well-known/x',
    '/x?%2e%2e%2f%00',
    '/ADMINISTRATOR',
  ].map((target): Ordinary => ['anonymous', 'GET', target, PAGE]),
  ...[
    '/administrator',
    '/keysmith',
    '/user',
    '/users',
    '/README.MD',
    '/a%7cb',
    '/v1.0/a..b',
    '/x#fragment',
    '/a,b=c',
  ].map((target): Ordinary => ['anonymous', 'GET', target, PAGE]),
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map(
    (method): Ordinary => ['anonymous', method, '/things/1', PAGE],
  ),
  ...['GET', 'HEAD', 'POST'].map((method): Ordinary => ['anonymous', method, '/reports/1', 'public:report']),
  ['ann', 'GET', '/things', PAGE],
  ['ann', 'GET', '/reports/1?full', 'public:report'],
  ...['/users/ann', '/users/ann/', '/users/ann/orders?page=2', '/users/%61nn/orders', '/users/ann/a%20b'].map(
    (target): Ordinary => ['ann', 'GET', target, 'guarded:user=ann'],
  ),
  ...['GET', 'PUT', 'DELETE', 'HEAD'].map((method): Ordinary => ['ann', method, '/users/ann/x', 'guarded:user=ann']),
  ...['/admin', '/admin/', '/admin/secret?x=1', '/%61dmin/secret'].map(
    (target): Ordinary => ['admin', 'GET', target, 'guarded:admin'],
  ),
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map(
    (method): Ordinary => ['admin', method, '/keys/1', 'guarded:keys'],
  ),
  ...['PUT', 'PATCH', 'DELETE', 'OPTIONS'].map(
    (method): Ordinary => ['admin', method, '/reports/1', 'guarded:report-change'],
  ),
  ...['/manual/a', '/manual/a/', '/manual/a/b?x'].map((target): Ordinary => ['admin', 'GET', target, 'guarded:manual']),
  ['anonymous', 'GET', '/manual', 'public:contents'],
  ['admin', 'GET', '/b%C3%BCro/1', 'guarded:office'],
  ['admin', 'GET', '/b%c3%bcro', 'guarded:office'],
];

describe.each(GUARDED_FRONTS)('%s', (front: Front) => {
  test('lets every ordinary request through to its handler', async () => {
    const walks = await Promise.all(
      ORDINARY.map(async ([caller, method, target, handler]) => {
        const walk = await stage.walk(front, caller, { method, target });
        return { sent: `${caller} ${method} ${target}`, got: [walk.status, walk.handler], expected: [200, handler] };
      }),
    );
    expect(walks.filter(({ got, expected }) => String(got) !== String(expected))).toEqual([]);
    expect(walks.length).toBeGreaterThanOrEqual(55);
  });

  test('refuses the guarded ones among them without the credential, with 401 or 403', async () => {
    const guarded = ORDINARY.filter(([, , , handler]) => handler.startsWith('guarded:'));
    const walks = await Promise.all(
      guarded.flatMap(([caller, method, target]) => {
        const others: readonly Caller[] = caller === 'ann' ? ['anonymous', 'admin'] : ['anonymous', 'ann'];
        return others.map((other) => stage.walk(front, other, { method, target }));
      }),
    );
    expect(walks.filter(({ handler }) => handler !== '')).toEqual([]);
    expect(new Set(walks.map(({ caller, status }) => `${caller} ${status}`))).toEqual(
      new Set(['anonymous 401', 'ann 403', 'admin 403']),
    );
  });
});

test('a host with routes of its own is open to the role, whatever its spelling', async () => {
  for (const host of ['admin.acme.dev', 'ADMIN.acme.dev', 'admin.acme.dev.', 'admin.acme.dev:8080']) {
    for (const front of ['gateway/express', 'gateway/decoding', 'middleware/hono'] as const) {
      const headers = [['Host', host] as const];
      const walk = await stage.walk(front, 'admin', { target: '/x', headers });
      expect([front, host, walk.status, walk.handler]).toEqual([front, host, 200, 'guarded:admin-host']);
      expect((await stage.walk(front, 'ann', { target: '/x', headers })).status).toBe(403);
    }
  }
});
