/** What the key entrypoint answers, asked as whoever can reach it might, and as the contract of read-only tiers does. */
import type { KeyTierScope } from '@sallyport/core';
import type { TestIssuer } from '@sallyport/core/testing';
import { createEntrypointTier } from '@sallyport/worker';
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type HeldSets, READ_ONLY_TIER } from '../../support/key-tier-contract.ts';
import { type Stage, startStage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());
beforeEach(() => {
  stage.asked.length = 0;
  stage.publish((issuer) => issuer.jwks());
  for (const issuer of [stage.machines, stage.partners]) issuer.fail(null);
});

const toUrl = (parameters: Readonly<Record<string, string>> | readonly (readonly [string, string])[]): string =>
  `https://sallyport.invalid/keys?${new URLSearchParams(parameters as Record<string, string>)}`;
const partnersScope = (): KeyTierScope => ({ iss: stage.partners.issuer, place: stage.partners.urls.jwks });
const machinesScope = (): KeyTierScope => ({ iss: stage.machines.issuer, place: 'discovery' });

/** The seconds of a `Cache-Control` that says nothing else: `s-maxage` or a stale answer would outlive the copy. */
const toLifetime = (values: readonly string[] | undefined): number =>
  Number(/^public, max-age=(\d+)$/.exec(values?.join() ?? '')?.[1]);

test('answers a dated copy that may be cached by everyone while it is fresh', async () => {
  const { status, headers, body } = await stage.askEntrypoint(toUrl({ ...machinesScope() }));
  expect(status).toBe(200);
  const stored = JSON.parse(body);
  expect(Math.abs(stored.fetchedAtMs - Date.now())).toBeLessThan(60_000);
  expect(stored).toEqual({ body: expect.anything(), fetchedAtMs: expect.any(Number), freshForMs: 600_000 });
  expect(toLifetime(headers.get('cache-control'))).toBeLessThanOrEqual(595);
  expect(toLifetime(headers.get('cache-control'))).toBeGreaterThan(540);
  expect(stage.asked).toEqual(['entrypoint: machines metadata', 'entrypoint: machines keys']);
});

test.each([
  ['a second', 'max-age=1', 60],
  ['nothing at all', 'no-store', 60],
  ['ten minutes', 'max-age=600', 600],
  ['a year, and longer for shared caches', 'max-age=31536000, s-maxage=99999999', 3_600],
])(
  'is kept for no longer than its copy is fresh, a minute to an hour, where the issuer says %s',
  async (_, said, seconds) => {
    const headers = { 'cache-control': said };
    stage.publish(async (issuer) => new Response(JSON.stringify(await issuer.jwks()), { headers }));
    const answer = await stage.askEntrypoint(toUrl({ ...partnersScope() }));
    const lifetime = toLifetime(answer.headers.get('cache-control'));
    // A few seconds less than the copy is fresh, and what a busy machine takes to answer.
    expect(lifetime).toBeLessThanOrEqual(seconds - 5);
    expect(lifetime).toBeGreaterThan(seconds - 20);
  },
);

describe('answers 404 that nobody keeps, and fetches nothing, for', () => {
  const refused: [string, () => string][] = [
    ['no parameters', () => 'https://sallyport.invalid/keys'],
    ['an issuer without a place', () => toUrl({ iss: stage.partners.issuer })],
    ['a place without an issuer', () => toUrl({ place: stage.partners.urls.jwks })],
    ['an issuer that is not the policy’s', () => toUrl({ iss: 'https://evil.test', place: 'discovery' })],
    ['another loopback issuer', () => toUrl({ iss: `${stage.partners.issuer}/x`, place: 'discovery' })],
    ['another spelling of an issuer', () => toUrl({ ...machinesScope(), iss: `${stage.machines.issuer}/` })],
    ['a prototype’s name', () => toUrl({ iss: '__proto__', place: 'constructor' })],
    ['a place that is not the issuer’s', () => toUrl({ ...partnersScope(), place: 'https://evil.test/jwks' })],
    ['discovery of an issuer that has a jwksUri', () => toUrl({ ...partnersScope(), place: 'discovery' })],
    ['a key URL of an issuer with discovery', () => toUrl({ ...machinesScope(), place: stage.machines.urls.jwks })],
    ['the place of another issuer', () => toUrl({ ...machinesScope(), place: stage.partners.urls.jwks })],
    ['keys that stand in the policy', () => toUrl({ iss: stage.inline.issuer, place: 'discovery' })],
    ['keys that stand in the policy, without a place', () => toUrl({ iss: stage.inline.issuer, place: '' })],
    ['an issuer given twice', () => toUrl([...Object.entries(partnersScope()), ['iss', 'https://evil.test']])],
    ['a place given twice', () => toUrl([...Object.entries(partnersScope()), ['place', 'discovery']])],
    ['a parameter more', () => toUrl([...Object.entries(partnersScope()), ['v', '1']])],
  ];
  test.each(refused)('%s', async (_, url) => {
    const { status, headers, body } = await stage.askEntrypoint(url());
    expect({ status, body }).toEqual({ status: 404, body: '' });
    expect(headers.get('cache-control')).toEqual(['no-store']);
    expect(stage.asked).toEqual([]);
  });
});

test.each(['status500', 'html', 'empty', 'redirect', 'huge'] as const)(
  'answers 503 that nobody keeps where the issuer’s answer is %s',
  async (mode) => {
    stage.partners.fail(mode);
    const published = stage.partners.fetch;
    stage.publish(async () => published(new Request(stage.partners.urls.jwks)));
    const { status, headers, body } = await stage.askEntrypoint(toUrl({ ...partnersScope() }));
    expect({ status, body }).toEqual({ status: 503, body: '' });
    expect(headers.get('cache-control')).toEqual(['no-store']);
    expect(stage.asked).toEqual(['entrypoint: partners keys']);
  },
);

test('answers public members of usable keys alone, whatever the issuer publishes', async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const leaked = await exportJWK(pair.privateKey);
  stage.publish(async (issuer) => {
    const { keys } = await issuer.jwks();
    const noted = keys.map((key) => ({ ...key, x5c: ['AA'], issuer: 'noted' }));
    return {
      keys: [...noted, { ...leaked, kid: 'leaked' }, { kty: 'oct', k: 'c2VjcmV0', kid: 'shared' }],
      note: 'more',
    };
  });
  const { body } = await stage.askEntrypoint(toUrl({ ...partnersScope() }));
  const { keys } = JSON.parse(body).body;
  expect(keys).toHaveLength(1);
  expect(Object.keys(keys[0]).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'x', 'y']);
  for (const secret of [leaked.d ?? expect.fail(), 'c2VjcmV0', 'leaked', 'more']) expect(body).not.toContain(secret);
});

describe('as a tier', () => {
  const held = async (): Promise<HeldSets> => {
    const kidsOf = async (issuer: TestIssuer) => (await issuer.jwks()).keys.map(({ kid }) => kid ?? '');
    return {
      tier: createEntrypointTier({
        fetch: async (request) => {
          const { status, body } = await stage.askEntrypoint(String(request));
          return new Response(body, { status });
        },
      }),
      sets: [
        { scope: machinesScope(), kids: await kidsOf(stage.machines) },
        { scope: partnersScope(), kids: await kidsOf(stage.partners) },
      ],
    };
  };
  test.each(READ_ONLY_TIER)('$name', async ({ hold }) => hold(await held()));
});
