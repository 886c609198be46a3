/**
 * Keeps what an authorizer answered for an identity, for as long as its TTL: the document and context, never an effect.
 *
 * Spec: the key is the values of all identity sources, for a TOKEN authorizer the raw header [D]; allow and deny
 *   alike are kept; errors are not [unverified: errors-not-cached]. Concurrent misses each invoke [unverified:
 *   concurrent-misses].
 * Trust: keys hold tokens and are held in memory only; the number of entries is bounded, the oldest goes first.
 */

/** The results of one authorizer. */
export type ResultCache<Result> = {
  /** The result kept for a key, unless its time is over. */
  readonly find: (key: string, nowMs: number) => Result | undefined;
  /** Keeps a result from `nowMs` on; a result asked for before the latest flush is dropped. */
  readonly keep: (key: string, result: Result, nowMs: number, generation: number) => void;
  /** Counts the flushes: read it before the authorizer is invoked. */
  readonly generation: () => number;
  readonly flush: () => void;
};

/** The most entries that one authorizer's cache holds. */
export const MAX_CACHE_ENTRIES: number = 10_000;

/** Makes a cache with a TTL of 0 (keeps nothing) to 3600 seconds. */
export function createResultCache<Result>(
  ttlSeconds: number,
  maxEntries: number = MAX_CACHE_ENTRIES,
): ResultCache<Result> {
  const entries = new Map<string, { readonly result: Result; readonly endMs: number }>();
  let generation = 0;
  return {
    find(key, nowMs) {
      const entry = entries.get(key);
      if (entry === undefined || nowMs < entry.endMs) return entry?.result;
      entries.delete(key);
      return undefined;
    },
    keep(key, result, nowMs, askedIn) {
      if (ttlSeconds === 0 || askedIn !== generation) return;
      entries.delete(key);
      entries.set(key, { result, endMs: nowMs + ttlSeconds * 1000 });
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries) break;
        entries.delete(oldest);
      }
    },
    generation: () => generation,
    flush() {
      generation += 1;
      entries.clear();
    },
  };
}
