/**
 * What a denial most likely comes from: looks at an unverified token beside the policy and names near misses.
 *
 * Pure. Trust: claims are whatever a client sent, so they are quoted and cut short. Does not: hold or tell token text.
 */
import type { MissQuestion, NearMiss } from './near-miss.ts';
import { findAudienceMisses } from './near-misses/audience.ts';
import { findConditionMisses } from './near-misses/condition.ts';
import { findCredentialMisses } from './near-misses/credential.ts';
import { findFactMisses } from './near-misses/fact.ts';
import { findIssuerMisses } from './near-misses/issuer.ts';
import { findKindMisses } from './near-misses/kind.ts';
import { findPathMisses } from './near-misses/path.ts';
import { findTimeMisses } from './near-misses/time.ts';

const FAMILIES = [
  findPathMisses,
  findCredentialMisses,
  findIssuerMisses,
  findKindMisses,
  findAudienceMisses,
  findTimeMisses,
  findFactMisses,
  findConditionMisses,
];

/** The near misses of a denial, the likeliest first, each code once. */
export function findNearMisses(question: MissQuestion): readonly NearMiss[] {
  const byCode = new Map<string, NearMiss>();
  for (const miss of FAMILIES.flatMap((family) => family(question))) {
    if (!byCode.has(miss.code)) byCode.set(miss.code, miss);
  }
  return [...byCode.values()].sort((one, other) => other.weight - one.weight);
}
