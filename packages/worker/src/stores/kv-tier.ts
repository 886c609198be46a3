/**
 * A KV namespace as a tier of key sets: one copy for all locations.
 *
 * Trust: whoever can write to the namespace can sign tokens; give it to nothing else.
 * Does not: know what was written within the last minute: KV is eventually consistent, so a copy may be that much older.
 */
import type { KeyTier } from '@sallyport/core';
import { readBinding } from '../binding.ts';
import { KEEP_SECONDS, parseCopyText, toCopyName, toCopyText } from './stored-copy.ts';

/** What a KV namespace binding does here. */
export interface KeyNamespace {
  get(key: string): Promise<string | null>;
  put(key: string, value: string, options: { readonly expirationTtl: number }): Promise<void>;
}

/** A tier over a namespace of its own. */
export function createKvTier(namespace: KeyNamespace): KeyTier {
  return {
    get: async (scope) => {
      const text = await namespace.get(await toCopyName(scope));
      return text === null ? null : parseCopyText(text);
    },
    put: async (scope, stored) =>
      namespace.put(await toCopyName(scope), toCopyText(stored), { expirationTtl: KEEP_SECONDS }),
  };
}

/** The namespace bound under that name, or null. */
export function readNamespace(env: object, name: string): KeyNamespace | null {
  return readBinding<KeyNamespace>(env, name, ['get', 'put']);
}
