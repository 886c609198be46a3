/** The Worker's tiers in workerd, over miniflare's KV and Cache API, against the contract of all tiers. */
import { env } from 'cloudflare:workers';
import { createCacheApiTier, createKvTier, type KeyNamespace } from '@sallyport/worker';
import { describe, expect, it } from 'vitest';
import { readCaches } from '../../../packages/worker/src/stores/cache-api-tier.ts';
import { readNamespace } from '../../../packages/worker/src/stores/kv-tier.ts';
import { toCopyName } from '../../../packages/worker/src/stores/stored-copy.ts';
import { resolveKeyTiers } from '../../../packages/worker/src/stores/tiers.ts';
import { WRITABLE_TIER } from '../../support/key-tier-contract.ts';

const SCOPE = { iss: 'https://poisoned.test', place: 'discovery' };

function namespace(): KeyNamespace {
  return readNamespace(env, 'SALLYPORT_KEYS') ?? expect.fail('the namespace is not bound');
}
const cache = () => readCaches(globalThis) ?? expect.fail('this runtime has no Cache API');

describe('a KV namespace', () => {
  it.each(WRITABLE_TIER)('$name', ({ hold }) => hold(createKvTier(namespace())));

  it('reads what is no copy as nothing', async () => {
    for (const text of [
      '',
      'null',
      '[]',
      '{"body":{}}',
      '{"body":{},"fetchedAtMs":"1","freshForMs":1}',
      '{',
      'x'.repeat(600_000),
    ]) {
      await namespace().put(await toCopyName(SCOPE), text, { expirationTtl: 60 });
      expect(await createKvTier(namespace()).get(SCOPE)).toBeNull();
    }
  });

  it('keeps a copy for a day, under a name that tells nothing of its issuer', async () => {
    const puts: unknown[] = [];
    const tier = createKvTier({ get: async () => null, put: async (...put) => void puts.push(put) });
    await tier.put(SCOPE, { body: { keys: [] }, fetchedAtMs: 1, freshForMs: 2 });
    const text = '{"body":{"keys":[]},"fetchedAtMs":1,"freshForMs":2}';
    expect(puts).toEqual([[expect.stringMatching(/^keys-v1-[0-9a-f]{64}$/), text, { expirationTtl: 86_400 }]]);
  });
});

describe('the Cache API', () => {
  it.each(WRITABLE_TIER)('$name', ({ hold }) => hold(createCacheApiTier(cache())));

  it('reads what is no copy as nothing', async () => {
    const opened = await cache().open('sallyport-keys');
    const headers = { 'cache-control': 'max-age=60' };
    await opened.put(`https://sallyport.invalid/${await toCopyName(SCOPE)}`, new Response('<html>', { headers }));
    expect(await createCacheApiTier(cache()).get(SCOPE)).toBeNull();
  });
});

describe('of the tiers that a Worker has', () => {
  const exported = { SallyportKeys: { fetch: async () => new Response(null, { status: 404 }) } };
  const kindsOf = (bindings: object, exports: object | null) =>
    resolveKeyTiers(bindings, exports).map(({ timeoutMs }) => timeoutMs ?? 500);

  it('the cached entrypoint comes first, and spares the Cache API', () => {
    expect(kindsOf({}, exported)).toEqual([3_400]);
    expect(kindsOf(env, exported)).toEqual([3_400, 500]);
  });

  it('the Cache API stands in where there is none, and KV where it is bound', () => {
    expect(kindsOf({}, null)).toEqual([500]);
    expect(kindsOf({}, { SallyportKeys: 'text', default: exported.SallyportKeys })).toEqual([500]);
    expect(kindsOf(env, null)).toEqual([500, 500]);
    expect(kindsOf({ SALLYPORT_KEYS: 'text' }, null)).toEqual([500]);
  });
});
