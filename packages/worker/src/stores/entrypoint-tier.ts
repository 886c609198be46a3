/**
 * A Worker's own cached export as a tier of key sets: it asks the issuer, and Workers Cache before it answers for a
 * whole location. See `key-entrypoint.ts` for the other end.
 */
import type { KeyTier, KeyTierScope } from '@sallyport/core';
import type { Fetcher } from '../fetcher.ts';
import { parseCopyText } from './stored-copy.ts';

/** The name under which the Worker exports it. */
export const KEY_ENTRYPOINT = 'SallyportKeys';

/** A little more than one fetch takes, so that the entrypoint's own answer is heard. */
const TIMEOUT_MS = 3_400;

/** A tier over the entrypoint. Nothing is kept through it: what it answers is kept by the cache before it. */
export function createEntrypointTier(entrypoint: Fetcher): KeyTier {
  return {
    timeoutMs: TIMEOUT_MS,
    get: async (scope) => {
      const response = await entrypoint.fetch(toScopeUrl(scope));
      if (response.status === 200) return parseCopyText(await response.text());
      await response.body?.cancel();
      return response.status === 503 ? 'unreachable' : null;
    },
    put: async () => undefined,
  };
}

/** The URL of a scope, which is also what the cache keeps its answer under: one for each pair, two for no two. */
function toScopeUrl({ iss, place }: KeyTierScope): string {
  return `https://sallyport.invalid/keys?${new URLSearchParams({ iss, place })}`;
}

/**
 * The scope that a URL asks for, or null for any other query than `iss` and `place`, each once: a second spelling of a
 * question would be a second entry of the cache, and a second fetch.
 */
export function parseScopeUrl(url: string): KeyTierScope | null {
  const { searchParams } = new URL(url);
  const [iss, place] = [searchParams.get('iss'), searchParams.get('place')];
  return iss === null || place === null || searchParams.size !== 2 ? null : { iss, place };
}
