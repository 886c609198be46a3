/**
 * What changed in who is trusted: the routes alone would not tell that another issuer's tokens meet them now.
 */
import type { IssuerEntry, PolicyDocument } from '@sallyport/core';
import { toIdentity } from './settings.ts';

type IssuerSource = NonNullable<IssuerEntry['tokenFrom']>[number];

/** One issuer that differs. */
export interface IssuerChange {
  /** The name in the policy. */
  readonly issuer: string;
  readonly change: 'added' | 'changed' | 'removed';
  /** A changed issuer counts as wider: what another audience or key location lets in cannot be told from here. */
  readonly widens: boolean;
  /** The keys of a changed issuer that differ, an inherited `audience` among them. */
  readonly keys: readonly string[];
}

/** Every issuer that differs, in the order of the documents. */
export function listIssuerChanges(before: PolicyDocument, after: PolicyDocument): readonly IssuerChange[] {
  const names = [...new Set([...Object.keys(after.issuers), ...Object.keys(before.issuers)])];
  return names.flatMap((issuer): readonly IssuerChange[] => {
    const was = toEntry(before, issuer);
    const is = toEntry(after, issuer);
    if (was === null) return [{ issuer, change: 'added', widens: true, keys: [] }];
    if (is === null) return [{ issuer, change: 'removed', widens: false, keys: [] }];
    const keys = [...new Set([...is.keys(), ...was.keys()])].filter((key) => was.get(key) !== is.get(key));
    return keys.length === 0 ? [] : [{ issuer, change: 'changed', widens: true, keys }];
  });
}

/** The keys with a text for each value; null without an entry. */
function toEntry(document: PolicyDocument, name: string): ReadonlyMap<string, string> | null {
  const entry = Object.hasOwn(document.issuers, name) ? document.issuers[name] : undefined;
  if (entry === undefined) return null;
  const inherited = entry.audience === undefined ? { audience: document.audience } : {};
  const members = Object.entries({ ...entry, ...inherited }).filter(([, value]) => value !== undefined);
  return new Map(members.map(([key, value]) => [key, toText(key, value)]));
}

/** The words of a reason change nothing: that there is one is what counts, as at the top of routes. */
function toText(key: string, value: unknown): string {
  if (key === 'unsafeNoAudience') return 'set';
  if (key !== 'tokenFrom' || !Array.isArray(value)) return toIdentity(value);
  return toIdentity(value.map((source: IssuerSource) => withoutWhy(source)));
}

function withoutWhy(source: IssuerSource): unknown {
  if (typeof source === 'string' || !('unsafeQueryToken' in source)) return source;
  return { unsafeQueryToken: source.unsafeQueryToken.name };
}
