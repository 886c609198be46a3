/**
 * What a gate cannot do with a policy that is fine in itself.
 */
import { type CompiledPolicy, type Finding, findSimpleLimits } from '@sallyport/core';
import { findLambdaLimits } from '@sallyport/core/check';
import { type ProgressReader, withProgress } from '../report/progress.ts';

/** A gate that a policy can be checked for. */
export type GateName = 'worker' | 'lambda';

/** What a gate cannot do, and what a reader must know of how it was looked for. */
export interface GateLimits {
  readonly findings: readonly Finding[];
  /** Sentences on a search that met its bound. */
  readonly notes: readonly string[];
}

const NOTHING: GateLimits = { findings: [], notes: [] };

/** From so many routes on, the search computes for over a second. */
const MANY_ROUTES = 1_000;

/** The findings that arise at one gate only; none without a gate. The Worker gate does all that a policy can say. */
export async function findGateLimits(
  policy: CompiledPolicy | null,
  gate: GateName | null,
  reader: ProgressReader = 'machines',
): Promise<GateLimits> {
  if (gate !== 'lambda' || policy === null) return NOTHING;
  const since = policy.routes.routes.length >= MANY_ROUTES ? 'start' : 'patience';
  return withProgress('looking for what no IAM document can say', reader, () => findLambdaFindings(policy), since);
}

async function findLambdaFindings(policy: CompiledPolicy): Promise<GateLimits> {
  const { findContextRefusals } = await import('@sallyport/lambda');
  const { findIamLimits } = await import('./iam-limits.ts');
  const { findings, notes } = findIamLimits(policy);
  return { findings: [...findLambdaLimits(policy), ...findContextRefusals(policy), ...findings], notes };
}

/** Why the Lambda gate would not start with a policy; `findGateLimits` finds these and more. */
export async function findStartRefusals(policy: CompiledPolicy): Promise<readonly Finding[]> {
  // Loaded on demand: most checks need no gate.
  const { findGateRefusals } = await import('@sallyport/lambda');
  return [...findSimpleLimits(policy), ...findGateRefusals(policy)];
}
