/** Plans by the classes of a group, beside the plans that a set of grants gets by a walk of its own. */
import { compilePolicy } from '@sallyport/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Grant } from '../../../packages/lambda/src/iam/candidates.ts';
import type { Choice } from '../../../packages/lambda/src/iam/choose.ts';
import { chooseByClass } from '../../../packages/lambda/src/iam/classes.ts';
import type { Outcome } from '../../../packages/lambda/src/iam/explore.ts';
import { type MethodGroup, type PolicyShape, toPolicyShape } from '../../../packages/lambda/src/iam/groups.ts';
import { judgeGrants } from '../../../packages/lambda/src/iam/plan.ts';
import type { Entry } from '../../../packages/lambda/src/iam/tokens.ts';
import { scenes } from './arbitraries.ts';

type Grants = ReadonlyMap<MethodGroup['routes'][number], Grant>;

/** Whether the patterns of a choice let a class of paths pass that a walk of its own found. */
function lets({ granted, denied }: Choice, { entries }: Outcome): boolean {
  const has = (list: readonly Entry[], effect: Entry['effect']): boolean =>
    entries.some((entry) => entry.effect === effect && list.some(({ key }) => key === entry.key));
  return has(granted, 'grant') && !has(denied, 'deny');
}

function toShape(policy: Parameters<typeof compilePolicy>[0]): PolicyShape | null {
  const compiled = compilePolicy(policy, { env: {} }).policy;
  return compiled && toPolicyShape(compiled);
}

test('is exact where a walk of its own is, and lets pass just what that found granted, for any set of routes', () => {
  let compared = 0;
  const sets = fc.array(fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(scenes, sets, ({ policy }, drawn) => {
      const shape = toShape(policy);
      for (const group of shape?.groups ?? []) {
        // A route that no ARN can hold is planned by itself where it is granted.
        if (group.routes.some((route) => shape?.unwritable.has(route))) continue;
        for (const granted of drawn) {
          const grants: Grants = new Map(
            group.routes.map((route, number) => [route, granted[number % granted.length] ? 'always' : 'never']),
          );
          const routes = group.routes.filter((route) => grants.get(route) === 'always');
          const byClass = chooseByClass(group, grants, routes);
          const own = judgeGrants(group, grants, routes);
          if (byClass?.reach !== 'exact') continue;
          expect(own.choice.reach).toBe('exact');
          for (const outcome of own.outcomes ?? []) {
            if (outcome.kind !== 'absent') expect(lets(byClass, outcome)).toBe(outcome.kind === 'granted');
          }
          compared += own.outcomes?.length ?? 0;
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(compared).toBeGreaterThan(1_000);
});

test('leaves a set that pins a parameter to a walk of its own', () => {
  const shape = toShape({
    issuers: { main: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } },
    routes: { 'GET /users/:user': { claims: { sub: { param: 'user' } } } },
  });
  const [group] = shape?.groups ?? [];
  if (group === undefined) throw new TypeError('there is no group');
  const grants: Grants = new Map(group.routes.map((route) => [route, [[null, 'u1']]]));
  expect(chooseByClass(group, grants, group.routes)).toBeNull();
});
