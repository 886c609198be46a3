/**
 * What `sallyport build` writes, how it is told from a document, and how a gate reads it.
 *
 * Does not: know the grammar of documents: a gate of built policies ships without it.
 */
import type { CreateTable } from './assemble.ts';
import type { CompiledPolicy } from './compiled.ts';
import { PLAN_FORMAT, type PolicyPlan } from './plan.ts';
import type { PolicyDocument } from './policy.ts';
import type { Report } from './report.ts';
import type { Environment } from './resolve/variables.ts';
import { resolvePlan } from './resolve.ts';

/**
 * What `sallyport build` writes: the policy judged, without tests, and its hash. A gate constructed from it refuses
 * loopback and `http` addresses, so that nothing local can ship.
 */
export interface BuiltPolicy {
  readonly sha256: string;
  readonly plan: PolicyPlan;
}

/** What a gate is constructed from. */
export type Policy = PolicyDocument | BuiltPolicy;

/** Whether a policy is what `sallyport build` wrote, by this version or another: held to public hosts either way. */
export function isBuiltPolicy(policy: Policy): policy is BuiltPolicy {
  return typeof policy === 'object' && policy !== null && Object.hasOwn(policy, 'sha256');
}

/** What may be a build; a gate is given whatever its caller holds. */
export interface PresumedBuild {
  readonly sha256: string;
  readonly plan: PolicyPlan | null;
}

/** The plan of a build, or null (reported) where this version cannot have built it. */
export function checkFormat({ sha256, plan }: PresumedBuild, report: Report): PolicyPlan | null {
  if (/^[0-9a-f]{64}$/.test(sha256) && plan?.format === PLAN_FORMAT) return plan;
  const message = 'this is not what this version of "sallyport build" wrote';
  report.error({ pointer: '', code: 'malformed-build', message, suggestion: 'build the policy again' });
  return null;
}

/**
 * The compiled policy of a build, with the values of its variables held to public hosts; usable only where the report
 * has no errors, null where this version cannot have built it.
 */
export function resolveBuiltPolicy(
  policy: PresumedBuild,
  env: Environment,
  report: Report,
  createTable: CreateTable,
): CompiledPolicy | null {
  const plan = checkFormat(policy, report);
  return plan && resolvePlan(plan, { env, variables: 'resolve', hosts: 'publicOnly', createTable }, report);
}
