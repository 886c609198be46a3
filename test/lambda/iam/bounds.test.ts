import type { AccessEntry } from '@sallyport/core';
import { compileIam } from '@sallyport/lambda';
import { describe, expect, test } from 'vitest';
import { createEvaluator } from './evaluator.ts';
import { BASE, createScene, NOW, toArn } from './scene.ts';

const GRANTED: AccessEntry = 'authenticated';
const NEVER = { unknownPaths: 'never' } as const;

function toTable(
  count: number,
  toKey: (at: number) => string,
  access: AccessEntry = GRANTED,
): Record<string, AccessEntry> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [toKey(at), access]));
}

function countPatterns(document: Awaited<ReturnType<typeof compileIam>>['document']): number {
  return document.Statement.flatMap(({ Resource, NotResource }) => Resource ?? NotResource).length;
}

describe('what says nothing of its own is left out', () => {
  test('grants under a granted wildcard, and Denies under a wider one', async () => {
    const scene = await createScene({
      'POST /v1/*': GRANTED,
      ...toTable(50, (at) => `POST /v1/r${at}/:id`),
      'POST /v1/admin/*': 'deny',
      ...toTable(50, (at) => `POST /v1/admin/r${at}`, 'deny'),
    });
    const { document, exact } = await scene.compile();
    expect(exact).toBe(true);
    expect(document.Statement[0]?.Resource).toEqual([`${BASE}/POST/v1`, `${BASE}/POST/v1/*`]);
    expect(document.Statement[2]?.Resource?.filter((pattern) => pattern.includes('admin'))).toEqual([
      `${BASE}/POST/v1/admin`,
      `${BASE}/POST/v1/admin/*`,
    ]);
  });

  test('but not a literal that needs an escape, which no wildcard grants', async () => {
    const scene = await createScene({ 'POST /v1/*': GRANTED, 'POST /caf%C3%A9': GRANTED, 'POST /:any': GRANTED });
    const { document } = await scene.compile();
    expect(document.Statement[0]?.Resource).toContain(`${BASE}/POST/caf%C3%A9`);
  });
});

describe('a document over its bound', () => {
  const FLAT = toTable(40, (at) => `POST /resource-${at}`);

  test('names each granted pattern once before it grants less', async () => {
    const scene = await createScene(FLAT);
    const plain = await scene.compile();
    const short = await scene.compile(undefined, { maxBytes: plain.bytes - 1 });
    expect(plain.document.Statement[0]?.Resource).toHaveLength(80);
    expect([short.exact, short.narrowed]).toEqual([true, null]);
    expect(short.bytes).toBeLessThan(plain.bytes * 0.6);
    expect(short.document.Statement.map(({ Effect, NotResource }) => [Effect, NotResource?.length])).toEqual([
      ['Allow', undefined],
      ['Deny', 80],
      ['Deny', undefined],
    ]);
    expect(short.document.Statement[0]?.Resource).toEqual([`${BASE}/*`]);
    const evaluate = createEvaluator(short.document);
    expect(evaluate(toArn('POST resource-7'), NOW)).toBe('allow');
    expect(evaluate(toArn('POST other'), NOW)).toBe('explicitDeny');
    expect(evaluate(toArn('POST resource-7'), NOW + 86_400)).toBe('explicitDeny');
  });

  test('names what is refused instead, where that is shorter and unknown paths never arrive', async () => {
    const routes = { ...FLAT, 'POST /admin/*': 'deny', 'POST /users/:user': { scopes: ['other'] } } as const;
    const scene = await createScene(routes, {}, NEVER);
    const { document, exact, bytes } = await scene.compile(undefined, { maxBytes: 2000 });
    expect([exact, bytes < 2000]).toEqual([true, true]);
    expect(document.Statement[1]?.NotResource).toEqual([`${BASE}/POST/*`]);
    const evaluate = createEvaluator(document);
    expect(evaluate(toArn('POST resource-7'), NOW)).toBe('allow');
    for (const denied of [
      'POST admin',
      'POST admin/x',
      'POST users/u',
      'POST admin/',
      'GET resource-7',
      'POST %61dmin',
    ]) {
      expect(evaluate(toArn(denied), NOW), denied).toBe('explicitDeny');
    }
  });

  test('is not said the other way round where unknown paths may arrive, nor where a literal needs an escape', async () => {
    const possible = await (await createScene(FLAT)).compile(undefined, { maxBytes: 2000 });
    expect(possible.narrowed).toBe('too_large');
    const escaped = await createScene({ ...FLAT, 'POST /caf%C3%A9': GRANTED }, {}, NEVER);
    expect((await escaped.compile(undefined, { maxBytes: 2000 })).narrowed).toBe('too_large');
  });

  test.each([
    ['alone', {}, 1],
    ['beside routes that are granted whole', FLAT, 2400],
  ])('keeps a claim to its own paths whichever way it is said: %s', async (_where, others, less) => {
    const routes = { 'POST /:user/a/a/b': { claims: { sub: { param: 'user' } } }, ...others } as const;
    const scene = await createScene(routes, { claims: { sub: 'a' } }, NEVER);
    const plain = await scene.compile();
    const short = await scene.compile(undefined, { maxBytes: plain.bytes - less });
    const evaluate = createEvaluator(short.document);
    expect(short.exact).toBe(true);
    expect(['a/a/a/b', 'z/a/a/b'].map((path) => evaluate(toArn(`POST ${path}`), NOW))).toEqual([
      'allow',
      'explicitDeny',
    ]);
    const narrow = await scene.compile(undefined, { maxBytes: Math.ceil(plain.bytes * 0.5) });
    expect(narrow.narrowed).toBe('too_large');
  });

  test.each([
    ['notResource', 'GET nested-39/1'],
    ['resource', 'POST resource-39'],
  ] as const)('grants fewer routes, says so, and names the request of its own: %s', async (denyShape, own) => {
    const scene = await createScene({ ...FLAT, ...toTable(40, (at) => `GET /nested-${at}/:id`) }, {}, { denyShape });
    const { document, exact, narrowed, bytes } = await scene.compile(own, { maxBytes: 4000 });
    expect([exact, narrowed, bytes <= 4000]).toEqual([false, 'too_large', true]);
    const evaluate = createEvaluator(document);
    expect(evaluate(toArn(own), NOW)).toBe('allow');
    const kept = Array.from({ length: 40 }, (_, at) => evaluate(toArn(`POST resource-${at}`), NOW));
    expect(kept.filter((verdict) => verdict === 'allow').length).toBeGreaterThan(2);
    for (const denied of ['POST other', 'GET nested-1/1/2', 'GET nested-39/2', 'DELETE resource-1']) {
      expect(evaluate(toArn(denied), NOW), denied).not.toBe('allow');
    }
  });

  test('spends its room on grants: a Deny that none of them needs is left out', async () => {
    const scene = await createScene(toTable(200, (at) => `GET /nested-${at}/:id`));
    const { document, bytes } = await scene.compile('GET nested-199/1', { maxBytes: 9000 });
    const evaluate = createEvaluator(document);
    const kept = Array.from({ length: 200 }, (_, at) => evaluate(toArn(`GET nested-${at}/1`), NOW) === 'allow');
    expect([bytes <= 9000, kept.filter(Boolean).length > 30]).toEqual([true, true]);
    for (let at = 0; at < 200; at += 1) expect(evaluate(toArn(`GET nested-${at}/1/2`), NOW)).toBe('explicitDeny');
  });

  test('leaves room for a request of its own, so that none takes the place of another grant', async () => {
    const scene = await createScene({ ...FLAT, ...toTable(40, (at) => `GET /nested-${at}/:id`) });
    const write = async (own: string): Promise<string> => {
      const { document, bytes } = await scene.compile(own, { maxBytes: 5000 });
      expect(bytes).toBeLessThanOrEqual(5000);
      return JSON.stringify(document, (_key, value) =>
        Array.isArray(value) ? value.filter((item) => item !== toArn(own)) : value,
      );
    };
    const requests = ['GET nested-39/1', `GET nested-39/${'x'.repeat(400)}`, 'GET nowhere', 'POST resource-39'];
    expect(toArn(requests[1] ?? '').length).toBeGreaterThan(470);
    const longest = await scene.compile(requests[1], { maxBytes: 5000 });
    expect(createEvaluator(longest.document)(toArn(requests[1] ?? ''), NOW)).toBe('allow');
    const [plain, ...others] = await Promise.all(requests.map(write));
    for (const other of others) expect(other).toBe(plain);
  });

  test('denies everything where not even one pattern fits', async () => {
    const scene = await createScene(FLAT);
    const { document, narrowed } = await scene.compile('POST resource-1', { maxBytes: 300 });
    expect(narrowed).toBe('too_large');
    expect(document.Statement).toEqual([{ Effect: 'Deny', Action: 'execute-api:Invoke', Resource: [`${BASE}/*`] }]);
  });

  test('of more than 1 MiB is not made by default', async () => {
    const scene = await createScene(toTable(1200, (at) => `/resource-${at}/:id`));
    const { document, narrowed, bytes } = await scene.compile('GET resource-1199/1');
    expect([narrowed, bytes <= 1_048_576]).toEqual(['too_large', true]);
    const evaluate = createEvaluator(document);
    expect(evaluate(toArn('GET resource-1199/1'), NOW)).toBe('allow');
    expect(evaluate(toArn('GET resource-1199/1/2'), NOW)).toBe('explicitDeny');
  });
});

describe('without NotResource', () => {
  const SILENT = { denyShape: 'resource' } as const;

  test('methods and routes of which nothing is granted are denied explicitly, and nothing granted is', async () => {
    const routes = {
      'GET /orders/:id': GRANTED,
      'GET /orders': 'deny',
      'POST /admin/*': 'deny',
      'PUT /a': GRANTED,
    } as const;
    const scene = await createScene(routes, {}, SILENT);
    const { document, exact } = await scene.compile();
    const evaluate = createEvaluator(document);
    expect(exact).toBe(true);
    for (const denied of ['GET orders', 'GET orders/1/2', 'POST admin/x', 'POST any', 'DELETE x', 'OPTIONS orders/1']) {
      expect(evaluate(toArn(denied), NOW), denied).toBe('explicitDeny');
    }
    expect(evaluate(toArn('GET unknown'), NOW)).toBe('implicitDeny');
    expect(evaluate(toArn('GET orders/1'), NOW)).toBe('allow');
    expect(evaluate(toArn('GET orders/1'), NOW + 86_400)).toBe('explicitDeny');
  });

  test('a literal that only a wider pattern could deny is denied by silence, and takes nothing from its neighbours', async () => {
    const scene = await createScene({ 'GET /a/xzy': GRANTED, 'GET /a/x%2Ay': 'deny' }, {}, SILENT);
    const { document, exact } = await scene.compile();
    const evaluate = createEvaluator(document);
    expect(exact).toBe(true);
    expect(evaluate(toArn('GET a/xzy'), NOW)).toBe('allow');
    expect(evaluate(toArn('GET a/x*y'), NOW)).toBe('implicitDeny');
  });

  test('a method of which no pattern can say what is granted is not denied whole: a request adds its own ARN', async () => {
    const scene = await createScene(
      { 'GET /:user/me/*': GRANTED, 'GET /:user/a': 'deny', 'GET /b': 'deny' },
      {},
      SILENT,
    );
    const request = 'GET u1/me/x';
    const { document, exact } = await scene.compile(request);
    const evaluate = createEvaluator(document);
    expect(exact).toBe(false);
    expect(evaluate(toArn(request), NOW)).toBe('allow');
    expect(evaluate(toArn('GET u1/a'), NOW)).not.toBe('allow');
    expect(evaluate(toArn('GET b'), NOW)).toBe('explicitDeny');
    expect(evaluate(toArn('POST b'), NOW)).toBe('explicitDeny');
  });

  test('an expiry is left to the TTL where the policy says so', async () => {
    const scene = await createScene(
      { 'GET /a': GRANTED },
      {},
      { ...SILENT, expiryCondition: 'none', resultTtlSeconds: 60 },
    );
    const { document } = await scene.compile();
    expect(JSON.stringify(document)).not.toContain('Condition');
    expect(
      document.Statement.some(({ Effect, Resource }) => Effect === 'Deny' && Resource?.includes(`${BASE}/*`)),
    ).toBe(false);
  });
});

test('two hundred routes are written in little time once their set of grants is known', async () => {
  const routes = toTable(200, (at) => `GET /r${at % 50}${['', '/:id', '/:id/items', '/s/*'][Math.floor(at / 50)]}`);
  const scene = await createScene(routes, {}, NEVER);
  const run = (): number => {
    const startedAt = performance.now();
    compileIam(scene.rehearsal.policy, scene.principal, { base: BASE, nowSeconds: NOW });
    return performance.now() - startedAt;
  };
  const first = run();
  const times = Array.from({ length: 50 }, run).sort((a, b) => a - b);
  console.log({ routes: 200, firstMs: first.toFixed(2), medianMs: times[25]?.toFixed(2) });
  expect(countPatterns((await scene.compile()).document)).toBeGreaterThan(200);
});
