/**
 * Compiles a policy: everything judged, every error collected, nothing left to interpret per request.
 *
 * Trust: a document is whatever a file or a caller holds; this never throws on it.
 * Does not: do I/O, nor advise; addresses are judged as text, and warnings are `check.ts`'s.
 */
import { createRouteTable } from '../routes/matcher.ts';
import { isBuiltPolicy, type Policy, resolveBuiltPolicy } from './built.ts';
import { compileDocument } from './compile/document.ts';
import type { CompiledPolicy } from './compiled.ts';
import type { Finding } from './finding.ts';
import type { PolicyPlan } from './plan.ts';
import { createReport, type Report } from './report.ts';
import type { HostRule } from './resolve/url.ts';
import type { Environment } from './resolve/variables.ts';
import { resolvePlan } from './resolve.ts';
import { type ParsedDocument, parseDocument } from './shape/parse.ts';

/** What a compilation depends on beside the policy. */
export interface CompileOptions {
  /** Values for `${NAME}`. */
  readonly env: Environment;
  /** Default `loopbackAllowed`; a built policy is resolved as `publicOnly` whatever is given. */
  readonly hosts?: HostRule;
  /** `assume` judges the rest of a policy without the variables it needs; a gate resolves, which is the default, and all
   * that is done with a built policy. */
  readonly variables?: 'resolve' | 'assume';
}

/** A policy ready for a gate, or null with at least one finding. */
export interface CompileResult {
  readonly policy: CompiledPolicy | null;
  /** Errors, all of them. `@sallyport/core/check` tells warnings too. */
  readonly findings: readonly Finding[];
}

/** A document, judged; of one with errors each part is as far as it could be read. */
export interface JudgedDocument {
  readonly parsed: ParsedDocument;
  readonly plan: PolicyPlan;
  readonly compiled: CompiledPolicy;
}

/** Compiles a document, or what `sallyport build` wrote. Never throws on a document. */
export function compilePolicy(policy: Policy, options: CompileOptions): CompileResult {
  const report = createReport();
  const compiled = isBuiltPolicy(policy)
    ? resolveBuiltPolicy(policy, options.env, report, createRouteTable)
    : judgeDocument(policy, options, report)?.compiled;
  return { policy: report.hasErrors() ? null : (compiled ?? null), findings: report.findings };
}

/** Judges whatever a document may be; null where it is none at all. Never throws. */
export function judgeDocument(document: unknown, options: CompileOptions, report: Report): JudgedDocument | null {
  const parsed = parseDocument(document, report);
  if (parsed === null) return null;
  const { env, hosts = 'loopbackAllowed', variables = 'resolve' } = options;
  const plan = compileDocument(parsed, hosts, report);
  return {
    parsed,
    plan,
    compiled: resolvePlan(plan, { env, variables, hosts, createTable: createRouteTable }, report),
  };
}
