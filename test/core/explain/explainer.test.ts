import { describe, expect, test } from 'vitest';
import { createExplainer, HINTS, PHASES, toShownClaims } from '../../../packages/core/src/explain/index.ts';
import { createAuthorizer, createWebPorts, type PolicyDocument } from '../../../packages/core/src/index.ts';
import { createTestIssuer } from '../../../packages/core/src/testing/index.ts';

const NOW = 1_900_000_000;
const clock = () => NOW * 1000;
const API = 'https://api.acme.dev';
const issuer = createTestIssuer({ issuer: 'https://id.acme.dev', audience: API, clock });
const POLICY: PolicyDocument = {
  issuers: { staff: { issuer: 'https://id.acme.dev', audience: API } },
  routes: { 'GET /orders/:id': { scopes: ['read:orders'] }, 'GET /open': 'public', 'GET /maybe': 'optional' },
};
const toPorts = (fetch = issuer.fetchPort) => createWebPorts({ clock, fetch, newId: () => 'id' });
const toRequest = (url: string, authorization: string | null) => ({
  method: 'GET',
  url,
  headers: { get: (name: string) => (name === 'authorization' ? authorization : null) },
});

describe('an explanation', () => {
  test.each([
    ['/orders/1', { scope: 'read:orders' }],
    ['/orders/1', { scope: 'other' }],
    ['/orders/1', { exp: NOW - 100 }],
    ['/orders/1', { aud: 'other' }],
    ['/orders/1', { iss: 'https://id.acme.dev/' }],
    ['/orders/../x', {}],
    ['/open', {}],
    ['/maybe', { exp: NOW - 100 }],
    ['/maybe', {}],
    ['/nowhere', {}],
  ])('holds the decision of authorize itself, and a phase that agrees: %s %j', async (url, claims) => {
    const request = toRequest(url, `Bearer ${await issuer.mint(claims)}`);
    const decision = await createAuthorizer(POLICY, toPorts()).authorize(request);
    const explained = await createExplainer(POLICY, toPorts(), 'network').explain(request);
    expect(explained.decision).toEqual(decision);
    expect(explained.verdict).toMatchObject({ effect: decision.effect, reason: decision.reason, from: 'decision' });
    expect(explained.phases.map(({ phase }) => phase)).toEqual(PHASES);
    const failed = explained.phases.filter(({ status }) => status === 'failed');
    expect(failed.map(({ reason }) => reason)).toEqual(decision.reason === null ? [] : [decision.reason]);
    expect(explained.hint).toBe(decision.reason === null ? null : HINTS[decision.reason]);
  });

  test('of a route that only reports is the allow, with the reason that it let through and its causes', async () => {
    const unsafeReportOnly = { why: 'migration', until: '2099-12-31' };
    const routes = { 'GET /orders/:id': { scopes: ['read:orders'], unsafeReportOnly } };
    const request = toRequest('/orders/1', `Bearer ${await issuer.mint({ scope: 'other' })}`);
    const explained = await createExplainer({ ...POLICY, routes }, toPorts(), 'network').explain(request);
    expect(explained.verdict).toMatchObject({ effect: 'allow', reason: null, wouldDeny: 'scope_insufficient' });
    expect(explained.nearMisses[0]?.code).toBe('scopes_not_granted');
    expect(explained.hint).toBe(HINTS.scope_insufficient);
  });

  test('offline never fetches', async () => {
    const urls: string[] = [];
    const ports = toPorts((url) => {
      urls.push(String(url));
      return Promise.reject(new TypeError('no'));
    });
    const request = toRequest('/orders/1', `Bearer ${await issuer.mint({ scope: 'read:orders' })}`);
    const { verdict, phases } = await createExplainer(POLICY, ports, 'offline').explain(request);
    expect([verdict.effect, urls]).toEqual(['undecided', []]);
    expect(phases.find(({ phase }) => phase === 'key')?.status).toBe('offline');
  });

  test('a rehearsal never allows: a forged token that would pass everything else is denied', async () => {
    const [header, payload] = (await issuer.mint({ scope: 'read:orders' })).split('.');
    const request = toRequest('/orders/1', `Bearer ${header}.${payload}.${'A'.repeat(86)}`);
    const { verdict, phases } = await createExplainer(POLICY, toPorts(), 'network').explain(request);
    expect(verdict).toMatchObject({ effect: 'deny', reason: 'signature_invalid' });
    expect(phases.find(({ phase }) => phase === 'requirement')?.wouldHave).toBe('passed');
  });
});

test('claims that say whom a token is about are masked, those that say what it grants are not', () => {
  const claims = { sub: 'ada', email: 'a@b.c', emails: ['x'], nested: { a: 1 }, scope: 's', aud: 'a', groups: ['g'] };
  expect(toShownClaims(claims, 'masked')).toEqual({
    ...{ sub: '(masked, 3 characters)', email: '(masked, 5 characters)', emails: '(masked, list)' },
    ...{ nested: '(masked, object)', scope: 's', aud: 'a', groups: ['g'] },
  });
  expect(toShownClaims(claims, 'whole')).toEqual(claims);
});
