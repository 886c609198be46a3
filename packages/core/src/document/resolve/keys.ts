/**
 * The key location of each identifier of an issuer, its address resolved and judged.
 *
 * Does not: fetch. The address comes from the policy alone, so that no token can choose where keys are read.
 */
import type { KeyLocation } from '../compiled.ts';
import type { IssuerPlan } from '../plan.ts';
import { toChildPointer } from '../pointer.ts';
import type { ResolveContext } from './context.ts';
import { type IssuerIdentity, TENANT_MARK } from './identity.ts';
import { checkPlaceholder } from './placeholders.ts';
import { resolveSecrets } from './secrets.ts';
import { checkUrl, isLoopback, isMetadataAddress, parseWebUrl } from './url.ts';
import { toAssumedUrl } from './variables.ts';

/** The location for each identity, or null (reported) where none can be used. Judged once for all of them. */
export function resolveKeys(
  { keys, algorithms, tenants }: IssuerPlan,
  pointer: string,
  context: ResolveContext,
): ((identity: IssuerIdentity) => KeyLocation) | null {
  switch (keys.kind) {
    case 'hmac': {
      const secrets = resolveSecrets(keys.hmac, algorithms, toChildPointer(pointer, 'hmac'), context);
      return secrets === null ? null : () => ({ kind: 'hmac', secrets });
    }
    case 'jwksUri': {
      const uri = resolveUri(keys.uri, tenants, toChildPointer(pointer, 'jwksUri'), context);
      if (uri === null) return null;
      const toUri = (tenant: string | null): string => uri.replaceAll(TENANT_MARK, () => tenant ?? '');
      return ({ tenant }) => ({ kind: 'jwksUri', uri: toUri(tenant), binding: null });
    }
    case 'template': {
      const { template, binding } = keys;
      return ({ iss }) => {
        const url = parseWebUrl(iss);
        // A provider's own address has no keys of an issuer on this machine, which never ships.
        if (url !== null && isLoopback(url)) return { kind: 'discovery', binding };
        const trim = (text: string): string => text.replace(/\/$/, '');
        const uri = template.replace('{issuer}', () => trim(iss)).replace('{path}', () => trim(url?.pathname ?? ''));
        return { kind: 'jwksUri', uri, binding };
      };
    }
    default:
      return () => keys;
  }
}

function resolveUri(
  uri: string,
  tenants: IssuerPlan['tenants'],
  pointer: string,
  context: ResolveContext,
): string | null {
  const { report, hosts } = context;
  const resolved = context.resolver.resolve(uri, pointer, (name) => `${toAssumedUrl(name)}/keys`);
  if (resolved === null) return null;
  const { text } = resolved;
  if (text.includes(TENANT_MARK) && tenants === null) {
    const message = `"${TENANT_MARK}" needs the list of tenants that are trusted`;
    report.error({ pointer, code: 'tenants-missing', message, suggestion: 'add "tenants": ["..."]' });
    return null;
  }
  // Tenants are safe in a host and a path (`identity.ts`): one filled address stands for all.
  const filled = text.replaceAll(TENANT_MARK, 'tenant');
  if (checkPlaceholder(filled, pointer, report) === 'left') return null;
  if (checkUrl({ text: filled, pointer, form: 'keySet', hosts }, report) === null) return null;
  if (!isMetadataAddress(filled)) return text;
  const message = 'this is the address of the metadata, not of the keys';
  const suggestion = 'remove "jwksUri": keys are discovered from the issuer';
  report.error({ pointer, code: 'metadata-address', message, suggestion });
  return null;
}
