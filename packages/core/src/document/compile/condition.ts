/**
 * Compiles a condition on one claim to its tests, all of which must hold.
 *
 * Does not: know regular expressions; every test is linear in the claim.
 */
import type { ClaimTest } from '../../requirement/requirement.ts';
import { toChildPointer } from '../pointer.ts';
import type { ClaimCondition } from '../policy.ts';
import { suggestNearest } from '../shape/nearest.ts';
import type { RequirementScope } from './requirement.ts';

/** The tests of a condition. Faults are reported. */
export function compileCondition(
  condition: ClaimCondition,
  pointer: string,
  scope: RequirementScope,
): readonly ClaimTest[] {
  if (typeof condition !== 'object') return [{ kind: 'anyOf', values: [condition] }];
  const { anyOf, noneOf, contains, exists, gte, lte, prefix, param } = condition;
  if (gte !== undefined && lte !== undefined && gte > lte) {
    const message = `nothing is both at least ${gte} and at most ${lte}`;
    scope.report.error({ pointer, code: 'impossible-condition', message, suggestion: 'swap the two bounds' });
  }
  if (param !== undefined) checkParam(param, toChildPointer(pointer, 'param'), scope);
  const tests: (ClaimTest | null)[] = [
    anyOf === undefined ? null : { kind: 'anyOf', values: anyOf },
    noneOf === undefined ? null : { kind: 'noneOf', values: noneOf },
    contains === undefined ? null : { kind: 'contains', value: contains },
    exists === undefined ? null : { kind: 'exists' },
    gte === undefined ? null : { kind: 'gte', bound: gte },
    lte === undefined ? null : { kind: 'lte', bound: lte },
    prefix === undefined ? null : { kind: 'prefix', prefix },
    param === undefined ? null : { kind: 'param', name: param },
  ];
  return tests.filter((test) => test !== null);
}

function checkParam(name: string, pointer: string, { params, report }: RequirementScope): void {
  if (params === null) {
    const message = 'a requirement of an issuer holds for every route: it can name no parameter';
    report.error({ pointer, code: 'param-not-allowed', message, suggestion: 'write the condition on the route' });
    return;
  }
  if (params.includes(name)) return;
  const known = params.length === 0 ? 'it has none' : `it has ${params.map((param) => `:${param}`).join(', ')}`;
  report.error({
    pointer,
    code: 'unknown-param',
    message: `the route has no parameter ":${name.slice(0, 60)}": ${known}`,
    suggestion: suggestNearest(name.replace(/^:/, ''), params),
  });
}
