/**
 * The key location of each identifier of an issuer, its address resolved and judged.
 *
 * Does not: fetch. The address comes from the policy alone, so that no token can choose where keys are read.
 */
import type { IssuerIdentity } from '../assemble.ts';
import type { KeyLocation } from '../compiled.ts';
import type { IssuerPlan } from '../plan.ts';
import { toChildPointer } from '../pointer.ts';
import type { ResolveContext } from './context.ts';
import { TENANT_MARK, toLocation } from './location.ts';
import { checkPlaceholder } from './placeholders.ts';
import { resolveSecrets } from './secrets.ts';
import { checkUrl, isMetadataAddress } from './url.ts';
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
      return (identity) => toLocation({ kind: 'jwksUri', uri }, identity);
    }
    default:
      return (identity) => toLocation(keys, identity);
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
