/**
 * The exact identifiers of an issuer: one, or one for each tenant of a template.
 *
 * Nothing of a token ever enters a template: it is filled here, from the policy's own list.
 */
import { findIdentifierFault } from '../../presets/issuer-rules.ts';
import type { IssuerIdentity } from '../assemble.ts';
import type { IssuerPlan } from '../plan.ts';
import { toChildPointer } from '../pointer.ts';
import type { ResolveContext } from './context.ts';
import { fillTenants, TENANT_MARK } from './location.ts';
import { checkPlaceholder } from './placeholders.ts';
import { checkUrl, isLoopback, isMetadataAddress, parseWebUrl } from './url.ts';
import { type Resolved, toAssumedUrl } from './variables.ts';

// Safe in a host and in a path segment: a tenant can never add a segment, a host or an escape.
const TENANT = /^[A-Za-z0-9](?:[A-Za-z0-9-]|\.(?!\.)){0,61}[A-Za-z0-9]$|^[A-Za-z0-9]$/;

/** Every exact identifier of an issuer, checked; empty when none is usable. */
export function resolveIdentities(
  plan: IssuerPlan,
  pointer: string,
  context: ResolveContext,
): readonly IssuerIdentity[] {
  const at = toChildPointer(pointer, 'issuer');
  const tail = plan.tenants === null ? '' : `/${TENANT_MARK}`;
  const issuer = context.resolver.resolve(plan.issuer, at, (name) => `${toAssumedUrl(name)}${tail}`);
  const tenants = resolveTenants(plan.tenants ?? [], pointer, context);
  if (issuer === null || tenants === null) return [];
  const expanded = expand(issuer.text, tenants, pointer, context);
  const checked = expanded.filter((identity) => isIdentifier({ ...issuer, text: identity.iss }, plan, at, context));
  return checked.length === expanded.length ? checked : [];
}

function resolveTenants(listed: readonly string[], pointer: string, context: ResolveContext): readonly string[] | null {
  const tenants: string[] = [];
  for (const [index, text] of listed.entries()) {
    const at = toChildPointer(toChildPointer(pointer, 'tenants'), index);
    const resolved = context.resolver.resolve(text, at, (name) => `assumed-${name.toLowerCase().replaceAll('_', '-')}`);
    if (resolved === null) continue;
    if (tenants.includes(resolved.text)) {
      context.report.error({ pointer: at, code: 'duplicate-tenant', message: 'this tenant is listed twice' });
    } else if (!TENANT.test(resolved.text)) {
      const message = 'a tenant has 1 to 63 letters, digits, dots and hyphens';
      context.report.error({ pointer: at, code: 'invalid-tenant', message });
    } else {
      tenants.push(resolved.text);
    }
  }
  return tenants.length === listed.length ? tenants : null;
}

function expand(
  text: string,
  tenants: readonly string[],
  pointer: string,
  { report }: ResolveContext,
): readonly IssuerIdentity[] {
  const marks = text.split(TENANT_MARK).length - 1;
  if (marks > 1) {
    const message = `"${TENANT_MARK}" may stand in an issuer once`;
    report.error({ pointer: toChildPointer(pointer, 'issuer'), code: 'template-repeated', message });
    return [];
  }
  if (marks === 1 && tenants.length === 0) {
    report.error({
      pointer: toChildPointer(pointer, 'issuer'),
      code: 'tenants-missing',
      message: `"${TENANT_MARK}" needs the list of tenants that are trusted`,
      suggestion: 'add "tenants": ["..."]',
    });
    return [];
  }
  if (marks === 0 && tenants.length > 0) {
    report.error({
      pointer: toChildPointer(pointer, 'tenants'),
      at: 'name',
      code: 'template-missing',
      message: `"tenants" needs an issuer with "${TENANT_MARK}" in it`,
      suggestion: `write "${TENANT_MARK}" where the tenant stands in "issuer"`,
    });
    return [];
  }
  return fillTenants(text, marks === 0 ? null : tenants);
}

function isIdentifier(
  { text, certainty }: Resolved,
  plan: IssuerPlan,
  pointer: string,
  { report, hosts }: ResolveContext,
): boolean {
  if (certainty === 'assumed') return true;
  if (checkPlaceholder(text, pointer, report) === 'left') return false;
  const url = parseWebUrl(text);
  if (url === null) return isOpaqueIdentifier(text, plan, pointer, report);
  const before = report.findings.length;
  checkUrl({ text, pointer, form: 'identifier', hosts }, report);
  const rule = isLoopback(url) ? null : findIdentifierFault(plan, text);
  if (rule !== null) report.error({ pointer, ...rule });
  if (isMetadataAddress(text)) {
    const message = 'this is the address of the metadata, not the issuer';
    const suggestion = 'write the "issuer" that the metadata names';
    report.error({ pointer, code: 'metadata-address', message, suggestion });
  }
  return report.findings.length === before;
}

/** Identifiers need not be URLs (RFC 7519 section 4.1.1), but then keys must be named: nothing can be discovered. */
function isOpaqueIdentifier(
  text: string,
  plan: IssuerPlan,
  pointer: string,
  report: ResolveContext['report'],
): boolean {
  const fault = findIdentifierFault(plan, text);
  if (fault !== null) {
    report.error({ pointer, ...fault });
    return false;
  }
  const isNamed = plan.keys.kind !== 'discovery' && plan.keys.kind !== 'template';
  if (isNamed && /^[^\x00-\x20\x7f]+$/.test(text) && !/^https?:/i.test(text)) return true;
  report.error({
    pointer,
    code: 'issuer-not-url',
    message: 'keys can be discovered only for an issuer that is a URL',
    suggestion: 'write it with https://, or add "jwksUri" or "jwks"',
  });
  return false;
}
