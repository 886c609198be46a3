/**
 * What a key source answers: the contract between the key phase and wherever an issuer's keys come from.
 *
 * Does not: fetch or cache; see `remote.ts`, `inline.ts` and `hmac.ts`.
 */
import type { SignatureAlgorithm } from '../token/algorithms.ts';

/** One usable key, imported for the algorithm that was asked for. */
export interface VerificationKey {
  readonly kid: string | null;
  /** RFC 7638 SHA-256 thumbprint, or a digest of the secret for `hmac`: what a cached verification is bound to. */
  readonly thumbprint: string;
  readonly key: CryptoKey;
}

/** A token header's claim on a key. */
export interface KeyQuery {
  /** The header's `kid`, compared by `===` only (attack: path, SQL and prototype names as `kid`). */
  readonly kid: string | null;
  readonly algorithm: SignatureAlgorithm;
  readonly waitUntil?: (work: Promise<unknown>) => void;
}

/** Candidates (one to four), or why there is none. */
export type KeyAnswer =
  | { readonly kind: 'found'; readonly candidates: readonly VerificationKey[] }
  | { readonly kind: 'denied'; readonly reason: 'key_not_found' | 'key_ambiguous' }
  | {
      readonly kind: 'fault';
      readonly reason: 'keys_unavailable' | 'discovery_unavailable';
      readonly retryAfterSeconds: number;
    };

/** Where one issuer's keys come from. */
export interface KeySource {
  /** Never throws or rejects: an unreachable issuer is a `fault` answer. No promise where nothing is waited for. */
  readonly find: (query: KeyQuery) => KeyAnswer | Promise<KeyAnswer>;
  readonly report: () => KeySourceReport;
}

/** The state of a key source, for health routes and logs. */
export interface KeySourceReport {
  /** The issuer's exact identifier. */
  readonly iss: string;
  readonly state: 'empty' | 'fresh' | 'stale' | 'expired' | 'inline';
  /** Where the set in use came from; null while there is none. */
  readonly from: 'issuer' | 'tier' | 'policy' | null;
  readonly keyCount: number;
  /** Members of the set in use that cannot verify and were left out. */
  readonly refusedKeyCount: number;
  /** Seconds since the fetch of the set in use, whoever fetched it. */
  readonly ageSeconds: number | null;
  /** Epoch seconds of the fetch of the set in use. */
  readonly fetchedAt: number | null;
  /** Epoch seconds of the latest refresh of this source that brought a set from the issuer. */
  readonly lastSuccessAt: number | null;
  /** Epoch seconds of the latest refresh that failed. */
  readonly lastFailureAt: number | null;
  /** Requests sent, for metadata and for keys. */
  readonly fetches: number;
  /** Refreshes that failed; one that a frozen environment cut off is none. */
  readonly failures: number;
}

/** Something an operator wants to count: never holds a key or a token. */
export interface KeyEvent {
  readonly kind: 'fetched' | 'failed' | 'adopted' | 'refused_key';
  /** The issuer's exact identifier. */
  readonly iss: string;
  /** Why a fetch failed or a key was refused, from a fixed list of words. */
  readonly why?: string;
}

/** What a copy is stored under: two issuers, or two places of one, never share it. */
export interface KeyTierScope {
  /** The issuer's exact identifier. */
  readonly iss: string;
  /** The `jwksUri` of the policy, or `discovery`. */
  readonly place: string;
}

/** A stored copy. */
export interface StoredKeySet {
  /** A JWK set of public keys, judged anew by every reader. */
  readonly body: unknown;
  /** Epoch milliseconds of the original fetch's start. */
  readonly fetchedAtMs: number;
  /** At most one hour. */
  readonly freshForMs: number;
}

/** What a tier holds: a copy, or none, or the word that the issuer does not answer. */
export type TierAnswer = StoredKeySet | 'unreachable' | null;

/**
 * Where copies are kept that outlive an isolate or environment. A rejection counts as nothing held or nothing kept.
 *
 * `get` is asked by a source without fresh keys of its own; it makes no promise where it has nothing to wait for. A tier
 * that asks the issuer itself, as a cached entrypoint does, answers `unreachable` where the issuer failed: the source then
 * does not ask the issuer a second time.
 */
export interface KeyTier {
  readonly get: (scope: KeyTierScope) => TierAnswer | Promise<TierAnswer>;
  /** Given what this source fetched itself; a tier that nothing can be kept in ignores it. */
  readonly put: (scope: KeyTierScope, stored: StoredKeySet) => Promise<void>;
  /** How long `get` is waited for, in milliseconds; default 500, at most 3,400. */
  readonly timeoutMs?: number;
}
