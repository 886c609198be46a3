/**
 * Judges a document for people: the errors that keep a gate from starting, and the warnings that do not.
 *
 * Apart from `compile.ts`, so that no gate ships advice.
 */
import { findAddressAdvice } from './advice/addresses.ts';
import { findClaimAdvice } from './advice/claims.ts';
import { findProviderAdvice } from './advice/providers.ts';
import { findReportOnlyAdvice } from './advice/report-only.ts';
import { findRouteAdvice } from './advice/routes.ts';
import { type CompileOptions, judgeDocument } from './compile.ts';
import type { CompiledPolicy } from './compiled.ts';
import type { Finding } from './finding.ts';
import type { PolicyPlan } from './plan.ts';
import type { PolicyDocument } from './policy.ts';
import { createReport } from './report.ts';

/** What a check depends on beside the document. */
export interface CheckOptions extends CompileOptions {
  /** Epoch seconds, for advice on days; none is given on them without it. */
  readonly nowSeconds?: number;
}

/** A document, checked. */
export interface CheckResult {
  /** Null with at least one finding of level `error`. */
  readonly policy: CompiledPolicy | null;
  /** The document itself, known to be one; null with `policy`. */
  readonly document: PolicyDocument | null;
  /** What `buildPolicy` stores; null with `policy`. */
  readonly plan: PolicyPlan | null;
  /** Errors first, then warnings. */
  readonly findings: readonly Finding[];
}

/** Checks whatever a policy file holds. What `sallyport build` wrote is no document. Never throws. */
export function checkPolicy(document: unknown, options: CheckOptions): CheckResult {
  const report = createReport();
  const judged = judgeDocument(document, options, report);
  const hasErrors = report.hasErrors() || judged === null;
  if (judged !== null) {
    findClaimAdvice(judged.parsed.document, report);
    findAddressAdvice(judged.parsed.document, options.env, report);
    findProviderAdvice(judged.parsed.document, options.env, report);
    findRouteAdvice(judged, report);
    const { nowSeconds } = options;
    if (nowSeconds !== undefined) findReportOnlyAdvice(judged.parsed.document, nowSeconds, report);
  }
  const { findings } = report;
  if (hasErrors) return { policy: null, document: null, plan: null, findings };
  return { policy: judged.compiled, document: judged.parsed.document, plan: judged.plan, findings };
}
