import type { PolicyDocument } from '@sallyport/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scenes } from '../iam/arbitraries.ts';
import { createEvaluator } from '../iam/evaluator.ts';
import { createScene, NOW, type Scene, type SceneToken, toArn } from '../iam/scene.ts';
import { isWritable, toTexts } from '../iam/texts.ts';

const RUNS = 120;

/** Patterns of which one reaches paths that no route has: rare by chance. */
const NESTED = {
  policy: {
    issuers: { main: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } },
    routes: { 'GET /orders/:id': 'authenticated', 'GET /orders/:id/items': 'authenticated' } as const,
    apiGateway: { unknownPaths: 'never' } as const,
  },
  token: { issuer: 'main' },
  paths: ['orders/1', 'orders/1/items', 'orders/1/other', 'orders/1/2/3', 'other', 'orders/1/a%0Ab'],
};

async function createScenes(
  policy: PolicyDocument,
  token: SceneToken,
): Promise<{ readonly kept: Scene; readonly alone: Scene } | null> {
  const { routes, apiGateway } = policy;
  try {
    return {
      kept: await createScene(routes, token, { ...apiGateway, resultTtlSeconds: 300 }),
      alone: await createScene(routes, token, { ...apiGateway, resultTtlSeconds: 0 }),
    };
  } catch {
    return null;
  }
}

/** A document as text, without one ARN in any of its lists. */
function without(arn: string, document: unknown): string {
  return JSON.stringify(document, (_key, value) =>
    Array.isArray(value) ? value.filter((item) => item !== arn) : value,
  );
}

test('no answer lets in the request it is for where the core denies it, and what is kept is of policy and token alone, over random policies, tokens and paths', async () => {
  const counts = { written: 0, own: 0, thrown: 0, unwritable: 0, absent: 0 };
  await fc.assert(
    fc.asyncProperty(scenes, async ({ policy, token, paths }) => {
      const made = await createScenes(policy, token);
      fc.pre(made !== null);
      const { kept, alone } = made;
      const { document } = await kept.compile();
      const plain = JSON.stringify(document);
      const lets = createEvaluator(document);
      for (const text of toTexts({ paths })) {
        const request = `GET ${text}`;
        const arn = toArn(request);
        const isAllowed = (await kept.ask(request)).effect === 'allow';
        const written = await kept.answer(request);
        if (written === null) {
          // Only what would be wrong to keep is not written.
          expect([isAllowed, lets(arn, NOW)], request).toEqual([false, 'allow']);
          counts[isWritable(text) ? 'absent' : 'unwritable'] += 1;
          counts.thrown += 1;
        } else {
          const own = written.answer.policyDocument;
          const isLetIn = createEvaluator(own)(arn, NOW) === 'allow';
          if (isLetIn && !isAllowed) throw new Error(`unsound: ${request}`);
          expect(written.outcome.effect, request).toBe(isLetIn ? 'allow' : 'deny');
          if (JSON.stringify(own) !== plain) {
            counts.own += 1;
            expect([isAllowed, lets(arn, NOW)], request).toEqual([true, 'explicitDeny']);
            // With nothing granted beside it a document has other statements.
            if (document.Statement.length > 1) expect(without(arn, own), request).toBe(plain);
          }
          counts.written += 1;
        }
        const single = await alone.answer(request);
        const verdict = single && createEvaluator(single.answer.policyDocument)(arn, NOW);
        expect(verdict, request).toBe(single?.outcome.effect === 'allow' ? 'allow' : 'explicitDeny');
        if (verdict === 'allow' && !isAllowed) throw new Error(`unsound alone: ${request}`);
      }
    }),
    { numRuns: RUNS, examples: [[NESTED]] },
  );
  console.log(counts);
  expect(counts.written).toBeGreaterThan(RUNS * 10);
  // Both come in bursts: one scene may bring many.
  expect(counts.own).toBeGreaterThan(1);
  expect(counts.unwritable).toBeGreaterThan(1);
  expect(counts.absent).toBeGreaterThan(1);
}, 600_000);
