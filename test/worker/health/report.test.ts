import {
  type Authorizer,
  createAuthorizer,
  createWebPorts,
  type KeySource,
  type KeySourceReport,
} from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { resolveHealth } from '../../../packages/worker/src/health/report.ts';
import { acmePolicy } from '../acme.ts';

const audience = 'https://api.acme.dev';
const NOTHING: KeySourceReport = {
  ...{ iss: '', state: 'empty', from: null, keyCount: 0, refusedKeyCount: 0, ageSeconds: null, fetchedAt: null },
  ...{ lastSuccessAt: null, lastFailureAt: null, fetches: 0, failures: 0 },
};

/** An authorizer whose two issuers report what they are told to; asking for a key fails the test. */
function openAuthorizer(one: Partial<KeySourceReport>, other: Partial<KeySourceReport> = {}): Authorizer {
  const issuers = {
    one: { issuer: 'https://one.acme.dev', audience },
    other: { issuer: 'https://other.acme.dev', audience },
  };
  return createAuthorizer(acmePolicy('', { issuers }), createWebPorts(), {
    keySourceFor: ({ name, iss }): KeySource => ({
      find: () => Promise.reject(new Error('asked for a key')),
      report: () => ({ ...NOTHING, ...(name === 'one' ? one : other), iss }),
    }),
  });
}

describe('resolveHealth', () => {
  test.each([
    ['ok', {}, {}],
    ['ok', { state: 'fresh' }, { state: 'inline' }],
    ['ok', { state: 'fresh', failures: 3 }, {}],
    ['degraded', { state: 'stale' }, { state: 'fresh' }],
    ['unavailable', { state: 'fresh' }, { state: 'expired' }],
    ['unavailable', { state: 'expired' }, { state: 'stale' }],
    ['unavailable', { state: 'empty', failures: 1, lastFailureAt: 5 }, { state: 'fresh' }],
  ] as const)('is %s for %o beside %o', async (status, one, other) => {
    expect((await resolveHealth(openAuthorizer(one, other))).status).toBe(status);
  });

  test('tells names, states, ages and counts, and no address', async () => {
    const one = {
      state: 'stale',
      from: 'issuer',
      keyCount: 2,
      refusedKeyCount: 1,
      ageSeconds: 700,
      fetchedAt: 100,
    } as const;
    const told = { lastSuccessAt: 100, lastFailureAt: 790, fetches: 4, failures: 2 };
    const authorizer = openAuthorizer({ ...one, ...told }, { state: 'fresh' });
    const health = await resolveHealth(authorizer);
    expect(health.issuers[0]).toEqual({
      ...{ name: 'one', state: 'stale', keyCount: 2, refusedKeyCount: 1, ageSeconds: 700 },
      ...told,
    });
    expect(health.issuers[1]?.name).toBe('other');
    expect(JSON.stringify(health)).not.toContain('acme.dev');
    expect(health.policy).toBe(await authorizer.policyHash());
    const decision = await authorizer.authorize({ method: 'GET', url: '/health', headers: new Headers() });
    expect(health.policy).toBe(decision.policy);
  });
});
