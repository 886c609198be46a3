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

/**
 * The tiers, nearest first; none outside of Workers.
 *
 * @param env - The bindings.
 * @param exports - The Worker's own exports (`ctx.exports`), or null where they are not known.
 */
export function resolveKeyTiers(env: object, exports: object | null): readonly KeyTier[] {
  const entrypoint = exports === null ? null : readFetcher(exports, KEY_ENTRYPOINT);
  const caches = readCaches(globalThis);
  const namespace = readNamespace(env, KEY_NAMESPACE);
  const tiers: (KeyTier | null)[] = [
    entrypoint && createEntrypointTier(entrypoint),
    entrypoint === null && caches !== null ? createCacheApiTier(caches) : null,
    namespace && createKvTier(namespace),
  ];
  return tiers.filter((tier) => tier !== null);
}
