/**
 * Reads what `sallyport build` wrote of a policy that leaves nothing open: no value is a variable, so the build has judged
 * each of them, held to public hosts, and a gate starts without judging them again.
 *
 * Trust: a build is deployed like code: whoever can change its addresses can change its routes.
 * Does not: read a plan with a variable or a secret: where it finds one it refuses the policy.
 */
import { assembleIssuers, assemblePolicy, type CreateTable } from './assemble.ts';
import { checkFormat, type PresumedBuild } from './built.ts';
import type { CompiledIssuer, CompiledPolicy } from './compiled.ts';
import type { IssuerPlan, KeyPlan, PolicyPlan } from './plan.ts';
import type { Report } from './report.ts';
import { fillTenants, TENANT_MARK, toLocation } from './resolve/location.ts';

/** Whether a build could judge every value of a plan. */
export function isClosedPlan({ issuers, audience, worker }: PolicyPlan): boolean {
  if (issuers.some(({ keys }) => keys.kind === 'hmac')) return false;
  const texts = [
    ...issuers.flatMap((plan) => [plan.issuer, ...(plan.tenants ?? []), toOwnAudience(plan), toAddress(plan.keys)]),
    ...[audience, worker.publicOrigin, ...worker.origins.map(({ text }) => text)],
  ];
  return !texts.flat().some((text) => text?.includes('${'));
}

/** The compiled policy of a build, or null (reported) where this version did not write it or it leaves something open. */
export function readClosedPolicy(
  policy: PresumedBuild,
  report: Report,
  createTable: CreateTable,
): CompiledPolicy | null {
  const plan = checkFormat(policy, report);
  if (plan === null) return null;
  const issuers = isClosedPlan(plan) ? plan.issuers.flatMap((issuer) => readIssuer(issuer, plan)) : null;
  const byIss = new Map(issuers?.map((issuer) => [issuer.iss, issuer]));
  // Two entries for one `iss` would leave it to chance whose keys and audience count.
  if (issuers === null || byIss.size !== issuers.length) {
    const message = 'this gate was built for a policy without variables';
    report.error({ pointer: '', code: 'malformed-build', message, suggestion: 'build the gate again' });
    return null;
  }
  const { origins, publicOrigin, ...settings } = plan.worker;
  const worker = { ...settings, origins: origins.map(({ prefix, text }) => ({ prefix, origin: text })), publicOrigin };
  return assemblePolicy(plan, { issuers, byIss, worker }, createTable);
}

function readIssuer(issuer: IssuerPlan, { audience: shared }: PolicyPlan): readonly CompiledIssuer[] {
  const { keys, tenants, audience } = issuer;
  const accepted = audience === 'any' ? null : toList(audience === 'policy' ? shared : audience.own);
  if (keys.kind === 'hmac' || accepted?.length === 0) throw new TypeError('The plan has an issuer that is not judged.');
  const identities = fillTenants(issuer.issuer, issuer.issuer.includes(TENANT_MARK) ? (tenants ?? []) : null);
  return assembleIssuers(issuer, identities, accepted && new Set(accepted), (identity) => toLocation(keys, identity));
}

function toList(texts: string | readonly string[] | null): readonly string[] {
  return typeof texts === 'string' ? [texts] : (texts ?? []);
}

function toOwnAudience({ audience }: IssuerPlan): readonly string[] {
  return typeof audience === 'object' ? toList(audience.own) : [];
}

function toAddress(keys: KeyPlan): string | null {
  return keys.kind === 'jwksUri' ? keys.uri : null;
}
