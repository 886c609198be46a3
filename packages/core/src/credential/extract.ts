/**
 * The extract phase: finds the one credential that a request presents.
 *
 * Denies: `token_missing`, `scheme_unsupported`, `credential_malformed`, `credential_ambiguous`, `cross_site_request`.
 * Spec: RFC 6750 section 2 (one method a request).
 */
import type { AuthorizeRequest, Denial, TokenSource } from '../decision/decision.ts';
import type { CompiledPolicy } from '../document/compiled.ts';
import type { RequestTarget } from '../routes/path.ts';
import { type IsKnown, parseAuthorization, parseTokenText } from './authorization.ts';
import { readCookies } from './cookie.ts';
import { isSameSite } from './cross-site.ts';

/** A token's text and where it was found. */
export interface Credential {
  readonly token: string;
  readonly from: TokenSource;
}

/**
 * Reads the sources in order; the first that holds anything is the credential, good or bad.
 *
 * @param isKnown - Whether a text is that of a token which was extracted and verified before; asked of the credential's
 * text last. Default: none is.
 */
export function extractCredential(
  policy: CompiledPolicy,
  request: AuthorizeRequest,
  target: RequestTarget,
  sources: readonly TokenSource[],
  isKnown?: IsKnown,
): Credential | Denial {
  for (const from of sources) {
    const found = readSource(request, target, from, isKnown);
    if (found === null) continue;
    if ('reason' in found) return found;
    if (from.kind === 'cookie' && !isSameSite(policy, request, target)) return { reason: 'cross_site_request' };
    return { token: found.token, from };
  }
  return { reason: 'token_missing' };
}

function readSource(
  request: AuthorizeRequest,
  target: RequestTarget,
  from: TokenSource,
  isKnown: IsKnown | undefined,
): { readonly token: string } | Denial | null {
  switch (from.kind) {
    case 'authorization': {
      const value = request.headers.get('authorization');
      return value === null ? null : parseAuthorization(value, isKnown);
    }
    case 'header': {
      const value = request.headers.get(from.name);
      return value === null || value === '' ? null : parseTokenText(value, isKnown);
    }
    case 'cookie':
      return parseOnly(readCookies(request.headers.get('cookie') ?? '', from.name), isKnown);
    case 'query':
      return parseOnly(readQuery(target.rawQuery, from.name), isKnown);
  }
}

/** An emptied cookie or parameter is no credential; two of one name are two credentials (attack: cookie tossing). */
function parseOnly(
  values: readonly string[],
  isKnown: IsKnown | undefined,
): { readonly token: string } | Denial | null {
  const [first] = values;
  if (values.length > 1) return { reason: 'credential_ambiguous' };
  return first === undefined || first === '' ? null : parseTokenText(first, isKnown);
}

function readQuery(rawQuery: string, name: string): readonly string[] {
  return rawQuery === '' ? [] : new URLSearchParams(rawQuery).getAll(name);
}
