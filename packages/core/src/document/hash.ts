/**
 * Which policy decided: a hash that two gates with one policy share.
 *
 * Does not: cover `tests` and `$schema`, which decide nothing.
 */
import { toCanonicalJson } from './canonical-json.ts';
import type { BuiltPolicy, Policy, PolicyDocument } from './policy.ts';

/** The lower-case hex SHA-256 of the document's canonical JSON, without `tests` and `$schema`. */
export async function hashPolicy(document: PolicyDocument): Promise<string> {
  const { $schema: _schema, tests: _tests, ...deciding } = document;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(toCanonicalJson(deciding)));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether a policy is what `sallyport build` wrote: a document with its hash, held to public hosts. */
export function isBuiltPolicy(policy: Policy): policy is BuiltPolicy {
  return (
    typeof policy === 'object' &&
    policy !== null &&
    Object.hasOwn(policy, 'sha256') &&
    Object.hasOwn(policy, 'document')
  );
}
