/**
 * Which policy decided: a hash that two gates with one policy share, whether inline or built.
 *
 * Does not: cover what decides nothing: `tests`, `$schema`, whether a preset's data is written out.
 */
import { toCanonicalJson } from './canonical-json.ts';
import { expandPolicy } from './expand.ts';
import type { PolicyDocument } from './policy.ts';

/**
 * The lower-case hex SHA-256 of the expanded document's canonical JSON, without `tests` and `$schema`.
 *
 * The issuers are a list of names and entries in their own order, by which the places of tokens are tried; the order of
 * all other members is left out.
 */
export async function hashPolicy(document: PolicyDocument): Promise<string> {
  const expanded = expandPolicy(document);
  const text = toCanonicalJson({ ...expanded, issuers: Object.entries(expanded.issuers) });
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
