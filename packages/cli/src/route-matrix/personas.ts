/**
 * The columns of the route matrix: nobody, a bare token of each issuer, the scope sets that routes ask for, and the
 * tokens of the policy's tests.
 */
import type { CompiledPolicy, SupposedToken, TestEntry } from '@sallyport/core';
import { type Leaf, listLeaves } from '../policy-tests/leaves.ts';
import { toTokenText } from '../policy-tests/token-text.ts';

/** One column. */
export interface Persona {
  /** Unique in its matrix: what the token holds, numbered where two read alike. */
  readonly label: string;
  readonly token: SupposedToken | null;
}

/** The personas of a policy, each token once. */
export function toPersonas(policy: CompiledPolicy, tests: readonly TestEntry[]): readonly Persona[] {
  const names = [...new Set(policy.issuers.map(({ name }) => name))];
  const bare = names.map((issuer): SupposedToken => ({ issuer }));
  const scoped = policy.routes.routes.flatMap(({ access }) =>
    access.requirement === null ? [] : toScopedTokens(listLeaves(access.requirement), names),
  );
  const tested = tests.flatMap(({ token }) => token ?? []);
  const distinct = new Map([...bare, ...scoped, ...tested].map((token) => [toIdentity(token), token]));
  const uses = new Map<string, number>();
  return [null, ...distinct.values()].map((token) => {
    const text = toTokenText(token);
    const use = (uses.get(text) ?? 0) + 1;
    uses.set(text, use);
    return { label: use === 1 ? text : `${text} #${use}`, token };
  });
}

/** A token for each scope set and each issuer that may come; of scopes that do one by one, each is a set. */
function toScopedTokens(leaves: readonly Leaf[], issuerNames: readonly string[]): readonly SupposedToken[] {
  const named = new Set(leaves.flatMap((leaf) => (leaf.kind === 'issuer' ? leaf.names : [])));
  const issuers = named.size === 0 ? issuerNames : issuerNames.filter((name) => named.has(name));
  const sets = leaves.flatMap((leaf) => {
    if (leaf.kind !== 'many' || leaf.fact !== 'scopes') return [];
    return leaf.mode === 'all' ? [leaf.values] : leaf.values.map((value) => [value]);
  });
  return issuers.flatMap((issuer) => sets.map((scopes) => ({ issuer, scopes })));
}

function toIdentity(token: SupposedToken): string {
  const lists = [token.scopes, token.permissions, token.roles, token.groups].map((list) => [...(list ?? [])].sort());
  return JSON.stringify([token.issuer, lists, token.claims ?? {}]);
}
