/**
 * What a gate cannot do with a policy that is fine in itself.
 */
import { type CompiledPolicy, type Finding, findLambdaLimits } from '@sallyport/core';

/** A gate that a policy can be checked for. */
export type GateName = 'worker' | 'lambda';

/** The findings that arise at one gate only; none without a gate. The Worker gate does all that a policy can say. */
export function findGateLimits(policy: CompiledPolicy, gate: GateName | null): readonly Finding[] {
  return gate === 'lambda' ? findLambdaLimits(policy) : [];
}
