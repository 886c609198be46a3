/**
 * What a gate cannot do with a policy that is fine in itself.
 */
import { type CompiledPolicy, type Finding, PolicyError } from '@sallyport/core';
import { findLambdaLimits } from '@sallyport/core/check';

/** A gate that a policy can be checked for. */
export type GateName = 'worker' | 'lambda';

/** The findings that arise at one gate only; none without a gate. The Worker gate does all that a policy can say. */
export async function findGateLimits(policy: CompiledPolicy, gate: GateName | null): Promise<readonly Finding[]> {
  if (gate !== 'lambda') return [];
  const limits = findLambdaLimits(policy);
  const told = new Set(limits.map(({ pointer }) => pointer));
  const refusals = await findRefusals(policy);
  return [...limits, ...refusals.filter(({ pointer }) => !told.has(pointer))];
}

/** What that gate itself would refuse to start on; loaded on demand, since most checks need no gate. */
async function findRefusals(policy: CompiledPolicy): Promise<readonly Finding[]> {
  const { checkGate } = await import('@sallyport/lambda');
  try {
    checkGate(policy);
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.findings;
    throw error;
  }
}
