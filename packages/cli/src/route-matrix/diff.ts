/**
 * Everything that differs between two judged policies.
 */
import type { JudgedPolicy } from '../source/judge.ts';
import { listRouteChanges } from './changes.ts';
import { listIssuerChanges } from './issuer-changes.ts';
import { listOwnPathChanges } from './own-path-changes.ts';
import { type ReportedDiff, toReportedDiff } from './report.ts';
import { listSettingChanges } from './setting-changes.ts';

/** The diff against `before`; null where one of them has errors. */
export function toDiff(before: JudgedPolicy, after: JudgedPolicy): ReportedDiff | null {
  const [was, is] = [before, after].map(({ document, compiled }) =>
    document === null || compiled === null ? null : { document, compiled },
  );
  if (!was || !is) return null;
  return toReportedDiff(before.file, {
    routes: listRouteChanges(was.compiled, is.compiled),
    issuers: listIssuerChanges(was.document, is.document),
    ownPaths: listOwnPathChanges(was.compiled, is.compiled),
    settings: listSettingChanges(was, is),
  });
}
