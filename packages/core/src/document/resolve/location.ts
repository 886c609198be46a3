/**
 * Fills tenants and identifiers into the addresses of an issuer.
 *
 * Nothing of a token ever enters one: they are filled from the policy's own lists.
 */
import type { IssuerIdentity } from '../assemble.ts';
import type { KeyLocation } from '../compiled.ts';
import type { KeyPlan } from '../plan.ts';
import { isLoopback, parseWebUrl } from './url.ts';

/** Where tenants stand in `issuer` and `jwksUri`. */
export const TENANT_MARK = '{tid}';

/** The identifiers of an issuer: one, or where its text has the mark, one for each tenant. */
export function fillTenants(text: string, tenants: readonly string[] | null): readonly IssuerIdentity[] {
  if (tenants === null) return [{ iss: text, tenant: null }];
  return tenants.map((tenant) => ({ iss: text.replace(TENANT_MARK, () => tenant), tenant }));
}

/** Where the keys of one identifier are, by an address that has been judged. */
export function toLocation(
  keys: Exclude<KeyPlan, { readonly kind: 'hmac' }>,
  { iss, tenant }: IssuerIdentity,
): KeyLocation {
  if (keys.kind === 'jwksUri') {
    return { kind: 'jwksUri', uri: keys.uri.replaceAll(TENANT_MARK, () => tenant ?? ''), binding: null };
  }
  if (keys.kind !== 'template') return keys;
  const { template, binding } = keys;
  const url = parseWebUrl(iss);
  // A provider's own address has no keys of an issuer on this machine, which never ships.
  if (url !== null && isLoopback(url)) return { kind: 'discovery', binding };
  const trim = (text: string): string => text.replace(/\/$/, '');
  const uri = template.replace('{issuer}', () => trim(iss)).replace('{path}', () => trim(url?.pathname ?? ''));
  return { kind: 'jwksUri', uri, binding };
}
