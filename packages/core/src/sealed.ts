/**
 * The core for a bundle around one policy that `sallyport build` wrote: the gate is made of the parts that policy needs.
 *
 * For a gate that never reads a path otherwise than as it is written, as the Lambda gate: its tables have no other readings.
 * Does not: leave out a check. A policy that needs a part that is not there is refused where the gate is constructed.
 */
import { type Authorizer, type AuthorizerOptions, openAuthorizer } from './authorizer.ts';
import { isBuiltPolicy, type Policy, type PresumedBuild, resolveBuiltPolicy } from './document/built.ts';
import { readClosedPolicy } from './document/closed.ts';
import type { CompiledPolicy } from './document/compiled.ts';
import { PolicyError } from './document/finding.ts';
import { createReport, type Report } from './document/report.ts';
import { createKeySourceOf, type KeysPart } from './keys/create.ts';
import type { Ports } from './ports.ts';
import { createExactTable } from './routes/exact-table.ts';

export { readFact } from './claims/facts.ts';
export { toApiGatewayAnswer } from './decision/api-gateway-answer.ts';
export { toLogRecord } from './decision/log-record.ts';
export { REASONS } from './decision/reasons.ts';
export { PolicyError } from './document/finding.ts';
export { parseIdentitySources } from './document/identity-source.ts';
export { findExceptionLimits } from './document/limits/exceptions.ts';
export { findSimpleLimits } from './document/limits/simple-answers.ts';
export { addressedKeys, discoveredKeys, sharedSecrets, writtenKeys } from './keys/create.ts';
export { createSnapshotTier } from './keys/snapshot.ts';
export { createWebPorts } from './platform.ts';
export { solveAccess } from './requirement/solve.ts';
export { parsePath, parseTarget, toSegmentText } from './routes/path.ts';
export { METHODS } from './routes/table.ts';

/** Makes the compiled policy of a build, or reports why it cannot. */
export type PolicyPart = (policy: PresumedBuild, ports: Ports, report: Report) => CompiledPolicy | null;

/** What a gate is made of. */
export interface Parts {
  /** `closedPolicy` for a build that leaves nothing open (`isClosedPlan`), `openPolicy` for any. */
  readonly policy: PolicyPart;
  /** One for each kind of key location that the policy has. */
  readonly keys: readonly KeysPart[];
}

/** Reads a build with variables, and judges what they hold. */
export const openPolicy: PolicyPart = (policy, { env }, report) =>
  resolveBuiltPolicy(policy, env, report, createExactTable);

/** Reads a build that leaves nothing open, and refuses any other. */
export const closedPolicy: PolicyPart = (policy, _ports, report) => readClosedPolicy(policy, report, createExactTable);

/**
 * What constructs an authorizer of these parts. It throws as `createAuthorizer` does, and a TypeError for an issuer whose
 * keys no part reads.
 */
export function createAuthorizerOf(
  parts: Parts,
): (policy: Policy, ports: Ports, options?: AuthorizerOptions) => Authorizer {
  return (policy, ports, options = {}) => {
    const report = createReport();
    const built = isBuiltPolicy(policy) ? policy : { sha256: '', plan: null };
    const compiled = parts.policy(built, ports, report);
    if (compiled === null || report.hasErrors()) throw new PolicyError(report.findings);
    const sourceFor = options.keySourceFor ?? ((issuer) => createKeySourceOf(parts.keys, issuer, ports));
    return openAuthorizer(compiled, () => built.sha256, ports, sourceFor);
  };
}
