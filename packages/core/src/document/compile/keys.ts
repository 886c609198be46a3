/**
 * Where an issuer's keys come from: exactly one place.
 *
 * Does not: fetch. The address comes from the policy alone, so that no token can choose where keys are read.
 */
import type { Preset } from '../../presets/preset.ts';
import type { SignatureAlgorithm } from '../../token/algorithms.ts';
import type { KeyLocation } from '../compiled.ts';
import { toChildPointer } from '../pointer.ts';
import type { IssuerEntry } from '../policy.ts';
import type { Report } from '../report.ts';
import type { CompileContext } from './context.ts';
import { type IssuerIdentity, TENANT_MARK, toAssumedUrl } from './identity.ts';
import { checkPlaceholder, isExampleDomain } from './placeholders.ts';
import { resolveSecrets } from './secrets.ts';
import { checkUrl } from './url.ts';

const LOCATIONS = ['jwksUri', 'jwks', 'keys', 'hmac'] as const;
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

/** The key location of one identity, or null where the policy names none that can be used. */
export type KeyPlan = (identity: IssuerIdentity) => KeyLocation;

/** Judges the key location once for all identities of an issuer. */
export function compileKeys(
  entry: IssuerEntry,
  preset: Preset | null,
  algorithms: ReadonlySet<SignatureAlgorithm>,
  pointer: string,
  context: CompileContext,
): KeyPlan | null {
  checkExclusive(entry, preset, pointer, context.report);
  if (entry.hmac !== undefined) {
    const secrets = resolveSecrets(entry.hmac, algorithms, toChildPointer(pointer, 'hmac'), context);
    return secrets === null ? null : () => ({ kind: 'hmac', secrets });
  }
  if (entry.jwks !== undefined) {
    const { keys } = entry.jwks;
    return checkInlineKeys(keys, toChildPointer(pointer, 'jwks'), context.report)
      ? () => ({ kind: 'jwks', keys })
      : null;
  }
  if (entry.jwksUri !== undefined) return compileUri(entry, entry.jwksUri, toChildPointer(pointer, 'jwksUri'), context);
  const binding = entry.keys?.binding ?? null;
  if (preset === null || preset.keys === 'discovery') return () => ({ kind: 'discovery', binding });
  const template = preset.keys.jwksUri;
  return ({ iss }) => ({ kind: 'jwksUri', uri: template.replace('{issuer}', () => iss.replace(/\/$/, '')), binding });
}

function checkExclusive(entry: IssuerEntry, preset: Preset | null, pointer: string, report: Report): void {
  const [first, ...others] = LOCATIONS.filter((name) => entry[name] !== undefined);
  for (const name of others) {
    const message = `"${name}" cannot stand beside "${first}": keys come from one place`;
    const at = toChildPointer(pointer, name);
    report.error({
      pointer: at,
      at: 'name',
      code: 'key-location-conflict',
      message,
      suggestion: 'keep one of the two',
    });
  }
  if (preset === null || entry.hmac === undefined) return;
  report.error({
    pointer: toChildPointer(pointer, 'hmac'),
    at: 'name',
    code: 'preset-hmac',
    message: `issuers of the preset "${preset.name}" publish their keys; a shared secret would only weaken them`,
    suggestion: 'remove "hmac" and have the provider sign with RS256',
  });
}

function compileUri(entry: IssuerEntry, uri: string, pointer: string, context: CompileContext): KeyPlan | null {
  const { report, hosts } = context;
  const resolved = context.resolver.resolve(uri, pointer, (name) => `${toAssumedUrl(name)}/keys`);
  if (resolved === null) return null;
  const { text } = resolved;
  if (text.includes(TENANT_MARK) && entry.tenants === undefined) {
    const message = `"${TENANT_MARK}" needs the list of tenants that are trusted`;
    report.error({ pointer, code: 'tenants-missing', message, suggestion: 'add "tenants": ["..."]' });
    return null;
  }
  // Tenants are safe in a host and a path (`identity.ts`): one filled address stands for all.
  const filled = text.replaceAll(TENANT_MARK, 'tenant');
  if (checkPlaceholder(filled, pointer, report) === 'left') return null;
  if (checkUrl({ text: filled, pointer, form: 'keySet', hosts }, report) === null) return null;
  if (/\/\.well-known\/(openid-configuration|oauth-authorization-server)/.test(filled)) {
    const message = 'this is the address of the metadata, not of the keys';
    const suggestion = 'remove "jwksUri": keys are discovered from the issuer';
    report.error({ pointer, code: 'metadata-address', message, suggestion });
    return null;
  }
  if (isExampleDomain(filled)) {
    const message = 'example.com belongs to nobody: a placeholder was left in';
    report.warning({ pointer, code: 'example-domain', message, suggestion: "write the address of the issuer's keys" });
  }
  return ({ tenant }) => ({ kind: 'jwksUri', uri: text.replaceAll(TENANT_MARK, () => tenant ?? ''), binding: null });
}

function checkInlineKeys(keys: readonly object[], pointer: string, report: Report): boolean {
  const before = report.findings.length;
  for (const [index, key] of keys.entries()) {
    const at = toChildPointer(toChildPointer(pointer, 'keys'), index);
    if (PRIVATE_MEMBERS.some((name) => Object.hasOwn(key, name))) {
      const message = 'this key is private or secret: whoever reads the policy could sign tokens with it';
      const suggestion = 'publish the public part alone, and replace the key pair';
      report.error({ pointer: at, code: 'private-key', message, suggestion });
    } else if (typeof Object.getOwnPropertyDescriptor(key, 'kty')?.value !== 'string') {
      report.error({ pointer: at, code: 'malformed-key', message: 'this is not a JSON Web Key: it has no "kty"' });
    }
  }
  return report.findings.length === before;
}
