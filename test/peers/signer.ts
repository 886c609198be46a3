/**
 * Signs the tokens of the comparison, well-formed ones and others: header and payload are written as a row says.
 */
import { generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from 'node:crypto';

export const ISSUER = 'https://tokens.acme.dev';
export const AUDIENCE = 'https://api.acme.dev';
/** Where the clock stands first: every contender and every token reads the same stopped `Date`. */
export const START_MS = 1_900_000_000_000;
export const LIFETIME_SECONDS = 10_800;

/** A signing key and what the issuer publishes of it. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: JsonWebKey & { readonly kid: string };
}

/** What differs from an ordinary access token. A member that is undefined is left out. */
export interface TokenChanges {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Rewrites the payload's JSON text, for what no object can say. */
  readonly rewrite?: (json: string) => string;
  /** Rewrites the header's JSON text. */
  readonly rewriteHeader?: (json: string) => string;
  readonly key?: SigningKey;
}

export interface Signer {
  /** The current key. */
  readonly key: SigningKey;
  readonly token: (changes?: TokenChanges) => string;
}

/** A fresh ES256 key. */
export function createSigningKey(kid: string): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  return { kid, privateKey, jwk: { ...jwk, kid, alg: 'ES256', use: 'sig' } };
}

/** A signer with a key of its own; `typ` is that of its tokens. */
export function createSigner(typ: 'JWT' | 'at+jwt'): Signer {
  const key = createSigningKey('current');
  return {
    key,
    token: ({ header = {}, claims = {}, rewrite = same, rewriteHeader = same, key: signing = key } = {}) => {
      const protectedHeader = { alg: 'ES256', typ, kid: signing.kid, ...header };
      const input = `${toSegment(rewriteHeader(JSON.stringify(protectedHeader)))}.${toSegment(rewrite(JSON.stringify(toClaims(claims))))}`;
      const signature = sign('sha256', Buffer.from(input), { key: signing.privateKey, dsaEncoding: 'ieee-p1363' });
      return `${input}.${signature.toString('base64url')}`;
    },
  };
}

/** The claims of an ordinary RFC 9068 access token, and those that a row sets over them. */
export function toClaims(claims: Readonly<Record<string, unknown>>): object {
  const nowSeconds = Math.floor(Date.now() / 1000);
  return {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: SUBJECT,
    client_id: 'client-1',
    jti: 'token-1',
    iat: nowSeconds,
    exp: nowSeconds + LIFETIME_SECONDS,
    ...claims,
  };
}

/** Told apart from everything else that an error may say. */
export const SUBJECT = 'subject-7f3a9c';

/** Text as a token's segment. */
export function toSegment(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function same(text: string): string {
  return text;
}
