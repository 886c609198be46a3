/**
 * The core for a gate whose policy `sallyport build` wrote: what gates use of the index, without the grammar of documents.
 *
 * A bundler that leads `@sallyport/core` here gives the same decisions in fewer bytes.
 */
import { type Authorizer, type AuthorizerOptions, openAuthorizer } from './authorizer.ts';
import { isBuiltPolicy, type Policy, resolveBuiltPolicy } from './document/built.ts';
import { PolicyError } from './document/finding.ts';
import { createReport } from './document/report.ts';
import { createKeySource } from './keys/create.ts';
import type { Ports } from './ports.ts';
import { createRouteTable } from './routes/matcher.ts';

export { readFact } from './claims/facts.ts';
export { toApiGatewayAnswer } from './decision/api-gateway-answer.ts';
export { isLogged, toLogRecord } from './decision/log-record.ts';
export { toProblem } from './decision/problem.ts';
export { REASONS } from './decision/reasons.ts';
export { resolveAssertionKeys } from './document/assertion-keys.ts';
export { PolicyError } from './document/finding.ts';
export { parseIdentitySources } from './document/identity-source.ts';
export { findExceptionLimits } from './document/limits/exceptions.ts';
export { findSimpleLimits } from './document/limits/simple-answers.ts';
export { resolveOriginVariable } from './document/origin-variable.ts';
export { listOwnPaths } from './document/own-paths.ts';
export { pullKeys, toPullScope } from './keys/pull.ts';
export { createSnapshotTier } from './keys/snapshot.ts';
export { createWebPorts } from './platform.ts';
export { solveAccess } from './requirement/solve.ts';
export { parsePath, parseTarget, toSegmentText } from './routes/path.ts';
export { meets, toPathShape } from './routes/shape.ts';
export { METHODS } from './routes/table.ts';

/**
 * An authorizer for a built policy.
 *
 * @throws PolicyError with every error finding: a `${NAME}` that `ports.env` lacks or that holds a local address, or a
 * document in place of what `sallyport build` wrote.
 */
export function createAuthorizer(policy: Policy, ports: Ports, options: AuthorizerOptions = {}): Authorizer {
  const report = createReport();
  const built = isBuiltPolicy(policy) ? policy : { sha256: '', plan: null };
  const compiled = resolveBuiltPolicy(built, ports.env, report, createRouteTable);
  if (compiled === null || report.hasErrors()) throw new PolicyError(report.findings);
  const sourceFor = options.keySourceFor ?? ((issuer) => createKeySource(issuer, ports));
  return openAuthorizer(compiled, () => built.sha256, ports, sourceFor);
}
