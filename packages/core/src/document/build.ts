/**
 * Makes of a checked document what `sallyport build` writes.
 */
import type { BuiltPolicy } from './built.ts';
import type { CheckResult } from './check.ts';
import { hashPolicy } from './hash.ts';
import type { IssuerPlan } from './plan.ts';
import { findVariable } from './resolve/variables.ts';

/** The build of a document without errors, checked with `publicOnly` hosts; null of one with errors. */
export async function buildPolicy({
  document,
  plan,
}: Pick<CheckResult, 'document' | 'plan'>): Promise<BuiltPolicy | null> {
  if (document === null || plan === null) return null;
  return { sha256: await hashPolicy(document), plan: { ...plan, issuers: plan.issuers.map(withoutKeptRules) } };
}

/** Rules on an identifier that holds no variable are kept by it already. */
function withoutKeptRules(plan: IssuerPlan): IssuerPlan {
  const isOpen = [plan.issuer, ...(plan.tenants ?? [])].some((text) => findVariable(text) !== null);
  return isOpen ? plan : { ...plan, issuerRules: [] };
}
