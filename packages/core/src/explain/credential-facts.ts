/**
 * What a request's credential looks like, without the credential: how it is wrapped, where it was, whose it may be.
 *
 * Trust: the text stays in `token`, which only the phases read; every other member can be shown.
 */
import { parseTokenText } from '../credential/authorization.ts';
import { extractCredential } from '../credential/extract.ts';
import type { AuthorizeRequest, Denial, TokenSource } from '../decision/decision.ts';
import type { CompiledPolicy } from '../document/compiled.ts';
import { parseTarget } from '../routes/path.ts';

/** Why a credential is odd: what its text looks like. */
export type CredentialSign =
  | 'no_scheme'
  | 'other_scheme'
  | 'scheme_twice'
  | 'quoted'
  | 'spaced'
  | 'placeholder'
  | 'github'
  | 'google'
  | 'truncated'
  | 'elsewhere';

/** The facts. */
export interface CredentialFacts {
  /** What the phases read; past a failed extraction it is what was most likely meant. Never to be shown. */
  readonly token: string | null;
  readonly from: TokenSource;
  /** Why the extraction failed; null where it passed. */
  readonly denial: Denial | null;
  /** Characters of the token. */
  readonly length: number;
  readonly signs: readonly CredentialSign[];
  /** The scheme in the Authorization header where it is a plain word; null for none. */
  readonly scheme: string | null;
  readonly detail: string;
}

const AUTHORIZATION: TokenSource = { kind: 'authorization' };

/** The facts of the credential on one request. */
export function readCredential(
  policy: CompiledPolicy,
  request: AuthorizeRequest,
  sources: readonly TokenSource[],
): CredentialFacts {
  const extracted = extractCredential(policy, request, parseTarget(request.url), sources);
  const header = request.headers.get('authorization');
  const scheme = /^([A-Za-z]{1,20}) +\S/.exec(header ?? '')?.[1] ?? null;
  if (!('reason' in extracted)) {
    const { token, from } = extracted;
    return { token, from, denial: null, length: token.length, signs: toSigns(token), scheme, detail: 'one credential' };
  }
  const from = sources[0] ?? AUTHORIZATION;
  const meant = toMeant(header, sources);
  return {
    token: meant.token,
    from: meant.token === null ? from : AUTHORIZATION,
    denial: extracted,
    length: meant.token?.length ?? 0,
    signs: meant.signs,
    scheme,
    detail: extracted.reason === 'token_missing' ? 'no credential was found' : 'what was found is no bearer token',
  };
}

/** What was most likely meant by an Authorization value that was refused. */
function toMeant(
  header: string | null,
  sources: readonly TokenSource[],
): { readonly token: string | null; readonly signs: readonly CredentialSign[] } {
  if (header === null || header === '') return { token: null, signs: [] };
  const isRead = sources.some(({ kind }) => kind === 'authorization');
  const words = header.trim().split(/\s+/);
  const signs: CredentialSign[] = isRead ? [] : ['elsewhere'];
  const isBearer = words[0]?.toLowerCase() === 'bearer';
  if (words.length === 1 && !isBearer) signs.push('no_scheme');
  else if (!isBearer) signs.push('other_scheme');
  if (isBearer && words[1]?.toLowerCase() === 'bearer') signs.push('scheme_twice');
  const last = words.at(-1) ?? '';
  if (isBearer && words.length > 2 && !signs.includes('scheme_twice')) signs.push('spaced');
  const bare = last.replace(/^["']|["']$/g, '');
  if (bare !== last) signs.push('quoted');
  if (/^(?:\$|\{|<|%)/.test(bare)) signs.push('placeholder');
  const token = /^basic$/i.test(words[0] ?? '') || !('token' in parseTokenText(bare)) ? null : bare;
  return { token: token?.includes('.') ? token : null, signs };
}

function toSigns(token: string): readonly CredentialSign[] {
  if (/^(?:undefined|null|none|nan|token|your[-_]?token)$/i.test(token)) return ['placeholder'];
  if (/^(?:gh[opsur]_|github_pat_)/.test(token)) return ['github'];
  if (token.startsWith('ya29.')) return ['google'];
  return token.startsWith('eyJ') && token.split('.', 3).length === 2 ? ['truncated'] : [];
}
