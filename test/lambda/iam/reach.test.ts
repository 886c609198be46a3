import { type AccessEntry, parsePath } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { createEvaluator } from './evaluator.ts';
import { BASE, createScene, NOW, toArn } from './scene.ts';

type Routes = Readonly<Record<string, AccessEntry>>;

const ME: AccessEntry = { claims: { sub: { param: 'user' } } };
const GRANTED: AccessEntry = 'authenticated';
const DENIED: AccessEntry = 'deny';

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

  test('of another API or stage is never added', async () => {
    const scene = await createScene(NESTED);
    const { document } = await scene.compile();
    const arn = `${BASE.replace('prod', 'dev')}/GET/orders/1`;
    const { compileIam } = await import('@sallyport/lambda');
    const other = compileIam(scene.rehearsal.policy, scene.principal, {
      base: BASE,
      nowSeconds: NOW,
      own: arn,
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
