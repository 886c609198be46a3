/**
 * What an issuer's key set holds: its usable keys.
 *
 * One bad member never costs the others. A set without a usable key is no answer at all: an issuer that publishes nothing
 * by mistake would otherwise lock everybody out while the held set is still good.
 * Spec: RFC 7517 section 5.
 */
import type { SignatureAlgorithm } from '../token/algorithms.ts';
import { isJsonObject } from '../token/json.ts';
import { MAX_KEYS } from './bounds.ts';
import { type KeyRefusal, type KeyRules, type PublicKey, parseJwk } from './jwk.ts';
import type { KeyAnswer } from './source.ts';

/** The keys of one answer; replaced whole, never merged (attack: a removed key that stays trusted). */
export interface KeySet {
  readonly keys: readonly PublicKey[];
  /** Members left out because they cannot verify. */
  readonly refusedCount: number;
  /** Answers that found keys, by algorithm and `kid`. Bounded by the set itself: what is not in it is not kept. */
  readonly found: Map<SignatureAlgorithm, Map<string | null, KeyAnswer>>;
}

/** A set of usable keys that nothing has been asked of yet. */
export function createKeySet(keys: readonly PublicKey[], refusedCount: number): KeySet {
  return { keys, refusedCount, found: new Map() };
}

/** Why a whole answer is unusable. */
export type KeySetRefusal = 'not_a_key_set' | 'too_many_keys' | 'no_usable_key';

/** An answer, judged. Refusals of single members are told in both cases. */
export type ParsedKeySet =
  | { readonly kind: 'set'; readonly set: KeySet; readonly refusals: readonly KeyRefusal[] }
  | { readonly kind: 'unusable'; readonly why: KeySetRefusal; readonly refusals: readonly KeyRefusal[] };

/** Judges a key set: an object whose `keys` is an array of at most 100 members, one of them usable. */
export function parseKeySet(value: unknown, rules: KeyRules): ParsedKeySet {
  const members = isJsonObject(value) && Object.hasOwn(value, 'keys') ? value.keys : null;
  if (!Array.isArray(members)) return { kind: 'unusable', why: 'not_a_key_set', refusals: [] };
  if (members.length > MAX_KEYS) return { kind: 'unusable', why: 'too_many_keys', refusals: [] };

  const keys: PublicKey[] = [];
  const refusals: KeyRefusal[] = [];
  for (const member of members) {
    const parsed = parseJwk(member, rules);
    if (parsed.kind === 'key') keys.push(parsed.key);
    else refusals.push(parsed.why);
  }
  if (keys.length === 0) return { kind: 'unusable', why: 'no_usable_key', refusals };
  return { kind: 'set', set: createKeySet(keys, refusals.length), refusals };
}

/**
 * A set as JSON for a copy: the usable keys, by their public members alone. What an issuer published by mistake, private
 * or symmetric keys among it, is carried no further.
 */
export function toPublicKeySet(set: KeySet): { readonly keys: readonly object[] } {
  const toJwk = ({ kid, algorithm, material }: PublicKey): object => ({
    ...(kid === null ? {} : { kid }),
    ...(algorithm === null ? {} : { alg: algorithm }),
    ...material.jwk,
  });
  return { keys: set.keys.map(toJwk) };
}
