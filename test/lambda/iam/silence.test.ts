/** Documents without NotResource, at an API whose resource policy allows whatever they say nothing of. */
import type { AccessEntry } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { createEvaluator } from './evaluator.ts';
import { createScene, NOW, type Scene, toArn } from './scene.ts';

const GRANTED: AccessEntry = 'authenticated';
const SILENT = { denyShape: 'resource' } as const;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const COUNT = 30;

const toRoutes = (toEntry: (at: number) => readonly [string, AccessEntry]): Record<string, AccessEntry> =>
  Object.fromEntries(Array.from({ length: COUNT }, (_, at) => toEntry(at)));

const ROUTES = {
  ...toRoutes((at) => [`POST /resource-${at}`, GRANTED]),
  'POST /admin/*': 'deny',
  ...toRoutes((at) => [`GET /nested-${at}/:id`, GRANTED]),
  ...toRoutes((at) => [`GET /nested-${at}/:id/secret`, { roles: ['admin'] }]),
  'PUT /a': GRANTED,
  'PUT /b': { roles: ['admin'] },
} as const satisfies Readonly<Record<string, AccessEntry>>;

const PATHS = [
  ...['a', 'b', 'admin', 'admin/x', 'resource-1', 'resource-29'],
  ...Array.from({ length: COUNT }, (_, at) => [`nested-${at}/1`, `nested-${at}/1/secret`]).flat(),
];

/** What a client gets through: whatever is not denied explicitly. */
async function listPassing(scene: Scene, maxBytes: number, own?: string) {
  const iam = await scene.compile(own, { maxBytes });
  const evaluate = createEvaluator(iam.document);
  const passing = METHODS.flatMap((method) => PATHS.map((path) => `${method} ${path}`)).filter(
    (request) => evaluate(toArn(request), NOW) !== 'explicitDeny',
  );
  return { ...iam, passing, evaluate };
}

/** Tables that are said the other way round where unknown paths never arrive. */
const FLAT = Object.fromEntries(Object.entries(ROUTES).filter(([key]) => !key.startsWith('GET')));

describe.each([
  ['possible', 'nested', ROUTES],
  ['never', 'nested', ROUTES],
  ['never', 'flat', FLAT],
] as const)('where silence means allow, and unknown paths are %s: %s', (unknownPaths, _shape, routes) => {
  test('a document of any size lets nothing pass that a route refuses', async () => {
    const scene = await createScene(routes, {}, { unknownPaths, ...SILENT });
    const whole = await listPassing(scene, 1_048_576);
    const refused = new Set<string>();
    for (const method of METHODS) {
      for (const path of PATHS) {
        const { effect, route } = await scene.ask(`${method} ${path}`);
        if (effect === 'deny' && route !== null) refused.add(`${method} ${path}`);
      }
    }
    expect(refused.size).toBeGreaterThan(2);
    let narrowed = 0;
    for (let maxBytes = 2048; maxBytes < whole.bytes + 2000; maxBytes += 500) {
      const some = await listPassing(scene, maxBytes);
      if (some.narrowed === 'too_large') narrowed += 1;
      expect(some.bytes).toBeLessThanOrEqual(maxBytes);
      expect(some.passing.filter((request) => refused.has(request))).toEqual([]);
      const closed = some.passing.filter((one) => one.startsWith('DELETE '));
      expect(closed, 'a method without a grant').toEqual([]);
    }
    expect(narrowed).toBeGreaterThan(0);
  });
});

describe('a narrowed document without NotResource', () => {
  test('denies a method that keeps no grant whole, in one pattern', async () => {
    const scene = await createScene(ROUTES, {}, SILENT);
    const { document, evaluate, narrowed } = await listPassing(scene, 4000);
    expect(narrowed).toBe('too_large');
    const denied = document.Statement.flatMap(({ Effect, Resource, Condition }) =>
      Effect === 'Deny' && Condition === undefined ? (Resource ?? []) : [],
    );
    expect(denied.filter((pattern) => pattern.includes('/GET/'))).toEqual([toArn('GET *')]);
    expect(denied).toContain(toArn('DELETE *'));
    expect(evaluate(toArn('GET nested-1/1'), NOW)).toBe('explicitDeny');
    expect(evaluate(toArn('POST resource-1'), NOW)).toBe('allow');
  });

  test('is the same whichever request of such a method asked', async () => {
    const scene = await createScene(ROUTES, {}, SILENT);
    const [plain, other] = await Promise.all([
      listPassing(scene, 4000, 'GET nowhere'),
      listPassing(scene, 4000, 'GET nested-29/1'),
    ]);
    expect(other.document).toEqual(plain.document);
  });

  test('leaves a method alone of which nothing was denied, so that a request still adds its own ARN', async () => {
    const scene = await createScene({ ...ROUTES, ...toRoutes((at) => [`PATCH /thing-${at}`, GRANTED]) }, {}, SILENT);
    const { evaluate, document } = await listPassing(scene, 4000, 'PATCH thing-29');
    expect(evaluate(toArn('PATCH thing-29'), NOW)).toBe('allow');
    expect(evaluate(toArn('PATCH thing-3'), NOW)).toBe('implicitDeny');
    expect(JSON.stringify(document)).not.toContain(toArn('PATCH *'));
  });
});
