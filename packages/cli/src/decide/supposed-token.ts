/**
 * Reads the `token` member of a line: the form that policy tests use.
 */
import type { SupposedToken } from '@sallyport/core';

const LISTS = ['scopes', 'roles', 'permissions', 'groups'] as const;
const MEMBERS: readonly string[] = ['issuer', ...LISTS, 'claims'];

/** A supposed token, null for a request without one, or one sentence on why it cannot be read. */
export function parseSupposedToken(
  value: unknown,
): { readonly supposed: SupposedToken | null } | { readonly problem: string } {
  if (value === null) return { supposed: null };
  if (typeof value !== 'object' || Array.isArray(value)) return { problem: '"token" is not an object' };
  const members = new Map<string, unknown>(Object.entries(value));
  for (const name of members.keys()) {
    if (!MEMBERS.includes(name)) return { problem: `"token" takes only ${MEMBERS.join(', ')}` };
  }
  const issuer = members.get('issuer');
  if (typeof issuer !== 'string') return { problem: '"token.issuer" is missing or not a string' };
  const claims = members.get('claims');
  if (claims !== undefined && !isClaims(claims)) return { problem: '"token.claims" is not an object' };
  const lists: { -readonly [Name in (typeof LISTS)[number]]?: readonly string[] } = {};
  for (const name of LISTS) {
    const list = members.get(name);
    if (list === undefined) continue;
    if (!isStrings(list)) return { problem: `"token.${name}" is not a list of strings` };
    lists[name] = list;
  }
  return { supposed: { issuer, ...lists, ...(claims === undefined ? {} : { claims }) } };
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isClaims(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
