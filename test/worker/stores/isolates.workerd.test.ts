/** Two isolates that share the Cache API, or a KV namespace, of workerd: what one fetched serves the other. */
import { env } from 'cloudflare:workers';
import type { StoredKeySet } from '@sallyport/core';
import { createTestIssuer, type TestIssuer } from '@sallyport/core/testing';
import { createCacheApiTier, createKvTier } from '@sallyport/worker';
import { exportJWK, generateKeyPair } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readCaches } from '../../../packages/worker/src/stores/cache-api-tier.ts';
import { readNamespace } from '../../../packages/worker/src/stores/kv-tier.ts';
import { toCopyName } from '../../../packages/worker/src/stores/stored-copy.ts';
import { createIsolate, createIssuer, type SharedStore } from './isolates.ts';

const HOUR_MS = 3_600_000;
const caches = readCaches(globalThis) ?? expect.fail('this runtime has no Cache API');
const namespace = readNamespace(env, 'SALLYPORT_KEYS') ?? expect.fail('the namespace is not bound');

const STORES: readonly SharedStore[] = [
  {
    name: 'the Cache API',
    bindings: {},
    tier: () => createCacheApiTier(caches),
    poison: async (name, text) => {
      const headers = { 'cache-control': 'public, max-age=86400' };
      await (await caches.open('sallyport-keys')).put(
        `https://sallyport.invalid/${name}`,
        new Response(text, { headers }),
      );
    },
  },
  {
    name: 'a KV namespace',
    bindings: { SALLYPORT_KEYS: namespace },
    tier: () => createKvTier(namespace),
    poison: (name, text) => namespace.put(name, text, { expirationTtl: 86_400 }),
  },
];

describe.each(STORES)('over $name', ({ name, bindings, tier, poison }) => {
  // The namespace alone, where it is what is tested.
  beforeEach(() => {
    if (name !== 'the Cache API') vi.stubGlobal('caches', undefined);
  });
  afterEach(() => vi.unstubAllGlobals());

  const scopeOf = ({ issuer }: TestIssuer) => ({ iss: issuer, place: 'discovery' });
  const start = async () => {
    const issuer = createIssuer();
    const first = createIsolate(issuer, bindings);
    expect(await first.send(await issuer.mint())).toBe(200);
    await first.settle();
    expect(first.fetches()).toBe(2);
    return issuer;
  };

  test('the second isolate starts without any fetch, and refuses what the first would', async () => {
    const issuer = await start();
    const second = createIsolate(issuer, bindings);
    expect(await second.send(await issuer.mint())).toBe(200);
    expect(await second.send(await issuer.mint({}, { key: 'foreign' }))).toBe(401);
    const fresh = createIsolate(issuer, bindings);
    const token = await issuer.mint();
    expect(await Promise.all(Array.from({ length: 20 }, () => fresh.send(token)))).toEqual(Array(20).fill(200));
    expect(fresh.fetches()).toBe(0);
  });

  test('an isolate without the tier has to ask', async () => {
    const issuer = await start();
    vi.stubGlobal('caches', undefined);
    const alone = createIsolate(issuer, {});
    expect(await alone.send(await issuer.mint())).toBe(200);
    expect(alone.fetches()).toBe(2);
  });

  test('a copy of one issuer is no other’s', async () => {
    const [issuer, other] = [await start(), createIssuer()];
    const second = createIsolate(other, bindings);
    expect(await second.send(await issuer.mint({ iss: other.issuer }))).toBe(401);
    expect(await second.send(await other.mint())).toBe(200);
    expect(second.fetches()).toBe(2);
  });

  test('what was kept is the public members of usable keys, dated by the fetch', async () => {
    const beforeMs = Date.now();
    const issuer = await start();
    const stored = (await tier().get(scopeOf(issuer))) as StoredKeySet;
    expect(stored.fetchedAtMs).toBeGreaterThanOrEqual(beforeMs);
    expect(stored.freshForMs).toBe(600_000);
    const members = { kid: expect.any(String), alg: 'ES256', kty: 'EC', crv: 'P-256' };
    expect(stored.body).toEqual({ keys: [{ ...members, x: expect.any(String), y: expect.any(String) }] });
  });

  describe('while the issuer is down', () => {
    test.each(['network', 'status500', 'html'] as const)('(%s) a stale copy serves a cold isolate', async (mode) => {
      const issuer = await start();
      issuer.fail(mode);
      const ahead = 23 * HOUR_MS;
      const second = createIsolate(issuer, bindings, ahead);
      const token = await issuer.mint({}, { expiresInSeconds: ahead / 1000 + 600 });
      expect(await second.send(token)).toBe(200);
      const forged = await issuer.mint({}, { key: 'foreign', expiresInSeconds: ahead / 1000 + 600 });
      expect(await second.send(forged)).toBe(401);
      issuer.rotate();
      // Nobody can know of the new key: a fault, and no wrong 401.
      const unknown = await issuer.mint({}, { expiresInSeconds: ahead / 1000 + 600 });
      expect(await second.send(unknown)).toBe(503);
      expect(second.fetches()).toBeGreaterThan(0);
    });

    test('a copy past 24 hours is used by nobody', async () => {
      const issuer = await start();
      issuer.fail('network');
      for (const [aheadMs, status] of [
        [24 * HOUR_MS - 60_000, 200],
        [24 * HOUR_MS, 503],
        [48 * HOUR_MS, 503],
      ] as const) {
        const second = createIsolate(issuer, bindings, aheadMs);
        const token = await issuer.mint({}, { expiresInSeconds: aheadMs / 1000 + 600 });
        expect([aheadMs, await second.send(token)]).toEqual([aheadMs, status]);
      }
    });
  });

  describe('of a poisoned store', () => {
    /** Someone who signs as the issuer does, under a key of his own. */
    const intrude = async (issuer: TestIssuer) => {
      const intruder = createTestIssuer({ issuer: issuer.issuer, audience: 'https://api.acme.dev' });
      const body = await intruder.jwks();
      const copy = { body, fetchedAtMs: Date.now() - 60_000, freshForMs: HOUR_MS };
      return { token: await intruder.mint(), body, copy };
    };
    const withPrivateKeys = async (): Promise<object> => {
      const { privateKey } = await generateKeyPair('ES256', { extractable: true });
      return {
        keys: [
          { ...(await exportJWK(privateKey)), kid: 'a' },
          { kty: 'oct', k: 'AAAA', kid: 'b' },
        ],
      };
    };
    type Copy = Awaited<ReturnType<typeof intrude>>['copy'];
    const poisons: [string, (copy: Copy) => string | Promise<string>][] = [
      ['cut off', (copy) => JSON.stringify(copy).slice(0, -1)],
      ['HTML', () => '<!doctype html>'],
      ['null', () => 'null'],
      ['a key set without a date', ({ body }) => JSON.stringify(body)],
      ['a text for a date', (copy) => JSON.stringify({ ...copy, fetchedAtMs: String(copy.fetchedAtMs) })],
      ['an endless date', (copy) => JSON.stringify(copy).replace(/"fetchedAtMs":\d+/, '"fetchedAtMs":1e999')],
      ['dated ahead', (copy) => JSON.stringify({ ...copy, fetchedAtMs: Date.now() + HOUR_MS })],
      [
        'dated a day ago, and fresh for a year',
        (copy) => JSON.stringify({ ...copy, fetchedAtMs: Date.now() - 24 * HOUR_MS, freshForMs: 8_760 * HOUR_MS }),
      ],
      ['dated before all time', (copy) => JSON.stringify({ ...copy, fetchedAtMs: -1e15 })],
      ['of private keys', async (copy) => JSON.stringify({ ...copy, body: await withPrivateKeys() })],
      ['of no keys', (copy) => JSON.stringify({ ...copy, body: { keys: [] } })],
      ['of 1 MB', (copy) => JSON.stringify({ ...copy, note: 'x'.repeat(1_048_576) })],
      ['of 1,000 keys', (copy) => JSON.stringify({ ...copy, body: { keys: Array(1_000).fill(copy.body.keys[0]) } })],
      ['of a prototype that has its keys', (copy) => JSON.stringify(copy).replace('"body"', '"__proto__"')],
    ];
    test.each(poisons)('a copy that is %s lets no wrong token in and keeps no good one out', async (_, toText) => {
      const issuer = createIssuer();
      const { token, copy } = await intrude(issuer);
      await poison(await toCopyName(scopeOf(issuer)), await toText(copy));
      const isolate = createIsolate(issuer, bindings);
      expect(await isolate.send(token)).toBe(401);
      expect(await isolate.send(await issuer.mint())).toBe(200);
      expect(await isolate.send(token)).toBe(401);
      // What the issuer answered has taken its place.
      await isolate.settle();
      const next = createIsolate(issuer, bindings);
      expect(await next.send(await issuer.mint())).toBe(200);
      expect(next.fetches()).toBe(0);
    });

    test('a set under another issuer’s name, or another place’s, lets nobody in', async () => {
      const issuer = createIssuer();
      const { token, copy } = await intrude(issuer);
      for (const scope of [
        { iss: 'https://other.acme.dev', place: 'discovery' },
        { iss: issuer.issuer, place: issuer.urls.jwks },
        { iss: `${issuer.issuer}/`, place: 'discovery' },
      ]) {
        await poison(await toCopyName(scope), JSON.stringify(copy));
      }
      const isolate = createIsolate(issuer, bindings);
      expect(await isolate.send(token)).toBe(401);
      expect(await isolate.send(await issuer.mint())).toBe(200);
    });

    // Whoever can write a well-formed copy under the issuer's name can sign until then: write access is that authority.
    test('another’s whole set under this issuer’s name ends with the first good token', async () => {
      const issuer = createIssuer();
      const { token, copy } = await intrude(issuer);
      await poison(await toCopyName(scopeOf(issuer)), JSON.stringify(copy));
      const isolate = createIsolate(issuer, bindings);
      expect(await isolate.send(await issuer.mint())).toBe(200);
      expect(await isolate.send(token)).toBe(401);
      expect(await isolate.send(await issuer.mint())).toBe(200);
    });
  });
});
