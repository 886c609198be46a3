/**
 * Which shared tiers a Worker has: its cached entrypoint, or else the Cache API; and a KV namespace where one is bound.
 */
import type { KeyTier } from '@sallyport/core';
import { readFetcher } from '../fetcher.ts';
import { createCacheApiTier, readCaches } from './cache-api-tier.ts';
import { createEntrypointTier, KEY_ENTRYPOINT } from './entrypoint-tier.ts';
import { createKvTier, readNamespace } from './kv-tier.ts';

/** The name under which the namespace is bound. */
export const KEY_NAMESPACE = 'SALLYPORT_KEYS';

/** How long a tier is waited for that does not ask the issuer itself. */
const TIMEOUT_MS = 500;

/**
 * The tiers, nearest first; none outside of Workers.
 *
 * @param env - The bindings.
 * @param exports - The Worker's own exports, or null where they are not known. They are read when keys are needed: those
 * of `cloudflare:workers` are empty while the Worker's modules run.
 */
export function resolveKeyTiers(env: object, exports: object | null): readonly KeyTier[] {
  const caches = readCaches(globalThis);
  const near = caches && createCacheApiTier(caches);
  const namespace = readNamespace(env, KEY_NAMESPACE);
  const tiers: (KeyTier | null)[] = [
    exports === null ? near : createExportTier(exports, near),
    namespace && createKvTier(namespace),
  ];
  return tiers.filter((tier) => tier !== null);
}

/** The entrypoint's tier where the exports have one by the time it is asked, else the other one, if there is any. */
function createExportTier(exports: object, otherwise: KeyTier | null): KeyTier {
  const find = (): KeyTier | null => {
    const entrypoint = readFetcher(exports, KEY_ENTRYPOINT);
    return entrypoint ? createEntrypointTier(entrypoint) : otherwise;
  };
  return {
    get timeoutMs(): number {
      return find()?.timeoutMs ?? TIMEOUT_MS;
    },
    get: async (scope) => (await find()?.get(scope)) ?? null,
    put: async (scope, stored) => find()?.put(scope, stored),
  };
}
