import type { AccessEntry } from '@sallyport/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEvaluator } from './evaluator.ts';
import { BASE, createScene, NOW, toArn } from './scene.ts';

const OWN: AccessEntry = { claims: { sub: { param: 'user' } } };
const ROUTES: Readonly<Record<string, AccessEntry>> = {
  'GET /users/:user': OWN,
  'GET /users/:user/files/*': OWN,
  'GET /teams/:team/:user': OWN,
};
const RUNS = 150;

const SIGNS = ['*', '?', '$', '{', '}', '/', '\\', '%', ';', '.', '..', ' ', '|', ':', '#', '+', '~', '"', "'", '&'];
const ODD = ['\0', '\n', '\x7f', '\x85', 'é', 'ÿ', 'Ā', '名', '😀', '\ud800', '\u2028', '%2A', '%2f', '{*}', '{k}'];
const hostile = fc
  .array(fc.constantFrom(...SIGNS, ...SIGNS, ...ODD, 'a', 'b', '0'), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(''));

/** Texts near a claim: itself, with a sign more, less or changed, in other spellings. */
function toNeighbours(claim: string): readonly string[] {
  const well = claim.toWellFormed();
  const changed = [...claim].flatMap((sign, at) => [
    claim.slice(0, at) + claim.slice(at + sign.length),
    `${claim.slice(0, at)}z${claim.slice(at + sign.length)}`,
    `${claim.slice(0, at)}z${claim.slice(at)}`,
  ]);
  return [
    claim,
    encodeURIComponent(well),
    encodeURIComponent(well).toLowerCase(),
    `${claim}z`,
    `z${claim}`,
    ...changed,
  ];
}

test('a claim of hostile signs opens its own paths at most, in every spelling, and adds no wildcard to a pattern', async () => {
  const counts = { claims: 0, written: 0, allowed: 0 };
  await fc.assert(
    fc.asyncProperty(hostile, fc.constantFrom('refuse' as const, 'canonical' as const), async (sub, encodedPaths) => {
      const scene = await createScene(ROUTES, { claims: { sub } }, { encodedPaths });
      const { document } = await scene.compile();
      const evaluate = createEvaluator(document);
      counts.claims += 1;
      const granted = document.Statement[0]?.Effect === 'Allow' ? (document.Statement[0].Resource ?? []) : [];
      if (granted.length > 0) counts.written += 1;
      for (const pattern of granted) {
        const path = pattern.slice(BASE.length).replace(/^\/[A-Z]+\//, '');
        // What the routes themselves bring: a team, and the files below.
        const rest = path.replace(/^teams\/\?\*\//, '').replace(/\/files\/\*$/, '');
        expect(rest).not.toMatch(/[*?$]/);
      }
      for (const text of new Set(toNeighbours(sub))) {
        for (const request of [`users/${text}`, `users/${text}/`, `users/${text}/files/a`, `teams/t/${text}`]) {
          if (evaluate(toArn(`GET ${request}`), NOW) !== 'allow') continue;
          counts.allowed += 1;
          expect((await scene.ask(`GET ${request}`)).effect, request).toBe('allow');
        }
      }
    }),
    { numRuns: RUNS },
  );
  expect(counts.written).toBeGreaterThan(RUNS / 20);
  expect(counts.allowed).toBeGreaterThan(counts.written);
}, 600_000);

test.each(['notResource', 'resource'] as const)('auth0|abc is exact in both spellings: %s', async (denyShape) => {
  const scene = await createScene(ROUTES, { claims: { sub: 'auth0|abc' } }, { denyShape });
  const { document, exact } = await scene.compile();
  const evaluate = createEvaluator(document);
  expect(exact).toBe(true);
  for (const text of ['auth0%7Cabc', 'auth0|abc']) {
    for (const path of [
      `users/${text}`,
      `users/${text}/`,
      `users/${text}/files`,
      `users/${text}/files/a/b`,
      `teams/t/${text}`,
    ]) {
      expect(evaluate(toArn(`GET ${path}`), NOW), path).toBe('allow');
      expect((await scene.ask(`GET ${path}`)).effect, path).toBe('allow');
    }
  }
  for (const text of ['auth0%7cabc', 'auth0%7Cab', 'auth0|abcd', 'auth0', 'auth0%257Cabc', 'auth0?abc', 'auth0*']) {
    expect(evaluate(toArn(`GET users/${text}`), NOW), text).not.toBe('allow');
  }
});
