/**
 * Warns of routes whose reports instead of denials have ended, go on for too long, or are never written.
 */
import { toPointer } from '../pointer.ts';
import type { PolicyDocument } from '../policy.ts';
import type { Report } from '../report.ts';

const DAY_SECONDS = 86_400;
/** A migration that takes longer is a route that nothing guards. */
const MAX_DAYS = 366;

/** Warnings on `unsafeReportOnly`. @param nowSeconds - Epoch seconds. */
export function findReportOnlyAdvice(document: PolicyDocument, nowSeconds: number, report: Report): void {
  for (const [key, entry] of Object.entries(document.routes)) {
    if (typeof entry === 'string' || entry.unsafeReportOnly === undefined) continue;
    const { until } = entry.unsafeReportOnly;
    const startsAt = Date.parse(`${until}T00:00:00Z`) / 1000;
    const pointer = toPointer('routes', key, 'unsafeReportOnly', 'until');
    if (nowSeconds >= startsAt + DAY_SECONDS) {
      const message = `reports ended with ${until}: the route is enforced`;
      report.warning({ pointer, code: 'report-only-ended', message, suggestion: 'remove "unsafeReportOnly"' });
    } else if (startsAt > nowSeconds + MAX_DAYS * DAY_SECONDS) {
      const message = 'until then, more than a year away, nothing guards this route';
      report.warning({ pointer, code: 'report-only-long', message, suggestion: 'write an earlier day' });
    }
    if (document.log?.decisions !== 'off') continue;
    const silent = 'denials are let through here and "log.decisions" writes none of them';
    const suggestion = 'set "log.decisions" to "deny"';
    report.warning({
      pointer: toPointer('log', 'decisions'),
      code: 'report-only-unlogged',
      message: silent,
      suggestion,
    });
  }
}
