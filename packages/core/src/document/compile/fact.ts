/**
 * Resolves what a gate passes on of a principal: a fact by name, or a claim.
 */
import type { ClaimPath } from '../../claims/path.ts';
import { toChildPointer } from '../pointer.ts';
import type { IdentityFact } from '../policy.ts';
import type { Report } from '../report.ts';
import { resolveClaim } from './claims.ts';

/** The fact, or the claim's path; null (reported) for a malformed pointer. */
export function resolveFact(
  fact: IdentityFact | { readonly claim: string },
  pointer: string,
  report: Report,
): IdentityFact | ClaimPath | null {
  if (typeof fact === 'string') return fact;
  return resolveClaim(fact.claim, { pointer: toChildPointer(pointer, 'claim'), at: 'value' }, report);
}
