/**
 * What of a policy the Lambda gate cannot enforce as it is deployed: the findings of `check --gate lambda`.
 *
 * Does not: judge what IAM can express; the compiler of `@sallyport/lambda` does.
 */
import type { CompiledPolicy } from './compiled.ts';
import type { Finding } from './finding.ts';
import { findExceptionLimits } from './limits/exceptions.ts';
import { checkResultTtl } from './limits/result-ttl.ts';
import { findSimpleLimits } from './limits/simple-answers.ts';
import { checkTokenSources } from './limits/token-sources.ts';
import { findLookAlikeRoutes } from './look-alike-routes.ts';
import { toPointer } from './pointer.ts';
import { createReport, type Report } from './report.ts';

/** The limits of the kind of authorizer that the policy declares; errors are what it would decide wrongly or never grant. */
export function findLambdaLimits(policy: CompiledPolicy): readonly Finding[] {
  const report = createReport();
  checkHosts(policy, report);
  checkBindings(policy, report);
  checkResultTtl(policy, report);
  checkTokenSources(policy, report);
  const { kind, unknownPaths } = policy.apiGateway;
  // A `$connect` is one route, which no spelling of a path leads to.
  if (unknownPaths === 'possible' && kind !== 'websocket') checkLookAlikes(policy, report);
  return [...report.findings, ...findExceptionLimits(policy), ...findSimpleLimits(policy)];
}

function checkHosts({ routes }: CompiledPolicy, report: Report): void {
  for (const { key } of routes.routes.filter(({ host }) => host !== null)) {
    const message = 'API Gateway does not tell an authorizer the host of a request';
    const suggestion = 'remove the host from the key';
    report.error({ pointer: toPointer('routes', key), at: 'name', code: 'lambda-host-route', message, suggestion });
  }
}

function checkBindings({ issuers }: CompiledPolicy, report: Report): void {
  const bound = issuers.filter(({ keys }) => 'binding' in keys && keys.binding !== null);
  for (const name of new Set(bound.map((issuer) => issuer.name))) {
    const message = 'there are no service bindings at AWS: every token of this issuer would end in a fault';
    const suggestion = 'remove "keys", or use "jwksUri", in the policy of the Lambda gate';
    report.error({ pointer: toPointer('issuers', name, 'keys'), code: 'lambda-binding', message, suggestion });
  }
}

function checkLookAlikes({ routes }: CompiledPolicy, report: Report): void {
  for (const { guarded, passing, path } of findLookAlikeRoutes(routes)) {
    report.warning({
      pointer: toPointer('routes', guarded),
      at: 'name',
      code: 'lambda-look-alike',
      message: `API Gateway tells "${path}" from this route and passes it on under "${passing}": an origin that ignores case may serve it here`,
      suggestion: 'have the origin compare case, or declare "unknownPaths": "never" where the API has no {proxy+}',
    });
  }
}
