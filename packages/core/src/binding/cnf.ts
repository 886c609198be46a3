/**
 * The binding phase: a token bound to a key is no bearer token.
 *
 * Denies: `claim_malformed`, `binding_required`.
 * Spec: RFC 9449 section 7.2, RFC 8705 section 3, RFC 7800 section 3.1 (unknown members fail closed here).
 */
import type { Denial } from '../decision/decision.ts';
import { isJsonObject } from '../token/json.ts';
import type { VerifiedToken } from '../token/token.ts';

/** Refuses a verified token with `cnf`, whatever its members, since it was presented as a plain bearer token. */
export function checkBinding(token: VerifiedToken): Denial | null {
  if (!Object.hasOwn(token.claims, 'cnf')) return null;
  return isJsonObject(token.claims.cnf)
    ? { reason: 'binding_required', about: 'cnf' }
    : { reason: 'claim_malformed', about: 'cnf' };
}
