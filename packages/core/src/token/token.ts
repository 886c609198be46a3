/**
 * What a token is before and after its signature was verified: two types, so that one cannot pass for the other.
 */
import type { JsonObject } from './json.ts';

/** The header parameters that decide anything (RFC 7515 section 4.1); key-bearing ones (`jwk`, `jku`, `x5c`) are never read. */
export interface TokenHeader {
  readonly alg: string;
  readonly kid: string | null;
  /** `invalid` when present and not a string. */
  readonly typ:
    | { readonly kind: 'absent' }
    | { readonly kind: 'invalid' }
    | { readonly kind: 'present'; readonly value: string };
  readonly crit: 'absent' | 'present';
}

/** A token whose shape is canonical and whose content nobody vouches for. */
export interface UnverifiedToken {
  readonly trust: 'unverified';
  readonly header: TokenHeader;
  readonly payload: JsonObject;
  /** The ASCII bytes that were signed: the first two segments as sent (RFC 7515 section 5.2). */
  readonly signingInput: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** A token whose signature its issuer's key verified. Only `verify.ts` makes one. */
export interface VerifiedToken {
  readonly trust: 'verified';
  readonly claims: JsonObject;
  /** The thumbprint of the key that verified it. */
  readonly keyThumbprint: string;
}
