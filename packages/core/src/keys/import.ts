/**
 * Turns a selected key into one that verifies, imported once for each algorithm.
 *
 * Memoised are values, not promises: on workerd a promise belongs to the request that made it and dies with it, and a
 * second import of one key costs microseconds. A key that the runtime refuses stays refused until the next set.
 * Not by jose, which brings every kind of key it can import into the bundle of a cold start; its answers are the tests'.
 * Spec: RFC 7638 (thumbprints), W3C Web Cryptography (`importKey`).
 */
import { base64url } from 'jose';
import type { AlgorithmEntry } from '../token/algorithms.ts';
import type { TellKeyEvent } from './events.ts';
import type { KeyRefusal, KeyRules, PublicKey } from './jwk.ts';
import type { PublicMaterial } from './material.ts';
import type { VerificationKey } from './source.ts';

/** The key, ready for the algorithm, or null for one that the runtime refuses or the policy blocks; told of once. */
export async function importKey(
  key: PublicKey,
  entry: AlgorithmEntry,
  rules: KeyRules,
  tell: TellKeyEvent,
): Promise<VerificationKey | null> {
  const known = key.imported.get(entry.name);
  if (known !== undefined) return known;
  const imported = await importMaterial(key, entry, rules);
  // A query that ran beside this one may have finished first; its key stays the one in use.
  const first = key.imported.get(entry.name);
  if (first !== undefined) return first;
  const usable = typeof imported === 'string' ? null : imported;
  key.imported.set(entry.name, usable);
  if (typeof imported === 'string') tell('refused_key', imported);
  return usable;
}

async function importMaterial(
  { kid, material }: PublicKey,
  entry: AlgorithmEntry,
  rules: KeyRules,
): Promise<VerificationKey | KeyRefusal> {
  // Side by side: the first decision of a fresh environment waits for both.
  const [thumbprint, imported] = await Promise.allSettled([toThumbprint(material), toCryptoKey(material, entry)]);
  if (thumbprint.status === 'fulfilled' && rules.blockedKeys.has(thumbprint.value)) return 'blocked';
  // Anything at all: runtimes throw DOMException, TypeError and their own errors for points off the curve.
  if (thumbprint.status === 'rejected' || imported.status === 'rejected') return 'import_failed';
  return { kid, thumbprint: thumbprint.value, key: imported.value };
}

// Async, so that a runtime that throws at once is one that rejects.
async function toCryptoKey({ jwk }: PublicMaterial, entry: AlgorithmEntry): Promise<CryptoKey> {
  return crypto.subtle.importKey('jwk', jwk, toImportParameters(entry), false, ['verify']);
}

/** The material has the required members and no others: sorted by name and hashed (RFC 7638 section 3). */
async function toThumbprint({ jwk }: PublicMaterial): Promise<string> {
  const members = Object.entries(jwk).sort(([one], [other]) => (one < other ? -1 : 1));
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(members)));
  return base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', text)));
}

function toImportParameters({
  verifyParameters: { name },
  hashBytes,
  crv,
}: AlgorithmEntry): RsaHashedImportParams | EcKeyImportParams {
  return crv === null ? { name, hash: `SHA-${hashBytes * 8}` } : { name, namedCurve: crv };
}
