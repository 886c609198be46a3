/**
 * Compiles a document to its plan: the grammar's meaning judged, every finding collected.
 *
 * Does not: read the environment; what variables hold is judged by `resolve.ts`.
 */
import type { PolicyPlan } from '../plan.ts';
import { PLAN_FORMAT } from '../plan.ts';
import type { PolicyDocument } from '../policy.ts';
import type { Report } from '../report.ts';
import type { HostRule } from '../resolve/url.ts';
import type { ParsedDocument } from '../shape/parse.ts';
import { compileApiGateway } from './api-gateway.ts';
import type { CompileContext } from './context.ts';
import { compileCors } from './cors.ts';
import { checkForbiddenClaims } from './forbidden-claims.ts';
import { compileIssuer } from './issuer.ts';
import { checkOwnPaths } from './own-paths.ts';
import { compileResource } from './resource.ts';
import { compileRoutes } from './routes.ts';
import { checkTests } from './tests.ts';
import { unite } from './token-from.ts';
import { checkVariablePlaces } from './variable-places.ts';
import { compileWorker } from './worker.ts';

/** The plan of a document; partial, and not to be used, where the report has errors. */
export function compileDocument(parsed: ParsedDocument, hosts: HostRule, report: Report): PolicyPlan {
  const { document, issuerNames, excused } = parsed;
  const context: CompileContext = { report, hosts, unsafeSettings: [], excused };
  checkVariablePlaces(document, report);
  checkForbiddenClaims(document, report);
  const issuers = Object.entries(document.issuers).map(([name, entry]) =>
    compileIssuer(name, entry, document.audience, issuerNames, context),
  );
  const { routes, accesses } = compileRoutes(document.routes, {
    issuers,
    issuerNames,
    report,
    unsafeSettings: context.unsafeSettings,
  });
  const resource = compileResource(document, hosts, report);
  const worker = compileWorker(document.worker ?? {}, report);
  checkOwnPaths(routes, { resource, worker }, report);
  if (issuerNames?.length === 0) checkNeedOfIssuers(document, report);
  if (issuerNames !== null) checkTests(document.tests ?? [], issuerNames, report);
  return {
    format: PLAN_FORMAT,
    audience: document.audience ?? null,
    sources: unite(...issuers.map(({ tokenFrom }) => tokenFrom)),
    issuers,
    accesses,
    routes,
    resource,
    cors: compileCors(document.cors, context),
    worker,
    apiGateway: compileApiGateway(document.apiGateway ?? {}, report),
    log: { decisions: document.log?.decisions ?? 'deny', subject: document.log?.subject ?? 'hash' },
    unsafeSettings: context.unsafeSettings,
  };
}

function checkNeedOfIssuers(document: PolicyDocument, report: Report): void {
  const needy = Object.entries(document.routes).find(([, access]) => access !== 'public' && access !== 'deny');
  if (needy === undefined) return;
  const message = `the policy has no issuers, and "${needy[0].slice(0, 80)}" needs a token`;
  report.error({ pointer: '/issuers', code: 'issuers-missing', message, suggestion: 'add the issuer of your tokens' });
}
