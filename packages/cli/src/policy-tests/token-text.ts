/**
 * A supposed token as reports name it.
 *
 * Does not: show a claim's value, which may be a person's.
 */
import type { SupposedToken } from '@sallyport/core';

const FACTS = ['scopes', 'permissions', 'roles', 'groups'] as const;

/** `no token`, or the issuer's name and what the token holds, such as `staff scopes=read:orders claims=sub`. */
export function toTokenText(token: SupposedToken | null): string {
  if (token === null) return 'no token';
  const facts = FACTS.flatMap((fact) => {
    const values = token[fact];
    return values === undefined || values.length === 0 ? [] : [`${fact}=${values.join(',')}`];
  });
  const claims = Object.keys(token.claims ?? {});
  return [token.issuer, ...facts, ...(claims.length === 0 ? [] : [`claims=${claims.join(',')}`])].join(' ');
}
