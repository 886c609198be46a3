import { type AccessEntry, parsePath } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { createEvaluator } from './evaluator.ts';
import { BASE, createScene, NOW, type SceneToken, toArn } from './scene.ts';

type Routes = Readonly<Record<string, AccessEntry>>;

const ME: AccessEntry = { claims: { sub: { param: 'user' } } };
const GRANTED: AccessEntry = 'authenticated';
const DENIED: AccessEntry = 'deny';

/** What was found to reach too far, or not far enough: routes, what must be denied, what must be allowed. */
interface Case {
  readonly routes: Routes;
  readonly token?: SceneToken;
  readonly denied: readonly string[];
  readonly allowed?: readonly string[];
  readonly exact?: boolean;
}

const SPELLINGS_OF_ADMIN = [
  'GET v1/admin',
  'GET v1/admin/',
  'GET v1/admin/x',
  'GET v1/%61dmin',
  'GET v1/%61dmin/',
  'GET v1/adm%69n/x',
  'GET v1/%61%64%6D%69%6E',
  'GET v1/%61%64%6d%69%6e',
  'GET v1//admin',
  'GET v1/./admin',
  'GET v1/x/../admin',
  'GET v1/%2e%2e/v1/admin',
  'GET v1/admin;x=1',
  'GET v1/x;/../admin',
  'GET v1/x\\..\\admin',
  'GET v1/x%2F..%2Fadmin',
  'GET v1/%2561dmin',
  'GET v1/admin%',
  'GET v1/.',
  'GET v1/..',
];

const CASES: Readonly<Record<string, Case>> = {
  'a parameter is one segment: ?* crosses the slash': {
    routes: { 'GET /orders/:id': GRANTED },
    denied: ['GET orders', 'GET orders/', 'GET orders/1/items', 'GET orders/1/items/', 'GET orders//', 'GET orders//1'],
    allowed: ['GET orders/1', 'GET orders/1/', 'HEAD orders/1', 'GET orders/a:b@c', 'GET orders/2021-08-01T00:00:00Z'],
  },
  'a stricter child under a wildcard, in every spelling': {
    routes: { 'GET /v1/*': GRANTED, 'GET /v1/admin/*': DENIED },
    denied: SPELLINGS_OF_ADMIN,
    allowed: ['GET v1', 'GET v1/', 'GET v1/x', 'GET v1/x/y', 'GET v1/administrator', 'GET v1/x/admin', 'GET v1/ADMIN'],
  },
  'a stricter child with a colon, a space or an accent': {
    routes: {
      'POST /v1/*': GRANTED,
      'POST /v1/items:batchDelete': DENIED,
      'POST /v1/caf%C3%A9': DENIED,
      'POST /v1/a%20b': DENIED,
    },
    denied: [
      'POST v1/items:batchDelete',
      'POST v1/items%3AbatchDelete',
      'POST v1/items%3abatchDelete',
      'POST v1/caf%C3%A9',
      'POST v1/caf%c3%a9',
      'POST v1/café',
      'POST v1/a%20b',
      'POST v1/a b',
    ],
    allowed: ['POST v1/items', 'POST v1/cafe', 'POST v1/ab'],
  },
  'a stricter child that no ARN can hold is denied by a wider pattern': {
    routes: { 'GET /v1/*': GRANTED, 'GET /v1/$batch': DENIED, 'GET /v1/%E5%90%8D': DENIED, 'GET /v1/x%2Ay': DENIED },
    denied: ['GET v1/$batch', 'GET v1/名', 'GET v1/%E5%90%8D', 'GET v1/x*y'],
    allowed: ['GET v1/batch', 'GET v1/ab'],
    exact: false,
  },
  'a stricter child outside the basic plane, which may count as one character or two': {
    routes: { 'GET /v1/*': GRANTED, 'GET /v1/%F0%9F%98%80': DENIED },
    denied: ['GET v1/😀', 'GET v1/%F0%9F%98%80'],
    exact: false,
  },
  'the end of a route denied beside its wildcard: p/ is p': {
    routes: { 'GET /v1': DENIED, 'GET /v1/*': GRANTED },
    denied: ['GET v1', 'GET v1/'],
    allowed: ['GET v1/x', 'GET v1/x/'],
  },
  'a parameter denied beside a wildcard: what lies deeper stays': {
    routes: { 'GET /files/:id': DENIED, 'GET /files/*': GRANTED },
    denied: ['GET files/1', 'GET files/1/'],
    allowed: ['GET files', 'GET files/', 'GET files/1/2', 'GET files/1/2/3/'],
  },
  'a wildcard denied beside a parameter': {
    routes: { 'GET /files/:id': GRANTED, 'GET /files/*': DENIED },
    denied: ['GET files', 'GET files/', 'GET files/1/2'],
    allowed: ['GET files/1', 'GET files/1/'],
  },
  'a literal denied beside a parameter': {
    routes: { 'GET /users/:id': GRANTED, 'GET /users/admin': DENIED },
    denied: ['GET users/admin', 'GET users/admin/', 'GET users/%61dmin', 'GET users/admin/x'],
    allowed: ['GET users/1', 'GET users/admins'],
  },
  'a hole in a denied prefix cannot be written: the wildcard goes, not the Deny': {
    routes: { 'GET /*': GRANTED, 'GET /admin/*': DENIED, 'GET /admin/health': GRANTED },
    denied: ['GET admin', 'GET admin/x', 'GET admin/health/x', 'GET admin/%68ealth'],
    allowed: ['GET admin/health', 'GET admin/health/'],
    exact: false,
  },
  'nested parameters: a grant that cannot be held to its depth goes': {
    routes: { 'GET /orders/:id': GRANTED, 'GET /orders/:id/items': GRANTED },
    denied: ['GET orders/1/other', 'GET orders/1/x/items', 'GET orders/1/items/items', 'GET orders//items'],
    allowed: ['GET orders/1/items'],
    exact: false,
  },
  'a literal after a parameter at the wrong depth': {
    routes: { 'GET /t/:tenant/admin/*': GRANTED },
    denied: ['GET t/a/x', 'GET t/a/b/admin', 'GET t/a/b/admin/x', 'GET t/admin'],
    exact: false,
  },
  'another verb, and verbs that are none': {
    routes: { 'POST /orders/*': GRANTED },
    denied: ['GET orders/1', 'post orders/1', 'PROPFIND orders/1', 'POSTX orders/1', ' orders/1', '* orders/1'],
    allowed: ['POST orders/1'],
  },
  'HEAD under GET, and HEAD of its own': {
    routes: { 'GET /a': GRANTED, 'GET /b': GRANTED, 'HEAD /b': DENIED, 'HEAD /c': GRANTED, 'GET /c': DENIED },
    denied: ['HEAD b', 'GET c'],
    allowed: ['GET a', 'HEAD a', 'GET b', 'HEAD c'],
  },
  'a key for any method beside one that names it': {
    routes: { '/a': GRANTED, 'DELETE /a': DENIED },
    denied: ['DELETE a', 'PROPFIND a'],
    allowed: ['GET a', 'HEAD a', 'POST a', 'OPTIONS a'],
  },
  'routes of one host never match': {
    routes: { 'GET api.acme.dev/a': GRANTED, 'GET /b': GRANTED },
    denied: ['GET a', 'GET api.acme.dev/a'],
    allowed: ['GET b'],
  },
  'the root, and a wildcard over everything': {
    routes: { 'GET /': GRANTED, 'POST /*': GRANTED },
    denied: ['GET x', 'GET /', 'POST /', 'POST /x'],
    allowed: ['GET ', 'POST ', 'POST x', 'POST x/y'],
  },
  'a claim as a segment, canonical and decoded': {
    routes: { '/users/:user/*': ME },
    token: { claims: { sub: 'auth0|abc' } },
    denied: [
      'GET users/auth0',
      'GET users/auth0%7cabc',
      'GET users/auth0|abcd',
      'GET users/auth0%7Cabc/%2e%2e/x',
      'GET users/auth0|abc//x',
      'GET users/x/auth0|abc',
    ],
    allowed: ['GET users/auth0%7Cabc', 'GET users/auth0|abc', 'DELETE users/auth0%7Cabc/x/y', 'GET users/auth0|abc/x'],
  },
  'a claim that is also a route of its own': {
    routes: { 'GET /users/:user': ME, 'GET /users/me': DENIED },
    token: { claims: { sub: 'me' } },
    denied: ['GET users/me', 'GET users/me/'],
  },
  'a claim does not outrank a literal further right': {
    routes: { 'GET /users/:user/:thing': ME, 'GET /users/:id/admin': DENIED },
    token: { claims: { sub: 'u1' } },
    denied: ['GET users/u1/admin', 'GET users/u1/admin/', 'GET users/u1/%61dmin', 'GET users/u2/x'],
    allowed: ['GET users/u1/x'],
  },
  'one user under a wildcard cannot be excepted from its Deny': {
    routes: { 'GET /*': GRANTED, 'GET /users/:user': ME },
    token: { claims: { sub: 'u1' } },
    denied: ['GET users/u2', 'GET users/%75%32'],
    allowed: ['GET users/u1'],
    exact: false,
  },
  'a claim with a percent sign, which is no escape when it stands alone': {
    routes: { 'GET /users/:user': ME },
    token: { claims: { sub: '50%' } },
    denied: ['GET users/50%', 'GET users/50', 'GET users/50%2525'],
    allowed: ['GET users/50%25'],
  },
  'a granted literal that no ARN can hold': {
    routes: { 'GET /$batch': GRANTED, 'GET /x%2Ay': GRANTED, 'GET /a': GRANTED },
    denied: ['GET $batch', 'GET xbatch', 'GET x*y', 'GET xay'],
    allowed: ['GET a'],
    exact: false,
  },
  'an escape that the Deny around one grant takes from another': {
    routes: { 'GET /files/*': GRANTED, 'GET /files/caf%C3%A9': 'public' },
    denied: ['GET files/caf%C3%A9', 'GET files/caf%c3%a9'],
    allowed: ['GET files/café', 'GET files/x'],
    exact: false,
  },
  'escapes beside a claim that needs one': {
    routes: { 'GET /users/:user': ME, 'GET /v1/*': GRANTED, 'GET /v1/admin': DENIED },
    token: { claims: { sub: 'auth0|abc' } },
    denied: ['GET v1/%61dmin', 'GET v1/x%20y'],
    allowed: ['GET users/auth0%7Cabc', 'GET v1/x'],
  },
};

describe('the document, by what once reached too far', () => {
  test.each(Object.entries(CASES))('%s', async (_name, { routes, token, denied, allowed = [], exact = true }) => {
    const scene = await createScene(routes, token);
    const iam = await scene.compile();
    const evaluate = createEvaluator(iam.document);
    const say = (request: string): string => `${request}: ${evaluate(toArn(request), NOW)}`;
    expect(denied.map(say)).toEqual(denied.map((request) => `${request}: explicitDeny`));
    expect(allowed.map(say)).toEqual(allowed.map((request) => `${request}: allow`));
    expect(iam.exact).toBe(exact);
    const core = await Promise.all(allowed.map(async (request) => (await scene.ask(request)).effect));
    expect(core).toEqual(allowed.map(() => 'allow'));
  });
});

describe('a claim that becomes a segment', () => {
  test.each([
    '*',
    'u*',
    '?',
    'u?',
    '$',
    '$'.concat('{aws:username}'),
    '../admin',
    '..',
    '.',
    'a/b',
    'a;b',
    'a\\b',
    '\n',
    'a\u0000',
    '\u0085',
    '名',
    '😀',
    '%41',
    'u'.repeat(460),
  ])('never reaches an ARN as %j, and nothing else is granted for it', async (sub) => {
    const scene = await createScene({ 'GET /users/:user/*': ME, 'GET /health': 'public' }, { claims: { sub } });
    const { document, exact } = await scene.compile();
    expect(exact).toBe(false);
    expect(document.Statement[0]?.Resource).toEqual([
      `${BASE}/GET/health`,
      `${BASE}/GET/health/`,
      `${BASE}/HEAD/health`,
      `${BASE}/HEAD/health/`,
    ]);
  });

  test.each<[claim: unknown, why: string]>([
    ['', 'the empty text is no segment'],
    [7, 'a number equals no segment'],
    [['u1'], 'a list equals no segment'],
  ])('%j grants nothing: %s', async (user) => {
    const scene = await createScene({ 'GET /users/:id': { claims: { user: { param: 'id' } } } }, { claims: { user } });
    expect((await scene.compile()).document.Statement).toHaveLength(1);
  });
});

describe('the request of its own', () => {
  const NESTED: Routes = { 'GET /orders/:id': GRANTED, 'GET /orders/:id/items': GRANTED, 'GET /admin': DENIED };

  test('is allowed by name where the document cannot grant its route', async () => {
    const scene = await createScene(NESTED);
    const evaluate = createEvaluator((await scene.compile('GET orders/1')).document);
    expect(evaluate(toArn('GET orders/1'), NOW)).toBe('allow');
    expect(evaluate(toArn('GET orders/2'), NOW)).toBe('explicitDeny');
    expect(evaluate(toArn('GET orders/1/items'), NOW)).toBe('allow');
    expect(evaluate(toArn('GET orders/1/other'), NOW)).toBe('explicitDeny');
  });

  test.each([
    'GET orders/%31',
    'GET orders/*',
    'GET orders/?',
    'GET orders/$',
    `GET orders/${'1'.repeat(460)}`,
    'GET orders/é',
  ])('is not added as %s: it is not its one canonical spelling, too long, or a pattern', async (request) => {
    const scene = await createScene(NESTED);
    expect((await scene.ask(request)).effect).toBe('allow');
    expect((await scene.compile(request)).document).toEqual((await scene.compile()).document);
  });

  test('is not added where it is denied, or where the patterns grant it already', async () => {
    const scene = await createScene(NESTED);
    const { document } = await scene.compile();
    expect((await scene.compile('GET admin')).document).toEqual(document);
    expect((await scene.compile('GET orders/1/items')).document).toEqual(document);
  });

  test('is denied by name where a decoded control character slips under a wildcard that no Deny can narrow', async () => {
    const scene = await createScene({ 'GET /v1/*': GRANTED });
    const request = 'GET v1/a\u0001b';
    expect((await scene.ask(request)).reason).toBe('path_ambiguous');
    expect(await scene.evaluate(request)).toBe('allow');
    const iam = await scene.compile(request);
    expect(createEvaluator(iam.document)(toArn(request), NOW)).toBe('explicitDeny');
    expect(iam.exact).toBe(false);
  });

  test('of another API or stage is never added', async () => {
    const scene = await createScene(NESTED);
    const { document } = await scene.compile();
    const arn = `${BASE.replace('prod', 'dev')}/GET/orders/1`;
    const { compileIam } = await import('@sallyport/lambda');
    const other = compileIam(scene.rehearsal.policy, scene.principal, {
      base: BASE,
      nowSeconds: NOW,
      own: { arn, allowed: true },
    });
    expect(other.document).toEqual(document);
  });
});

describe('escapes', () => {
  const ROUTES: Routes = { 'GET /files/*': GRANTED, 'GET /files/caf%C3%A9/*': DENIED };

  test('are refused under every wildcard by default', async () => {
    const { evaluate } = await createScene(ROUTES);
    expect(await evaluate('GET files/a%20b')).toBe('explicitDeny');
    expect(await evaluate('GET files/%zz')).toBe('explicitDeny');
  });

  test('pass under "canonical" in their canonical spelling only', async () => {
    const { evaluate, ask } = await createScene(ROUTES, {}, { encodedPaths: 'canonical' });
    for (const allowed of ['a%20b', '%E5%90%8D', 'x%7Cy', '%3F%23%5B%5D', '%F0%9F%98%80']) {
      expect(await evaluate(`GET files/${allowed}`), allowed).toBe('allow');
    }
    const bytes = Array.from({ length: 256 }, (_, byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`);
    for (const text of [
      ...bytes,
      ...bytes.map((text) => text.toLowerCase()),
      '%C0%AF',
      '%ED%A0%80',
      '%F4%90%80%80',
      '%F5',
      'x%',
      '%4',
    ]) {
      const read = parsePath(`/files/a${text}`);
      const isCanonical = read.kind === 'canonical' && read.path === `/files/a${text}`;
      // A continuation or lead alone is no UTF-8 and spells nothing; it is taken not to arrive.
      if (/^%[89A-F]/i.test(text) && read.kind === 'ambiguous' && text.length === 3) continue;
      const expected = isCanonical && text !== '%25' ? 'allow' : 'explicitDeny';
      expect(await evaluate(`GET files/a${text}`), text).toBe(expected);
    }
    for (const denied of ['caf%C3%A9', 'café', 'caf%c3%a9', 'c%61f%C3%A9', 'caf%C3%A9/x', 'café/x', 'café/']) {
      expect(await evaluate(`GET files/${denied}`), denied).toBe('explicitDeny');
      expect((await ask(`GET files/${denied}`)).effect, denied).toBe('deny');
    }
  });

  test('under "canonical" deny a literal in every mixture of spellings', async () => {
    const routes: Routes = { 'GET /files/*': GRANTED, 'GET /files/a%20b%7Cc%7Bd': DENIED };
    const { evaluate } = await createScene(routes, {}, { encodedPaths: 'canonical' });
    for (const text of ['a%20b%7Cc%7Bd', 'a b|c{d', 'a%20b|c{d', 'a%20b|c%7Bd', 'a b%7Cc{d']) {
      expect(await evaluate(`GET files/${text}`), text).toBe('explicitDeny');
    }
    expect(await evaluate('GET files/a%20b')).toBe('allow');
  });

  test('under "canonical" deny a literal of many odd characters by a wider pattern', async () => {
    const routes: Routes = { 'GET /files/*': GRANTED, 'GET /files/%20a%20b%20c%20d%20e': DENIED };
    const scene = await createScene(routes, {}, { encodedPaths: 'canonical' });
    expect(await scene.evaluate('GET files/%20a b%20c d%20e')).toBe('explicitDeny');
    expect((await scene.compile()).exact).toBe(false);
  });
});

describe('bounds', () => {
  test('no pattern is longer than 512 characters: a longer grant is left out, a longer Deny is cut and so widened', async () => {
    const long = 'x'.repeat(460);
    const scene = await createScene({ [`GET /${long}`]: GRANTED, 'GET /v1/*': GRANTED, [`GET /v1/${long}`]: DENIED });
    const iam = await scene.compile();
    const evaluate = createEvaluator(iam.document);
    expect(iam.exact).toBe(false);
    expect(evaluate(toArn(`GET ${long}`), NOW)).toBe('explicitDeny');
    expect(evaluate(toArn(`GET v1/${long}`), NOW)).toBe('explicitDeny');
    expect(evaluate(toArn('GET v1/x'), NOW)).toBe('allow');
  });

  test('a policy whose document would exceed 1 MiB grants the own request only', async () => {
    const routes = Object.fromEntries(Array.from({ length: 1200 }, (_, at) => [`/resource-${at}/:id`, GRANTED]));
    const scene = await createScene(routes);
    const { document, exact, bytes } = await scene.compile('GET resource-7/1');
    expect(exact).toBe(false);
    expect(bytes).toBeLessThan(2000);
    expect(createEvaluator(document)(toArn('GET resource-7/1'), NOW)).toBe('allow');
    expect(createEvaluator(document)(toArn('GET resource-8/1'), NOW)).toBe('explicitDeny');
  });

  test('a table built to explode the states is compiled in time, without its wide grants', async () => {
    const keys = Array.from(
      { length: 2 ** 9 },
      (_, bits) =>
        `GET /${Array.from({ length: 9 }, (_, at) => (bits & (2 ** at) ? 'a' : `:p${at}`)).join('/')}/${bits % 2 ? 'x' : 'y'}`,
    );
    const routes = Object.fromEntries(
      keys.map((key, at): [string, AccessEntry] => [key, at % 3 === 0 ? DENIED : GRANTED]),
    );
    const scene = await createScene({ ...routes, 'GET /health': GRANTED });
    const started = performance.now();
    const { document, exact } = await scene.compile();
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(exact).toBe(false);
    expect(document.Statement[0]?.Resource).toEqual(
      ['GET', 'HEAD'].flatMap((method) =>
        ['a/a/a/a/a/a/a/a/a/x', 'health'].flatMap((path) => [
          `${BASE}/${method}/${path}`,
          `${BASE}/${method}/${path}/`,
        ]),
      ),
    );
  });

  test('plans are kept for a bounded number of grant sets, and claims that nothing names share one', async () => {
    const scene = await createScene({ 'GET /users/:user/*': ME });
    const { compileIam } = await import('@sallyport/lambda');
    for (let user = 0; user < 500; user += 1) {
      const principal = {
        ...scene.principal,
        subject: `u${user}`,
        claims: { ...scene.principal.claims, sub: `u${user}` },
      };
      const { document } = compileIam(scene.rehearsal.policy, principal, { base: BASE, nowSeconds: NOW });
      expect(createEvaluator(document)(toArn(`GET users/u${user}/x`), NOW)).toBe('allow');
      expect(createEvaluator(document)(toArn(`GET users/u${user + 1}/x`), NOW)).toBe('explicitDeny');
    }
  });
});
