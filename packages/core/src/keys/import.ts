/**
 * Turns a selected key into one that verifies, imported once for each algorithm.
 *
 * Memoised are values, not promises: on workerd a promise belongs to the request that made it and dies with it, and a
 * second import of one key costs microseconds. A key that the runtime refuses stays refused until the next set.
 * Spec: RFC 7638 (thumbprints), W3C Web Cryptography (`importKey`).
 */
import { calculateJwkThumbprint, importJWK } from 'jose';
import type { AlgorithmEntry } from '../token/algorithms.ts';
import type { TellKeyEvent } from './events.ts';
import type { KeyRefusal, KeyRules, PublicKey } from './jwk.ts';
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
  try {
    const thumbprint = await calculateJwkThumbprint(material.jwk);
    if (rules.blockedKeys.has(thumbprint)) return 'blocked';
    const key = await importJWK(material.jwk, entry.name, { extractable: false });
    return key instanceof Uint8Array ? 'import_failed' : { kid, thumbprint, key };
  } catch {
    // Anything at all: runtimes throw DOMException, TypeError and their own errors for points off the curve.
    return 'import_failed';
  }
}
