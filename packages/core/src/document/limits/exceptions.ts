/**
 * What the Lambda gate refuses of the settings at the top of a route.
 *
 * One IAM document answers for many requests and is kept: it can neither let through what it denies nor tell one spelling
 * of a path from another.
 */
import type { CompiledPolicy } from '../compiled.ts';
import type { Finding } from '../finding.ts';
import { toPointer } from '../pointer.ts';
import { createReport } from '../report.ts';

/** One error for each `unsafeReportOnly` and `unsafePath` of a route. */
export function findExceptionLimits({ routes }: Pick<CompiledPolicy, 'routes'>): readonly Finding[] {
  const report = createReport();
  const suggestion = 'remove it from the policy of the Lambda gate';
  for (const { key, access } of routes.routes) {
    if (access.exceptions === undefined) continue;
    const { enforcedAt, pathForms } = access.exceptions;
    if (enforcedAt !== null) {
      const pointer = toPointer('routes', key, 'unsafeReportOnly');
      const message = 'a Lambda authorizer enforces every route';
      report.error({ pointer, at: 'name', code: 'lambda-report-only', message, suggestion });
    }
    if (pathForms.length > 0) {
      const pointer = toPointer('routes', key, 'unsafePath');
      const message = 'a Lambda authorizer admits canonical paths alone';
      report.error({ pointer, at: 'name', code: 'lambda-unsafe-path', message, suggestion });
    }
  }
  return report.findings;
}
