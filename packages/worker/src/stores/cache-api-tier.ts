/**
 * The Cache API as a tier of key sets: a copy for each location, kept apart from what Workers cache under URLs.
 *
 * Does not: work on `*.workers.dev` or behind Cloudflare Access, where every read finds nothing; nor collapse requests.
 */
import type { KeyTier } from '@sallyport/core';
import { KEEP_SECONDS, parseCopyText, toCopyName, toCopyText } from './stored-copy.ts';

/** What one cache does here. */
export interface KeyCache {
  match(url: string): Promise<Response | undefined>;
  put(url: string, response: Response): Promise<void>;
}

/** Opens a cache by name, as `caches` does. */
export interface KeyCaches {
  open(name: string): Promise<KeyCache>;
}

const CACHE = 'sallyport-keys';

/** A tier over a cache of its own. */
export function createCacheApiTier(caches: KeyCaches): KeyTier {
  // A host that cannot exist: no request of a client has such a URL.
  const toUrl = (name: string): string => `https://sallyport.invalid/${name}`;
  return {
    get: async (scope) => {
      const cache = await caches.open(CACHE);
      const response = await cache.match(toUrl(await toCopyName(scope)));
      return response ? parseCopyText(await response.text()) : null;
    },
    put: async (scope, stored) => {
      const cache = await caches.open(CACHE);
      // The copy tells its own dates; this is how long the cache may keep it.
      const headers = { 'content-type': 'application/json', 'cache-control': `public, max-age=${KEEP_SECONDS}` };
      await cache.put(toUrl(await toCopyName(scope)), new Response(toCopyText(stored), { headers }));
    },
  };
}

/** The runtime's caches where they are Cloudflare's: a browser's have no `default`, and Node has none. */
export function readCaches(runtime: object): KeyCaches | null {
  const caches: unknown = Reflect.get(runtime, 'caches');
  return isCaches(caches) ? caches : null;
}

function isCaches(caches: unknown): caches is KeyCaches {
  return typeof caches === 'object' && caches !== null && 'default' in caches && 'open' in caches;
}
