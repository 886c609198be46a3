import { type AccessEntry, type ApiGatewayEntry, type Principal, solveAccess } from '@sallyport/core';
import { compileIam } from '@sallyport/lambda';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEvaluator } from './evaluator.ts';
import { BASE, createScene, NOW, type Scene } from './scene.ts';

const RUNS = 200;
const DEPTH = 4;
/** Two literals of the tables, the text of a claim, and a text that nothing names. */
const SEGMENTS = ['a', 'b', 'u1', 'z'];

/** Every path of up to four such segments, deeper by one than any route. */
const PATHS: readonly (readonly string[])[] = Array.from({ length: DEPTH }).reduce<readonly (readonly string[])[]>(
  (paths) => [[], ...paths.flatMap((path) => SEGMENTS.map((segment) => [...path, segment]))],
  [[]],
);

const key = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', ':p'), { maxLength: 3 }), fc.boolean())
  .map(([segments, isWildcard]) => {
    const texts = segments.map((text, at) => (text === ':p' ? `:p${at}` : text));
    return `GET /${[...texts, ...(isWildcard ? ['*'] : [])].join('/')}`;
  });

const route = key.chain((text) => {
  const bound = [...text.matchAll(/:(p\d)/g)].map(
    ([, param]): AccessEntry => ({ claims: { sub: { param: param ?? '' } } }),
  );
  return fc.tuple(fc.constant(text), fc.constantFrom<AccessEntry[]>('deny', 'public', 'public', ...bound, ...bound));
});

type Due = 'granted' | 'refused' | 'absent';

function toDue({ rehearsal }: Scene, principal: Principal, path: readonly string[]): Due {
  const match = rehearsal.policy.routes.match('GET', null, path);
  if (match === null) return rehearsal.policy.apiGateway.unknownPaths === 'never' ? 'absent' : 'refused';
  const isGranted = solveAccess(rehearsal.policy, match.route.access, principal).some((way) =>
    Object.entries(way).every(([name, value]) => match.params[name] === value),
  );
  return isGranted ? 'granted' : 'refused';
}

test('the document and the table agree on every path of small tables that can arrive: never more, and no less where it says exact', async () => {
  const counts = { tables: 0, exact: 0, paths: 0, conservative: 0, shortened: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(route, { minLength: 1, maxLength: 6, selector: ([text]) => text.replace(/:p\d/g, ':') }),
      fc.constantFrom<ApiGatewayEntry['unknownPaths'][]>('possible', 'never'),
      fc.constantFrom('u1', 'a'),
      async (routes, unknownPaths, sub) => {
        const apiGateway = unknownPaths === undefined ? {} : { unknownPaths };
        const scene = await createScene(Object.fromEntries(routes), { claims: { sub } }, apiGateway);
        const iam = compileIam(scene.rehearsal.policy, scene.principal, { base: BASE, nowSeconds: NOW });
        const evaluate = createEvaluator(iam.document);
        const short = compileIam(scene.rehearsal.policy, scene.principal, {
          base: BASE,
          nowSeconds: NOW,
          maxBytes: iam.bytes - 1,
        });
        const evaluateShort = createEvaluator(short.document);
        let missed = 0;
        let missedShort = 0;
        for (const path of PATHS) {
          const due = toDue(scene, scene.principal, path);
          if (due === 'absent') continue;
          for (const end of path.length === 0 ? [''] : ['', '/']) {
            counts.paths += 1;
            const text = path.join('/') + end;
            const isAllowed = evaluate(`${BASE}/GET/${text}`, NOW) === 'allow';
            if (isAllowed && due === 'refused') throw new Error(`unsound: /${text}`);
            if (due === 'granted' && !isAllowed) missed += 1;
            const isAllowedShort = evaluateShort(`${BASE}/GET/${text}`, NOW) === 'allow';
            if (isAllowedShort && due === 'refused') throw new Error(`unsound when shortened: /${text}`);
            if (due === 'granted' && !isAllowedShort) missedShort += 1;
          }
        }
        if (iam.exact) expect(missed).toBe(0);
        if (short.exact) expect(missedShort).toBe(0);
        if (short.exact) counts.shortened += 1;
        counts.tables += 1;
        if (iam.exact) counts.exact += 1;
        else if (missed === 0) counts.conservative += 1;
      },
    ),
    { numRuns: RUNS },
  );
  console.log(counts);
  expect(counts.exact).toBeGreaterThan(RUNS / 4);
  expect(counts.shortened).toBeGreaterThan(RUNS / 8);
  // To this depth the compiler is not merely careful: what it calls inexact is.
  expect(counts.conservative).toBe(0);
}, 600_000);
