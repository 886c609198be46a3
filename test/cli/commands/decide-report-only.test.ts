import { createTestIssuer } from '@sallyport/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFolder, type Folder, runSallyport } from './sallyport.ts';

/** A minute before the last day ends. */
const NOW = Date.UTC(2030, 0, 1, 23, 59) / 1000;
const issuer = createTestIssuer({
  issuer: 'https://id.acme.dev',
  audience: 'https://api.acme.dev',
  clock: () => NOW * 1000,
});

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder.remove());

const decide = async (at: number): Promise<readonly object[]> => {
  const policy = await folder.place('policy.jsonc', {
    issuers: { acme: { issuer: issuer.issuer, audience: 'https://api.acme.dev' } },
    routes: {
      'GET /orders': { scopes: ['read:orders'], unsafeReportOnly: { why: 'moving', until: '2030-01-01' } },
      'GET /feed': 'public',
    },
  });
  const jwks = await folder.place('jwks.json', await issuer.jwks());
  const authorization = `Bearer ${await issuer.mint({ scope: 'other' })}`;
  const requests = [
    { method: 'GET', url: '/orders' },
    { method: 'GET', url: '/orders', headers: { authorization } },
    { method: 'GET', url: '/feed' },
  ];
  const { stdout } = await runSallyport(['decide', '--policy', policy, '--jwks', jwks, '--at', String(at)], {
    stdin: requests.map((request) => `${JSON.stringify(request)}\n`).join(''),
  });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
};

test('a line says what a route let through and would have denied, and no other line does', async () => {
  const [missing, insufficient, open] = await decide(NOW);
  expect(missing).toMatchObject({
    ...{ effect: 'allow', status: 200, reason: null, principal: null, wouldDeny: 'token_missing' },
    reported: { reason: 'token_missing', status: 401, about: null },
  });
  expect(insufficient).toMatchObject({
    ...{ effect: 'allow', principal: { issuer: 'acme' }, wouldDeny: 'scope_insufficient' },
    reported: { reason: 'scope_insufficient', status: 403 },
  });
  expect(open).toMatchObject({ effect: 'allow' });
  expect(Object.keys(open ?? {})).not.toContain('wouldDeny');
});

test('after the last day the same lines deny', async () => {
  const [missing, insufficient] = await decide(NOW + 60);
  expect(missing).toMatchObject({ effect: 'deny', status: 401, reason: 'token_missing' });
  expect(insufficient).toMatchObject({ effect: 'deny', status: 403, reason: 'scope_insufficient' });
  expect(Object.keys(missing ?? {})).not.toContain('wouldDeny');
});
