/**
 * Whether a simple response, one bit, may be kept: only where it answers every request that shares its key, which is so
 * for routes of literals alone.
 *
 * Trust: a wrong answer here is a breach, so the gate itself refuses to start on these findings.
 * Does not: know the API's routes; the gate judges each `routeKey` again and answers no where it spans more than is granted.
 */
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
  checkOpenPaths(policy, report);
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

/**
 * Attack: "/files/a" is granted, and then "/files/..%2Fadmin" by the same answer. A document denies such spellings; one
 * bit, kept for a route of the API with a variable in it, cannot.
 */
function checkOpenPaths({ routes }: CompiledPolicy, report: Report): void {
  for (const route of routes.routes) {
    if (route.tail === 'end' && route.segments.every(({ kind }) => kind === 'literal')) continue;
    report.error({
      pointer: toPointer('routes', route.key),
      at: 'name',
      code: 'lambda-simple-open',
      message: 'a kept simple response for one path of this route answers every other, odd spellings among them',
      suggestion: ESCAPE,
    });
  }
}
