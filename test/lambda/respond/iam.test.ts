import type { AccessEntry } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { createEvaluator } from '../iam/evaluator.ts';
import { createScene, NOW, type Scene, toArn } from '../iam/scene.ts';

const ROUTES = { 'GET /orders/:id': { scopes: ['read'] }, 'POST /orders': { scopes: ['write'] } } as const;
const NESTED: Readonly<Record<string, AccessEntry>> = {
  'GET /orders/:id': 'authenticated',
  'GET /orders/:id/items': 'authenticated',
};

const readAnswer = async (scene: Scene, request: string) => {
  const written = await scene.answer(request);
  if (written === null) throw new Error(`thrown: ${request}`);
  return { ...written, evaluate: createEvaluator(written.answer.policyDocument) };
};

describe('the document of an answer that is not kept', () => {
  const setUp = () => createScene(ROUTES, { scopes: ['read'] }, { resultTtlSeconds: 0 });

  test('names its own request only and ends within 10 seconds', async () => {
    const scene = await setUp();
    const { evaluate, document } = await readAnswer(scene, 'GET orders/1');
    expect(document).toMatchObject({ narrowed: null });
    expect(evaluate(toArn('GET orders/1'), NOW + 9)).toBe('allow');
    expect(evaluate(toArn('GET orders/1'), NOW + 10)).toBe('explicitDeny');
    expect(evaluate(toArn('GET orders/2'), NOW)).toBe('explicitDeny');
    const denied = await readAnswer(scene, 'POST orders');
    expect(denied.evaluate(toArn('POST orders'), NOW)).toBe('explicitDeny');
    expect(denied.outcome.reason).toBe('scope_insufficient');
    expect(denied.document).toMatchObject({ narrowed: null });
  });

  test.each(['GET orders/%31', 'GET orders/x*', 'GET orders/a$b', `GET orders/${'x'.repeat(500)}`])(
    'denies a path that no ARN can name safely, as path_ambiguous: %s',
    async (request) => {
      const scene = await setUp();
      expect((await scene.ask(request)).effect).toBe('allow');
      const { evaluate, outcome, document } = await readAnswer(scene, request);
      expect(evaluate(toArn(request), NOW)).toBe('explicitDeny');
      expect(outcome).toMatchObject({ effect: 'deny', reason: 'path_ambiguous' });
      expect(document).toMatchObject({ narrowed: 'inexpressible' });
    },
  );

  test('allows a canonical path with an escape: it is one path, not a pattern', async () => {
    const { evaluate } = await readAnswer(await setUp(), 'GET orders/a%20b');
    expect(evaluate(toArn('GET orders/a%20b'), NOW)).toBe('allow');
  });

  test.each(['GET orders/a\u0001b', 'GET orders/\ud800'])('denies %j, which no pattern can tell', async (request) => {
    const { evaluate, outcome } = await readAnswer(await setUp(), request);
    expect(outcome.reason).toBe('path_ambiguous');
    expect(evaluate(toArn(request), NOW)).toBe('explicitDeny');
  });
});

describe('a kept answer', () => {
  test.each(['GET v1/a\u0001b', 'GET v1/a\nb', 'GET v1/\u0085', 'GET v1/\ud800'])(
    'is not written for %j, which is denied and which no Deny can name',
    async (request) => {
      const scene = await createScene({ 'GET /v1/*': 'authenticated' });
      expect((await scene.ask(request)).reason).toBe('path_ambiguous');
      expect(await scene.evaluate(request)).toBe('allow');
      expect(await scene.answer(request)).toBeNull();
    },
  );

  test('is not written for a path that was declared never to arrive, and is written for one that its document denies', async () => {
    const scene = await createScene({ ...NESTED, 'GET /health': 'public' }, {}, { unknownPaths: 'never' });
    expect((await scene.ask('GET orders/1/other')).reason).toBe('route_unmatched');
    expect(await scene.evaluate('GET orders/1/other')).toBe('allow');
    expect(await scene.answer('GET orders/1/other')).toBeNull();
    const { answer, outcome } = await readAnswer(scene, 'GET nowhere');
    expect(outcome.reason).toBe('route_unmatched');
    expect(answer).toEqual((await readAnswer(scene, 'GET orders/1')).answer);
  });

  test('holds the own ARN of a request that is allowed, and of one that is denied nothing', async () => {
    const scene = await createScene(NESTED);
    const { document } = await scene.compile();
    const one = await readAnswer(scene, 'GET orders/1');
    expect(one.evaluate(toArn('GET orders/1'), NOW)).toBe('allow');
    expect(one.document).toMatchObject({ narrowed: 'inexpressible' });
    expect((await readAnswer(scene, 'GET orders/1/other')).answer.policyDocument).toEqual(document);
    expect((await readAnswer(scene, 'GET orders/1/items')).answer.policyDocument).toEqual(document);
  });
});
