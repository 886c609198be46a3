/**
 * Compiles a policy: everything judged, every finding collected, nothing left to interpret per request.
 *
 * Trust: the document is whatever a file or a caller holds; this never throws on it.
 * Does not: do I/O. Addresses are judged as text.
 */
import { compileApiGateway } from './compile/api-gateway.ts';
import { compileAudience } from './compile/audience.ts';
import type { CompileContext, HostRule } from './compile/context.ts';
import { compileCors } from './compile/cors.ts';
import { compileIssuer } from './compile/issuer.ts';
import { checkResource } from './compile/resource.ts';
import { compileRoutes } from './compile/routes.ts';
import { checkTests } from './compile/tests.ts';
import { unite } from './compile/token-from.ts';
import { checkVariablePlaces, createResolver, type Environment } from './compile/variables.ts';
import { compileWorker } from './compile/worker.ts';
import type { CompiledIssuer, CompiledPolicy } from './compiled.ts';
import type { Finding } from './finding.ts';
import { isBuiltPolicy } from './hash.ts';
import { toPointer } from './pointer.ts';
import type { Policy, PolicyDocument } from './policy.ts';
import { createReport, type Report } from './report.ts';
import { type ParsedDocument, parseDocument } from './shape/parse.ts';

/** What a compilation depends on beside the policy. */
export interface CompileOptions {
  /** Values for `${NAME}`. */
  readonly env: Environment;
  /** Default `loopbackAllowed`; a built policy is judged as `publicOnly` whatever is given. */
  readonly hosts?: HostRule;
  /** `assume` judges the rest of a policy without the variables it needs; a gate resolves, which is the default. */
  readonly variables?: 'resolve' | 'assume';
}

/** A policy ready for a gate, or null with at least one finding of level `error`. */
export interface CompileResult {
  readonly policy: CompiledPolicy | null;
  readonly findings: readonly Finding[];
}

/** Compiles a document, or what `sallyport build` wrote. Never throws. */
export function compilePolicy(policy: Policy, options: CompileOptions): CompileResult {
  const report = createReport();
  const built = isBuiltPolicy(policy);
  if (built && !/^[0-9a-f]{64}$/.test(String(policy.sha256))) {
    const message = '"sha256" is not a hash: this is not what "sallyport build" wrote';
    report.error({ pointer: '', code: 'malformed-build', message, suggestion: 'build the policy again' });
  }
  const parsed = parseDocument(built ? policy.document : policy, report);
  if (parsed === null) return { policy: null, findings: report.findings };
  const context: CompileContext = {
    report,
    resolver: createResolver(options.env, options.variables ?? 'resolve', report),
    hosts: built ? 'publicOnly' : (options.hosts ?? 'loopbackAllowed'),
    unsafeSettings: [],
    excused: parsed.excused,
  };
  const compiled = compileDocument(parsed, context);
  return { policy: report.hasErrors() ? null : compiled, findings: report.findings };
}

function compileDocument(parsed: ParsedDocument, context: CompileContext): CompiledPolicy {
  const { document, issuerNames, complete } = parsed;
  const { report } = context;
  checkVariablePlaces(document, report);
  checkResource(document, report);
  const issuers = compileIssuers(parsed, context);
  const routes = compileRoutes(document.routes, { issuers, issuerNames, complete, report });
  if (issuerNames?.length === 0) checkNeedOfIssuers(document, report);
  if (issuerNames !== null) checkTests(document.tests ?? [], issuerNames, report);
  return {
    document,
    sources: unite(...issuers.map(({ tokenFrom }) => tokenFrom)),
    issuers,
    byIss: indexByIss(issuers, report),
    routes,
    cors: compileCors(document.cors, context),
    worker: compileWorker(document.worker ?? {}, context),
    apiGateway: compileApiGateway(document.apiGateway ?? {}, report),
    log: { decisions: document.log?.decisions ?? 'deny', subject: document.log?.subject ?? 'hash' },
    unsafeSettings: context.unsafeSettings,
  };
}

function compileIssuers({ document, issuerNames }: ParsedDocument, context: CompileContext): readonly CompiledIssuer[] {
  const { audience } = document;
  const shared = audience === undefined ? undefined : (compileAudience(audience, '/audience', context) ?? 'unusable');
  const fallback = shared === undefined && context.excused.has('/audience') ? 'unusable' : shared;
  return Object.entries(document.issuers).flatMap(([name, entry]) =>
    compileIssuer(name, entry, fallback, issuerNames, context),
  );
}

/** Two entries for one `iss` would leave it to chance whose keys and audience count. */
function indexByIss(issuers: readonly CompiledIssuer[], report: Report): ReadonlyMap<string, CompiledIssuer> {
  const byIss = new Map<string, CompiledIssuer>();
  for (const issuer of issuers) {
    const first = byIss.get(issuer.iss);
    if (first === undefined) {
      byIss.set(issuer.iss, issuer);
      continue;
    }
    const pointer = toPointer('issuers', issuer.name, 'issuer');
    const message = `"${first.name}" and "${issuer.name}" accept the same "iss"`;
    report.error({ pointer, code: 'issuer-conflict', message, suggestion: 'keep one of the two' });
  }
  return byIss;
}

function checkNeedOfIssuers(document: PolicyDocument, report: Report): void {
  const needy = Object.entries(document.routes).find(([, access]) => access !== 'public' && access !== 'deny');
  if (needy === undefined) return;
  const message = `the policy has no issuers, and "${needy[0].slice(0, 80)}" needs a token`;
  report.error({ pointer: '/issuers', code: 'issuers-missing', message, suggestion: 'add the issuer of your tokens' });
}
