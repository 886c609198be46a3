import { assertGuarded, type SallyportEnv, sallyport, WiringError, type WiringFault } from '@sallyport/worker';
import { Hono, type MiddlewareHandler } from 'hono';
import { every } from 'hono/combine';
import { cors } from 'hono/cors';
import { logger } from 'hono/logger';
import { describe, expect, test, vi } from 'vitest';
import { acmeIssuer, acmePolicy } from './acme.ts';

const issuer = acmeIssuer();
const guard = (): MiddlewareHandler<SallyportEnv> =>
  sallyport(acmePolicy(issuer.issuer), { fetch: issuer.fetchPort, log: () => {} });
const answer = () => new Response('handled');

type App = Parameters<typeof assertGuarded>[0];

function faultsOf(app: App, exceptions: Parameters<typeof assertGuarded>[1] = {}): readonly WiringFault[] {
  try {
    assertGuarded(app, exceptions);
    return [];
  } catch (error) {
    if (error instanceof WiringError) return error.faults;
    throw error;
  }
}

const kindsOf = (...given: Parameters<typeof faultsOf>): readonly string[] =>
  faultsOf(...given).map(
    ({ kind, message }) => `${kind}: ${/(?:[A-Z]+ )?\/[^\s"]*?(?=:? |"|$)/.exec(message)?.[0] ?? ''}`,
  );

describe('assertGuarded passes', () => {
  test('a guard at "*" before every route, with middleware before and after it', () => {
    const app = new Hono();
    app.use(logger());
    app.use('*', cors());
    app.use('*', guard());
    app.use('/orders/*', logger());
    app.get('/health', answer);
    app.get('/orders/:id', logger(), answer);
    app.all('/admin/*', answer);
    app.all('*', answer);
    expect(faultsOf(app)).toEqual([]);
  });

  test.each<[string, () => App]>([
    ['app.use without a path', () => new Hono().use(guard()).get('/me', answer)],
    ['app.all("/*")', () => new Hono().all('/*', guard()).get('/me', answer)],
    ['a chain', () => new Hono().use('*', guard()).get('/me', answer).post('/orders', answer)],
    ['a base path', () => new Hono().basePath('/users').use('*', guard()).get('/:user', answer)],
    ['handlers of sub-apps', () => new Hono().use('*', guard()).route('/orders', new Hono().get('/:id', answer))],
    ['a mounted application', () => new Hono().use('*', guard()).mount('/public', answer)],
    ['its own guard in each sub-app', () => new Hono().route('/users', guardedSub()).route('/items', guardedSub())],
    [
      'a sub-app with its own error handler',
      () =>
        new Hono().route(
          '/users',
          guardedSub().onError(() => answer()),
        ),
    ],
  ])('%s', (_wiring, wire) => {
    expect(faultsOf(wire())).toEqual([]);
  });

  test.each([
    ['GET', '/orders/:id{[0-9]+}'],
    ['GET', '/users/:user/:page?'],
    ['GET', '/users/*/files/:name{.+\\.png}'],
    ['HEAD', '/health'],
    ['GET', '/public/:file{.+}'],
    ['GET', '/:page'],
    ['POST', '/items:batchDelete'],
    ['ALL', '/closed/x'],
  ])('%s %s, which some route of the policy can match', (method, path) => {
    expect(kindsOf(new Hono().use('*', guard()).on(method, path, answer))).toEqual([]);
  });
});

function guardedSub(): Hono<SallyportEnv> {
  return new Hono<SallyportEnv>().use('*', guard()).get('/x', answer);
}

describe('assertGuarded throws', () => {
  test('guard_missing alone, for an app without one or with one that other middleware hides', () => {
    expect(kindsOf(new Hono().get('/me', answer))).toEqual(['guard_missing: ']);
    expect(kindsOf(new Hono().use('*', every(guard())).get('/me', answer))).toEqual(['guard_missing: ']);
  });

  test('handler_unguarded for what was added before the guard', () => {
    const app = new Hono().get('/me', logger(), answer).mount('/public', answer);
    app.use('/orders/*', async (_c, next) => next());
    app.use('*', guard()).get('/health', answer);
    const faults = faultsOf(app);
    expect(faults.map(({ message }) => message)).toEqual([
      'GET /me runs without a decision: it was added before the guard',
      'ALL /public/* runs without a decision: it was added before the guard',
      'ALL /orders/* runs without a decision: it was added before the guard',
    ]);
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(['handler_unguarded']));
    expect(kindsOf(app, { unguarded: ['/me', '/public/*', '/orders/*'] })).toEqual([]);
  });

  test('handler_unguarded for a sub-app that was routed before the guard', () => {
    const app = new Hono().route('/users', new Hono().get('/:user', answer)).use('*', guard());
    expect(kindsOf(app)).toEqual(['handler_unguarded: GET /users/:user']);
  });

  test('guard_on_sub_path, and handler_unguarded for what lies outside', () => {
    const app = new Hono().use('/admin/*', guard()).get('/admin/x', answer).all('*', answer);
    expect(kindsOf(app)).toEqual(['guard_on_sub_path: /admin/*', 'handler_unguarded: ALL /*']);
    expect(kindsOf(new Hono().use('/', guard()).get('/me', answer))).toEqual([
      'guard_on_sub_path: /',
      'handler_unguarded: GET /me',
    ]);
  });

  test('handler_unguarded beside a guarded sub-app', () => {
    const app = new Hono().route('/users', guardedSub()).get('/usersx', answer).get('/me', answer);
    expect(kindsOf(app)).toEqual(['handler_unguarded: GET /usersx', 'handler_unguarded: GET /me']);
  });

  test('guard_on_methods for a guard that some methods pass by', () => {
    const app = new Hono().get('*', guard()).get('/me', answer);
    expect(kindsOf(app)).toEqual(['guard_on_methods: GET /*', 'handler_unguarded: GET /me']);
  });

  test('route_unknown for handlers that no route of the policy can match', () => {
    const app = new Hono().use('*', guard());
    app
      .get('/nowhere', answer)
      .post('/health', answer)
      .on('PURGE', '/public/x', answer)
      .get('/orders/:id/items', answer);
    app.get('/Orders/:id', answer).get('/', answer).get('/orders/', answer);
    expect(kindsOf(app)).toEqual([
      ...['GET /nowhere', 'POST /health', 'PURGE /public/x', 'GET /orders/:id/items', 'GET /Orders/:id'].map(
        (name) => `route_unknown: ${name}`,
      ),
      'route_unknown: GET /',
      'route_unknown: GET /orders/',
    ]);
  });

  test('route_unserved, where asked, for routes of the policy that no handler serves', () => {
    const app = new Hono().use('*', guard()).get('/health', answer).get('/orders/:id', answer).all('/items/*', answer);
    expect(faultsOf(app)).toEqual([]);
    expect(kindsOf(app, { unserved: 'refuse' })).toEqual(
      ['/public/*', 'GET /feed', '/me', 'POST /orders', '/users/:user/*', 'POST /items:batchDelete', '/admin/*'].map(
        (key) => {
          return `route_unserved: ${key}`;
        },
      ),
    );
  });

  test('an error that lists every fault', () => {
    const app = new Hono().get('/me', answer).use('*', guard()).get('/nowhere', answer);
    expect(() => assertGuarded(app)).toThrow(
      [
        'The app is not guarded:',
        '- GET /me runs without a decision: it was added before the guard',
        '- GET /nowhere is always answered 403: no route of the policy can match it',
      ].join('\n'),
    );
  });
});

describe('a request past what assertGuarded reports', () => {
  test('reaches the handler that was added before the guard, and not the one after it', async () => {
    const app = new Hono().get('/me', answer).use('*', guard()).get('/users/:user', answer);
    expect(faultsOf(app)).toHaveLength(1);
    expect([(await app.request('/me')).status, (await app.request('/users/ann')).status]).toEqual([200, 401]);
  });

  test('is answered 403 whatever the token, where the route is unknown', async () => {
    const app = new Hono().use('*', guard()).get('/nowhere', answer);
    const headers = { Authorization: `Bearer ${await issuer.mint({}, { roles: ['admin'] })}` };
    expect([faultsOf(app).length, (await app.request('/nowhere', { headers })).status]).toEqual([1, 403]);
  });
});

describe('the warning on the first request', () => {
  async function problemsOf(app: Hono<SallyportEnv> | Hono, ...paths: string[]): Promise<readonly unknown[]> {
    const problems = vi.spyOn(console, 'error').mockReturnValue();
    try {
      for (const path of paths) await app.request(path);
      return problems.mock.calls.flat();
    } finally {
      problems.mockRestore();
    }
  }

  test('is one line, once, for a guard on a sub-path', async () => {
    const app = new Hono<SallyportEnv>();
    app.use('/admin/*', guard()).get('/admin/x', answer);
    expect(await problemsOf(app, '/admin/x', '/admin/x', '/admin')).toEqual([
      {
        kind: 'sallyport.guard_misplaced',
        faults: [expect.stringContaining('the guard is mounted on /admin/*')],
      },
    ]);
  });

  test('is given for a guard on one method, and for handlers that ran before it', async () => {
    const methods = new Hono<SallyportEnv>();
    methods.get('*', guard()).get('/health', answer);
    expect(await problemsOf(methods, '/health')).toMatchObject([{ faults: [expect.stringContaining('GET /* alone')] }]);
    const late = new Hono<SallyportEnv>();
    late.get('/health', async (_c, next) => next());
    late.use('*', guard()).get('/health', answer);
    expect(await problemsOf(late, '/health')).toMatchObject([
      { faults: ['GET /health runs without a decision: it was added before the guard'] },
    ]);
  });

  test('is not given where the guard takes the whole app', async () => {
    const app = new Hono<SallyportEnv>().use(logger(() => {})).use('*', guard());
    app.get('/health', answer);
    expect(await problemsOf(app, '/health', '/me', '/nowhere')).toEqual([]);
    expect(await problemsOf(new Hono().basePath('/users').use('*', guard()), '/users/ann')).toEqual([]);
    expect(await problemsOf(new Hono().route('/users', guardedSub()), '/users/x')).toEqual([]);
    expect(await problemsOf(new Hono().use('*', guard()), '/health')).toEqual([]);
  });
});
