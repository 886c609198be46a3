/**
 * The gateway's own variable for an origin that the policy leaves to the deployment.
 */
import { isBuiltPolicy, type Policy } from './built.ts';
import { PolicyError } from './finding.ts';
import { createReport } from './report.ts';
import { resolveOrigin } from './resolve/origin.ts';
import { createResolver, type Environment } from './resolve/variables.ts';

/**
 * The origin that a variable holds, judged as if the policy named it at `worker.origins`: https, no loopback in a built
 * policy, an origin and no path.
 *
 * @throws PolicyError where the variable is not set, or holds anything else.
 */
export function resolveOriginVariable(name: string, policy: Policy, env: Environment): string {
  const report = createReport();
  const resolver = createResolver(env, 'resolve', report);
  const hosts = isBuiltPolicy(policy) ? 'publicOnly' : 'loopbackAllowed';
  const origin = resolveOrigin(`\${${name}}`, '/worker/origins', { report, resolver, hosts });
  if (origin === null) throw new PolicyError(report.findings);
  return origin;
}
