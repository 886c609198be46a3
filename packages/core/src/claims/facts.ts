/**
 * Reads one fact of a principal by its name in the policy, for headers and authorizer context.
 *
 * Does not: encode it; each gate writes facts in its own alphabet.
 */
import type { Principal } from '../decision/decision.ts';
import type { IdentityFact } from '../document/policy.ts';
import { type ClaimPath, readClaim } from './path.ts';
import { isDeclaredIncomplete } from './principal.ts';

/** What a fact can be once read: scalars and lists of strings; anything else reads as null. */
export type FactValue = string | number | boolean | readonly string[] | null;

/** The value of a fact or claim; null when the principal has none, or one that is no scalar or list of strings. */
export function readFact(principal: Principal, from: IdentityFact | ClaimPath): FactValue {
  if (typeof from !== 'string') return readClaimFact(principal, from);
  return from === 'client' ? principal.clientId : principal[from];
}

function readClaimFact(principal: Principal, path: ClaimPath): FactValue {
  if (isDeclaredIncomplete(principal.claims, path)) return null;
  const value = readClaim(principal.claims, path);
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  const listed: readonly unknown[] = Array.isArray(value) ? value : [];
  return Array.isArray(value) && listed.every((item) => typeof item === 'string') ? listed : null;
}
