import { expect, test } from 'vitest';
import { createRehearsal } from '@sallyport/core/rehearse';
import { createWebPorts } from '@sallyport/core';
import { toPolicyShape } from '../../../packages/lambda/src/iam/groups.ts';
import { toGrants } from '../../../packages/lambda/src/iam/grants.ts';
import { toPlan } from '../../../packages/lambda/src/iam/plan.ts';
import { writePlans } from '../../../packages/lambda/src/iam/write.ts';

test('x', async () => {
  const routes: Record<string, any> = {};
  for (let i = 0; i < 200; i++) routes[`GET|POST /v1/resource${i}/*`] = { scopes: [`s${i % 7}`] };
  const big = createRehearsal({ issuers: { a: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } }, routes }, createWebPorts());
  const d = await big.rehearse({ method: 'GET', url: '/orders/1', headers: new Headers(), lookAlikes: 'ignore', credentials: 'always' }, { issuer: 'a', scopes: [] });
  if (!d.principal) throw new Error(d.reason ?? '');
  for (let n = 0; n < 6; n++) for (const scopes of [['s1','s2'],['s0','s1','s2','s3','s4','s5','s6'],['s5']]) {
    const p = { ...d.principal, scopes };
    const t: number[] = [performance.now()];
    const shape = toPolicyShape(big.policy); t.push(performance.now());
    const g = toGrants(big.policy, shape, p); t.push(performance.now());
    const plans = shape.groups.map((x) => toPlan(shape, x, g.byRoute)); t.push(performance.now());
    const w = writePlans(plans, { base: 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod', encodedPaths: 'refuse', readLiteral: g.readLiteral }); t.push(performance.now());
    const w2 = writePlans(plans, { base: 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod', encodedPaths: 'refuse', readLiteral: g.readLiteral }); t.push(performance.now());
    JSON.stringify(w2); t.push(performance.now());
    console.log(scopes.length, 'shape grants plan write write2 json', t.slice(1).map((x, i) => (x - t[i]!).toFixed(2)).join(' '));
  }
  expect(1).toBe(1);
});
