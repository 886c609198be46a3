/**
 * A key source over shared secrets: one, or two while they are rotated.
 *
 * Does not: look at `kid`; both secrets are tried. A secret never leaves here, nor does anything it could be read from.
 * Spec: RFC 7518 section 3.2 (a secret is at least as long as the hash).
 */
import { base64url } from 'jose';
import type { CompiledIssuer } from '../document/compiled.ts';
import type { Ports } from '../ports.ts';
import { type AlgorithmEntry, toAlgorithm } from '../token/algorithms.ts';
import { createKeyEvents } from './events.ts';
import { toPolicyReport } from './policy-report.ts';
import type { KeyAnswer, KeySource, VerificationKey } from './source.ts';

const NOT_FOUND: KeyAnswer = { kind: 'denied', reason: 'key_not_found' };
// Keeps the digest apart from every other digest of the same secret.
const THUMBPRINT_LABEL = 'sallyport hmac thumbprint\0';

/** A key source that answers with every secret long enough for the algorithm, and `key_not_found` for any but HS*. */
export function createHmacKeySource(
  issuer: Pick<CompiledIssuer, 'iss'>,
  secrets: readonly Uint8Array<ArrayBuffer>[],
  ports: Pick<Ports, 'onKeyEvent'>,
): KeySource {
  const tell = createKeyEvents(issuer.iss, ports);
  const imported = secrets.map(() => new Map<AlgorithmEntry, VerificationKey>());

  return {
    find: async ({ algorithm }) => {
      const entry = toAlgorithm(algorithm);
      if (entry?.kty !== 'oct') return NOT_FOUND;
      const candidates: VerificationKey[] = [];
      for (const [index, secret] of secrets.entries()) {
        if (secret.length < entry.hashBytes) continue;
        const key = imported[index]?.get(entry) ?? (await importSecret(secret, entry));
        imported[index]?.set(entry, key);
        candidates.push(key);
      }
      if (candidates.length > 0) return { kind: 'found', candidates };
      tell('refused_key', 'secret_too_short');
      return NOT_FOUND;
    },
    report: () => toPolicyReport(issuer.iss, secrets.length, 0),
  };
}

async function importSecret(secret: Uint8Array<ArrayBuffer>, entry: AlgorithmEntry): Promise<VerificationKey> {
  const label = new TextEncoder().encode(THUMBPRINT_LABEL);
  const labelled = new Uint8Array(label.length + secret.length);
  labelled.set(label);
  labelled.set(secret, label.length);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', labelled));
  const parameters = { name: 'HMAC', hash: `SHA-${entry.hashBytes * 8}` };
  const key = await crypto.subtle.importKey('raw', secret, parameters, false, ['verify']);
  return { kid: null, thumbprint: base64url.encode(digest), key };
}
