/**
 * Which keys of a set could have signed a token, by its `kid` and algorithm alone.
 *
 * Trust: `kid` is the client's text; it is compared by `===` and never becomes a name, path or query.
 * Spec: RFC 7515 section 4.1.4 (`kid` is case-sensitive), RFC 8725 section 3.1 (one key, one algorithm).
 */
import type { AlgorithmEntry } from '../token/algorithms.ts';
import { MAX_CANDIDATES } from './bounds.ts';
import { isFitting, type PublicKey } from './jwk.ts';
import type { KeySet } from './key-set.ts';

/**
 * One to four keys; or `ambiguous`, more than four of one name; or `none`, which a newer set may change: no key of that
 * name serves the algorithm, or too many do without a name (D-011).
 */
export type Selection =
  | { readonly kind: 'keys'; readonly keys: readonly PublicKey[] }
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'none' };

/** Selects by `kid`, or, for a token without one, every key that fits the algorithm. */
export function selectKeys(set: KeySet, kid: string | null, entry: AlgorithmEntry): Selection {
  const named = kid === null ? set.keys : set.keys.filter((key) => key.kid === kid);
  const fitting = toDistinct(named.filter((key) => isFitting(key, entry)));
  if (fitting.length > MAX_CANDIDATES) return { kind: kid === null ? 'none' : 'ambiguous' };
  return fitting.length > 0 ? { kind: 'keys', keys: fitting } : { kind: 'none' };
}

/** One of each: an issuer that lists the same key under several names is not ambiguous. */
function toDistinct(keys: readonly PublicKey[]): readonly PublicKey[] {
  const seen = new Set<string>();
  return keys.filter((key) => !seen.has(key.material.text) && seen.add(key.material.text));
}
