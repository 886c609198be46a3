import type { PolicyDocument } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { findFirstRequests, toCurlLine } from '../../../packages/cli/src/dev/first-requests.ts';
import { createPolicyRehearsal } from '../../../packages/cli/src/policy-tests/rehearsal.ts';
import { toOwnName } from '../../../packages/cli/src/shell-command.ts';
import { judgePolicyText } from '../../../packages/cli/src/source/judge.ts';

const ACME = { issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev' };

async function toLines(document: Partial<PolicyDocument>, standIns: readonly string[] = ['acme']): Promise<string[]> {
  const text = JSON.stringify({ issuers: { acme: ACME }, ...document });
  const judged = judgePolicyText(text, 'p', { hosts: 'loopbackAllowed', variables: 'assume' });
  const rehearsal = createPolicyRehearsal(judged);
  if (rehearsal === null) throw new Error(judged.findings.map(({ message }) => message).join('\n'));
  const requests = await findFirstRequests(rehearsal, document.tests ?? [], standIns);
  return requests.map((request) => `${toCurlLine(request, 'http://gate', 'sallyport')} # ${request.status}`);
}

describe('the first requests', () => {
  test('are a 401 and a 200 of one route, and a 403, each of a GET where there is one', async () => {
    const routes = { 'POST /orders': { scopes: ['write'] }, 'GET /orders/:id': { scopes: ['read:orders', "it's"] } };
    expect(await toLines({ routes })).toEqual([
      'curl -i http://gate/orders/x1 # 401',
      `curl -i http://gate/orders/x1 -H "Authorization: Bearer $(sallyport token --scope read:orders --scope 'it'\\''s')" # 200`,
      'curl -i http://gate/orders/x1 -H "Authorization: Bearer $(sallyport token)" # 403',
    ]);
  });

  test('name the method and the issuer where they must', async () => {
    const issuers = { acme: ACME, other: { ...ACME, issuer: 'https://other.acme.dev' } };
    const routes = { "PUT /it's": { issuer: 'other' } };
    expect(await toLines({ issuers, routes }, ['acme', 'other'])).toEqual([
      `curl -i -X PUT 'http://gate/it'\\''s' # 401`,
      `curl -i -X PUT 'http://gate/it'\\''s' -H "Authorization: Bearer $(sallyport token --issuer other)" # 200`,
      `curl -i -X PUT 'http://gate/it'\\''s' -H "Authorization: Bearer $(sallyport token --issuer acme)" # 403`,
    ]);
  });

  test.each([
    [{ header: 'Cf-Access-Jwt-Assertion' }, '-H "cf-access-jwt-assertion: $(sallyport token)"'],
    [{ cookie: 'session' }, '-H "Cookie: session=$(sallyport token)"'],
    [{ unsafeQueryToken: { name: 't', why: 'a player' } }, '-G --data-urlencode "t=$(sallyport token)"'],
  ])('put the token where the issuer has it: %j', async (place, words) => {
    const issuers = { acme: { ...ACME, tokenFrom: [place] } };
    expect((await toLines({ issuers, routes: { 'GET /a': 'authenticated' } }))[1]).toContain(words);
  });

  test('are without a token where nothing needs one, and none where nothing can be minted', async () => {
    expect(await toLines({ routes: { 'GET /health': 'public' } })).toEqual(['curl -i http://gate/health # 200']);
    expect(await toLines({ routes: { '/admin/*': 'deny' } })).toEqual([
      'curl -i http://gate/admin/x1 -H "Authorization: Bearer $(sallyport token)" # 403',
    ]);
    expect(await toLines({ routes: { 'GET /a': { scopes: ['x'] } } }, [])).toEqual(['curl -i http://gate/a # 401']);
  });

  test('print no claim of a test, and guess no path that must name what a token says', async () => {
    const routes = { 'GET /users/:id': { claims: { sub: { param: 'id' } } }, 'GET /team': { claims: { team: 'ops' } } };
    const token = { issuer: 'acme', claims: { team: 'ops', sub: 'a person' } };
    const lines = await toLines({ routes, tests: [{ request: 'GET /team', token, expect: 'allow' }] });
    expect(lines.join('\n')).not.toMatch(/person|ops|200/);
  });
});

test('the program is called as whoever started it calls it', () => {
  const call = (agent?: string) => toOwnName(agent === undefined ? {} : { npm_config_user_agent: agent });
  expect(call()).toBe('sallyport');
  expect(call('npm/11.4.1 node/v24.2.0 linux x64')).toBe('npx sallyport');
  expect(call('pnpm/12.0.0 npm/? node/v24.2.0')).toBe('pnpm exec sallyport');
  expect(call('yarn/4.9.0 npm/? node/v24')).toBe('yarn sallyport');
  expect(call('bun/1.3.0 npm/? node/v24')).toBe('bunx sallyport');
});
