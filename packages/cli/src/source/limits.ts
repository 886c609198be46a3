/**
 * What a gate cannot do with a policy that is fine in itself.
 */
import type { CompiledPolicy, Finding } from '@sallyport/core';

/** A gate that a policy can be checked for. */
export type GateName = 'worker' | 'lambda';

/** The findings that arise at one gate only; none without a gate. */
export function findGateLimits(_policy: CompiledPolicy, _gate: GateName | null): readonly Finding[] {
  return [];
}
