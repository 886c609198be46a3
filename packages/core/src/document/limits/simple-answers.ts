/**
 * Whether a simple response, one bit, may be kept: only where it answers every request that shares its key.
 *
 * Trust: a wrong answer here is a breach, so the gate itself refuses to start on these findings.
 * Does not: know the API's routes; the gate judges each `routeKey` again and answers no where it spans more than is granted.
 */
import type { Requirement } from '../../requirement/requirement.ts';
import { meets, toPathShape } from '../../routes/shape.ts';
import type { Route } from '../../routes/table.ts';
import type { CompiledPolicy } from '../compiled.ts';
import type { Finding } from '../finding.ts';
import { parseIdentitySources } from '../identity-source.ts';
import { toPointer } from '../pointer.ts';
import { createReport, type Report } from '../report.ts';

const ESCAPE = 'set "resultTtlSeconds" to 0, or use the IAM form: "kind": "http-iam"';

/** What keeps simple responses from being kept; none for every other kind, or without a result TTL. */
export function findSimpleLimits(policy: CompiledPolicy): readonly Finding[] {
  const { kind, resultTtlSeconds } = policy.apiGateway;
  const report = createReport();
  if (kind !== 'http-simple' || resultTtlSeconds === 0) return report.findings;
  checkRouteKey(policy, report);
  checkParams(policy, report);
  checkSharedPaths(policy, report);
  return report.findings;
}

function checkRouteKey({ apiGateway }: CompiledPolicy, report: Report): void {
  const sources = parseIdentitySources(apiGateway);
  if (sources.some(({ kind, name }) => kind === 'context' && name === 'routeKey')) return;
  report.error({
    pointer: toPointer('apiGateway', 'identitySources'),
    code: 'lambda-simple-key',
    message: 'a kept simple response answers every route of the API alike',
    suggestion: `add "$context.routeKey"; or ${ESCAPE}`,
  });
}

function checkParams({ routes, issuers }: CompiledPolicy, report: Report): void {
  const demands = issuers.some(({ require }) => require !== null && hasParam(require));
  for (const { key, access } of routes.routes) {
    if (!demands && (access.requirement === null || !hasParam(access.requirement))) continue;
    report.error({
      pointer: toPointer('routes', key),
      code: 'lambda-simple-param',
      message: 'a kept simple response for one value of the parameter would answer every other',
      suggestion: ESCAPE,
    });
  }
}

function hasParam(requirement: Requirement): boolean {
  if (requirement.kind === 'allOf' || requirement.kind === 'anyOf') return requirement.of.some(hasParam);
  return requirement.kind === 'claim' && requirement.tests.some(({ kind }) => kind === 'param');
}

/** A path that two routes match comes under the API route of either, by its method and by its trailing slash. */
function checkSharedPaths({ routes }: CompiledPolicy, report: Report): void {
  for (const [index, route] of routes.routes.entries()) {
    const other = routes.routes
      .slice(0, index)
      .find((earlier) => earlier.access.fingerprint !== route.access.fingerprint && canMeet(earlier, route));
    if (other === undefined) continue;
    report.error({
      pointer: toPointer('routes', route.key),
      at: 'name',
      code: 'lambda-simple-shared',
      message: `a kept simple response for this route would answer paths of "${other.key}" too, or the other way round`,
      suggestion: ESCAPE,
    });
  }
}

function canMeet(one: Route, other: Route): boolean {
  return [...one.decides].some((method) => other.decides.has(method)) && meets(toPathShape(one), toPathShape(other));
}
