import {
  createKeySource,
  createWebPorts,
  type Decision,
  type KeySource,
  type PolicyDocument,
  type Ports,
} from '@sallyport/core';
import { createTestClock, createTestIssuer } from '@sallyport/core/testing';
import { describe, expect, test } from 'vitest';
import { createRehearsal } from '../../packages/core/src/rehearse.ts';
import { createTestAuthorizer } from '../support/authorizer.ts';

const UNTIL = '2030-12-31';
const ENFORCED_AT = Date.UTC(2031, 0, 1) / 1000;
const NOW = ENFORCED_AT - 3600;

const clock = createTestClock(NOW);
const issuer = createTestIssuer({
  issuer: 'https://tokens.acme.dev',
  audience: 'https://api.acme.dev',
  clock: clock.port,
});
const unsafeReportOnly = { why: 'clients move over by the end of the year', until: UNTIL };

const policy: PolicyDocument = {
  issuers: {
    machines: {
      issuer: issuer.issuer,
      audience: 'https://api.acme.dev',
      tokenFrom: ['authorization', { cookie: 'session' }],
    },
  },
  routes: {
    '/reported/*': { roles: ['admin'], unsafeReportOnly },
    '/enforced/*': { roles: ['admin'] },
    '/reported/closed': 'deny',
  },
};

const ports = (changes: Partial<Ports> = {}): Ports =>
  createWebPorts({ fetch: issuer.fetchPort, clock: clock.port, sleep: clock.sleep, ...changes });

type Request = { readonly method?: string; readonly headers?: Record<string, string>; readonly credentials?: 'always' };

async function ask(
  path: string,
  { method = 'GET', headers = {}, ...rest }: Request = {},
  changes: Partial<Ports> = {},
): Promise<Decision> {
  const authorizer = createTestAuthorizer(policy, ports(changes));
  return authorizer.authorize({ method, url: `https://api.acme.dev${path}`, headers: new Headers(headers), ...rest });
}
const bearer = (token: string): Request => ({ headers: { Authorization: `Bearer ${token}` } });
const mint = (...parameters: Parameters<typeof issuer.mint>) => issuer.mint(...parameters);

function fail(): never {
  throw new Error('the policy has no issuer');
}

describe('before its day has ended a report-only route lets through and reports', () => {
  test.each([
    ['token_missing', 401, async () => ({})],
    ['token_malformed', 401, async () => bearer('a.b')],
    ['token_expired', 401, async () => bearer(await mint({}, { expiresInSeconds: -60, roles: ['admin'] }))],
    ['audience_mismatch', 401, async () => bearer(await mint({}, { audience: 'https://other.acme.dev' }))],
    ['scheme_unsupported', 401, async () => ({ headers: { Authorization: 'Basic YTpi' } })],
    ['cross_site_request', 403, async () => ({ method: 'POST', headers: { Cookie: `session=${await mint()}` } })],
  ])('%s (%i), as nobody', async (reason, status, toRequest) => {
    expect(await ask('/reported/x', await toRequest())).toMatchObject({
      effect: 'allow',
      status: 200,
      reason: null,
      route: '/reported/*',
      principal: null,
      credentialFrom: null,
      reported: { reason, status },
    });
  });

  test('role_missing, as the principal of the token that was verified', async () => {
    const decision = await ask('/reported/x', bearer(await mint({}, { subject: 'ann' })));
    expect(decision).toMatchObject({
      effect: 'allow',
      principal: { subject: 'ann' },
      credentialFrom: { kind: 'authorization' },
      reported: { reason: 'role_missing', status: 403, about: 'roles' },
    });
  });

  test('nothing where the requirement is met', async () => {
    const decision = await ask('/reported/x', bearer(await mint({}, { subject: 'ann', roles: ['admin'] })));
    expect(decision).toMatchObject({ effect: 'allow', principal: { subject: 'ann' }, reported: null });
  });
});

describe('a report-only route still denies', () => {
  test('what cannot be read: path_ambiguous, credential_malformed, credential_ambiguous', async () => {
    expect(await ask('/reported/%2e%2e/x')).toMatchObject({ effect: 'deny', reason: 'path_ambiguous' });
    expect(await ask('/reported/Closed')).toMatchObject({ effect: 'deny', status: 400, reason: 'path_ambiguous' });
    expect(await ask('/reported/x', { headers: { Authorization: 'Bearer' } })).toMatchObject({
      effect: 'deny',
      status: 400,
    });
    const twice = { headers: { Authorization: 'Bearer a, Bearer b' } };
    expect(await ask('/reported/x', twice)).toMatchObject({ effect: 'deny', status: 400 });
  });

  test.each([
    ['keys_unavailable', 503],
    ['discovery_unavailable', 503],
  ] as const)('the fault %s (%i)', async (reason, status) => {
    const down: KeySource = {
      find: () => ({ kind: 'fault', reason, retryAfterSeconds: 5 }),
      report: () => createKeySource(authorizer.policy.issuers[0] ?? fail(), ports()).report(),
    };
    const authorizer = createTestAuthorizer(policy, ports(), { keySourceFor: () => down });
    const headers = new Headers(bearer(await mint({}, { roles: ['admin'] })).headers);
    expect(await authorizer.authorize({ method: 'GET', url: '/reported/x', headers })).toMatchObject({
      effect: 'deny',
      status,
      reason,
    });
  });

  test('its neighbours: other routes, route_denied and route_unmatched', async () => {
    expect(await ask('/enforced/x')).toMatchObject({ effect: 'deny', reason: 'token_missing' });
    expect(await ask('/reported/closed')).toMatchObject({ effect: 'deny', reason: 'route_denied' });
    expect(await ask('/nowhere')).toMatchObject({ effect: 'deny', reason: 'route_unmatched' });
  });

  test('where a gate keeps answers (credentials: always)', async () => {
    expect(await ask('/reported/x', { credentials: 'always' })).toMatchObject({
      effect: 'deny',
      reason: 'token_missing',
    });
  });
});

test('is enforced from midnight UTC after its day, by the clock of the port', async () => {
  const at = (seconds: number) => ask('/reported/x', {}, { clock: () => seconds * 1000 });
  expect(await at(ENFORCED_AT - 0.001)).toMatchObject({ effect: 'allow', reported: { reason: 'token_missing' } });
  expect(await at(ENFORCED_AT)).toMatchObject({ effect: 'deny', status: 401, reason: 'token_missing' });
  expect(await at(Number.NaN)).toMatchObject({ effect: 'deny' });
});

test('an error inside the gate is internal_error, never let through', async () => {
  let reads = 0;
  const clockThatBreaks = (): number => {
    reads += 1;
    throw new RangeError(`read ${reads}`);
  };
  expect(await ask('/reported/x', {}, { clock: clockThatBreaks })).toMatchObject({
    effect: 'deny',
    reason: 'internal_error',
  });
});

test('a rehearsal judges what will be enforced', async () => {
  const { rehearse } = createRehearsal(policy, ports());
  const request = { method: 'GET', url: '/reported/x', headers: new Headers() };
  expect(await rehearse(request, null)).toMatchObject({ effect: 'deny', reason: 'token_missing' });
  expect(await rehearse(request, { issuer: 'machines', roles: ['admin'] })).toMatchObject({
    effect: 'allow',
    reported: null,
  });
});
