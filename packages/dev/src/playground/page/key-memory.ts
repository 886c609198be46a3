/**
 * Keeps fetched key sets for the page, each at the time that it was fetched for, so that time can be turned back.
 */
import type { KeyTier, KeyTierScope, StoredKeySet } from '@sallyport/core';

/** How many sets of one issuer are kept. */
const KEPT_SETS = 20;

/** A tier that answers the newest set that is not ahead of the clock. @param clock - Epoch milliseconds. */
export function createKeyMemory(clock: () => number): KeyTier {
  const sets = new Map<string, readonly StoredKeySet[]>();
  const toKey = ({ iss, place }: KeyTierScope): string => JSON.stringify([iss, place]);
  return {
    get: async (scope) => {
      const past = (sets.get(toKey(scope)) ?? []).filter(({ fetchedAtMs }) => fetchedAtMs <= clock());
      return past.toSorted((one, other) => other.fetchedAtMs - one.fetchedAtMs)[0] ?? null;
    },
    put: async (scope, stored) => {
      const key = toKey(scope);
      sets.set(key, [...(sets.get(key) ?? []), stored].slice(-KEPT_SETS));
    },
  };
}
