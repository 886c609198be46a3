/**
 * What of a policy the Lambda gate cannot enforce as it is deployed: the findings of `check --gate lambda`.
 *
 * Does not: judge what IAM can express; the compiler of `@sallyport/lambda` does.
 */
import type { CompiledPolicy } from './compiled.ts';
import type { Finding } from './finding.ts';
import { findLookAlikeRoutes } from './look-alike-routes.ts';
import { toPointer } from './pointer.ts';
import { createReport, type Report } from './report.ts';

/** The limits of a TOKEN authorizer for this policy; errors are what that gate would decide wrongly or never grant. */
export function findLambdaLimits(policy: CompiledPolicy): readonly Finding[] {
  const report = createReport();
  checkHosts(policy, report);
  checkBindings(policy, report);
  if (policy.apiGateway.kind === 'rest-token') {
    checkIdentitySource(policy, report);
    checkTokenSources(policy, report);
    checkOptionalRoutes(policy, report);
  } else {
    const message = `the Lambda gate of this version is a REST TOKEN authorizer; "${policy.apiGateway.kind}" is not in it`;
    const suggestion = 'write "rest-token", or remove "kind"';
    report.error({ pointer: toPointer('apiGateway', 'kind'), code: 'lambda-kind', message, suggestion });
  }
  if (policy.apiGateway.unknownPaths === 'possible') checkLookAlikes(policy, report);
  return report.findings;
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

function checkIdentitySource({ apiGateway }: CompiledPolicy, report: Report): void {
  const [source = ''] = apiGateway.identitySources;
  if (source.toLowerCase() === 'method.request.header.authorization') return;
  const message = 'the gate reads the value of its identity source as an Authorization header';
  const suggestion = 'write ["method.request.header.Authorization"]';
  const pointer = toPointer('apiGateway', 'identitySources');
  report.error({ pointer, code: 'lambda-identity-source', message, suggestion });
}

function checkTokenSources({ issuers }: CompiledPolicy, report: Report): void {
  const byName = new Map(issuers.map((issuer) => [issuer.name, issuer]));
  for (const { name, tokenFrom } of byName.values()) {
    const pointer = toPointer('issuers', name, 'tokenFrom');
    const others = tokenFrom.filter(({ kind }) => kind !== 'authorization');
    if (others.length === tokenFrom.length) {
      const message = 'a TOKEN authorizer sees the Authorization header alone: no token of this issuer ever reaches it';
      const suggestion = 'add "authorization" to "tokenFrom"';
      report.error({ pointer, code: 'lambda-token-source', message, suggestion });
    } else if (others.length > 0) {
      const message =
        'a TOKEN authorizer sees the Authorization header alone: the other places are read by the Worker gate only';
      report.warning({ pointer, code: 'lambda-token-source-unread', message });
    }
  }
}

function checkOptionalRoutes({ routes }: CompiledPolicy, report: Report): void {
  for (const { key } of routes.routes.filter(({ access }) => access.kind === 'optional')) {
    const message = 'a request without its identity source never reaches an authorizer: it is refused with 401';
    const suggestion = 'write "public" and leave the method without an authorizer, or "authenticated"';
    report.error({ pointer: toPointer('routes', key), code: 'lambda-optional', message, suggestion });
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
