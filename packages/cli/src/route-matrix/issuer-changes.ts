/**
 * What changed in who is trusted: the routes alone would not tell that another issuer's tokens meet them now.
 */
import type { PolicyDocument } from '@sallyport/core';

/** One issuer that differs. */
export interface IssuerChange {
  /** The name in the policy. */
  readonly issuer: string;
  readonly change: 'added' | 'changed' | 'removed';
  /** A changed issuer counts as wider: what another audience or key location lets in cannot be told from here. */
  readonly widens: boolean;
}

/** Every issuer that differs, in the order of the documents. */
export function listIssuerChanges(before: PolicyDocument, after: PolicyDocument): readonly IssuerChange[] {
  const names = [...new Set([...Object.keys(after.issuers), ...Object.keys(before.issuers)])];
  return names.flatMap((issuer): readonly IssuerChange[] => {
    const was = toIdentity(before, issuer);
    const is = toIdentity(after, issuer);
    if (was === is) return [];
    const change = was === null ? 'added' : is === null ? 'removed' : 'changed';
    return [{ issuer, change, widens: change !== 'removed' }];
  });
}

/** Equal texts for equal entries, however their keys are sorted; null without an entry. */
function toIdentity(document: PolicyDocument, name: string): string | null {
  if (!Object.hasOwn(document.issuers, name)) return null;
  const entry = document.issuers[name];
  const inherited = entry?.audience === undefined ? { audience: document.audience } : {};
  return JSON.stringify({ ...entry, ...inherited }, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
