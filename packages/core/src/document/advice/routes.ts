/**
 * Warns of what a whole route table opens without saying so.
 */
import { findRouteRisks } from '../../routes/risks.ts';
import type { JudgedDocument } from '../compile.ts';
import { toPointer } from '../pointer.ts';
import type { Report } from '../report.ts';

/** Warnings on the routes; none for a table that is not whole, where they would mislead. */
export function findRouteAdvice({ parsed, compiled }: JudgedDocument, report: Report): void {
  const { routes } = compiled.routes;
  if (parsed.complete === 'partial' || routes.length < Object.keys(parsed.document.routes).length) return;
  if (routes.length === 0) {
    const message = 'the policy has no routes: every request is denied';
    const suggestion = 'add one, such as "GET /health": "public"';
    report.warning({ pointer: '/routes', code: 'no-routes', message, suggestion });
  }
  for (const { key, code, message, suggestion } of findRouteRisks(compiled.routes)) {
    report.warning({ pointer: toPointer('routes', key), at: 'name', code, message, suggestion });
  }
}
