/**
 * The secrets of an issuer that signs with HMAC: never in the document, never shorter than the hash.
 *
 * Trust: values come from the gate's environment. No finding holds one, nor its length.
 * Spec: RFC 7518 section 3.2, RFC 8725 section 3.5.
 */
import { type SignatureAlgorithm, toAlgorithm } from '../../token/algorithms.ts';
import { parseBase64Url } from '../../token/base64url.ts';
import { toChildPointer } from '../pointer.ts';
import type { IssuerEntry } from '../policy.ts';
import type { ResolveContext } from './context.ts';
import { findVariable, type Resolved } from './variables.ts';

/** Two during a rotation: the current and the next. */
const MAX_SECRETS = 2;

/** The secrets' bytes, or null where any of them cannot be used. */
export function resolveSecrets(
  hmac: NonNullable<IssuerEntry['hmac']>,
  algorithms: readonly SignatureAlgorithm[],
  pointer: string,
  context: ResolveContext,
): readonly Uint8Array<ArrayBuffer>[] | null {
  const { report } = context;
  const list = toChildPointer(pointer, 'secrets');
  if (hmac.secrets.length > MAX_SECRETS) {
    const message = 'an issuer has at most two secrets, the current and the next';
    report.error({ pointer: list, code: 'too-many-secrets', message });
  }
  const leastBytes = Math.max(...algorithms.map((name) => toAlgorithm(name)?.hashBytes ?? 0));
  const secrets: Uint8Array<ArrayBuffer>[] = [];
  for (const [index, text] of hmac.secrets.entries()) {
    const at = toChildPointer(list, index);
    if (hmac.secrets.indexOf(text) !== index) {
      report.error({ pointer: at, code: 'duplicate-secret', message: 'this secret is listed twice' });
      continue;
    }
    const bytes = resolveSecret(text, hmac.encoding, leastBytes, at, context);
    if (bytes !== null) secrets.push(bytes);
  }
  return secrets.length === hmac.secrets.length ? secrets : null;
}

function resolveSecret(
  text: string,
  encoding: 'utf8' | 'base64url',
  leastBytes: number,
  pointer: string,
  { report, resolver }: ResolveContext,
): Uint8Array<ArrayBuffer> | null {
  if (findVariable(text) === null) {
    const message = 'a secret must not stand in the policy';
    const suggestion = `write "\${NAME}", put the value into the gate's secrets, and replace the secret that was here`;
    report.error({ pointer, code: 'literal-secret', message, suggestion });
    return null;
  }
  const resolved = resolver.resolve(text, pointer, (name) => name);
  if (resolved === null) return null;
  // Random, so that a gate that was wrongly constructed on an assumption accepts nothing.
  if (resolved.certainty === 'assumed') return crypto.getRandomValues(new Uint8Array(64));
  const bytes = encoding === 'utf8' ? new TextEncoder().encode(resolved.text) : parseBase64Url(resolved.text);
  if (bytes === null) {
    const message = `the value of ${toName(resolved)} is not base64url`;
    report.error({ pointer, code: 'malformed-secret', message, suggestion: 'write it without padding, "+" and "/"' });
    return null;
  }
  if (bytes.length >= leastBytes) return bytes;
  const message = `the value of ${toName(resolved)} is shorter than the ${leastBytes} bytes that its algorithm needs`;
  report.error({ pointer, code: 'short-secret', message, suggestion: `use ${leastBytes} random bytes or more` });
  return null;
}

function toName({ variable }: Resolved): string {
  return variable ?? 'the secret';
}
