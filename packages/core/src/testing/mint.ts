/**
 * One signed token: the shape's claims, then what the test asks for over them.
 *
 * Spec: RFC 7515 section 3.1, RFC 7519.
 */
import { CompactSign } from 'jose';
import type { IssuerShape, TokenFacts } from './issuer-shape.ts';
import type { TestPreset } from './shape.ts';
import type { KeyChoice, SigningKey, TestAlgorithm } from './signing-keys.ts';

/** What differs from an ordinary token of the issuer, beside single claims. */
export interface MintOptions {
  /** Seconds from the issuer's clock to `exp`; default 900. Zero or less makes a token that expired that long ago. */
  readonly expiresInSeconds?: number;
  /** Header parameters set over the shape's; `undefined` removes one. `alg` follows `algorithm`. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** Default `current`. */
  readonly key?: KeyChoice;
  /** Default: the issuer's own. Another one gets a key of its own, published from then on. */
  readonly algorithm?: TestAlgorithm;
  /** The provider whose token shape this one takes on; default the issuer's own. */
  readonly preset?: TestPreset;
  /** Facts, each written where the issuer's shape keeps it (`scp`, `scope`, `cognito:groups`). */
  readonly subject?: string;
  readonly clientId?: string;
  readonly audience?: string | readonly string[];
  readonly kind?: 'user' | 'client';
  readonly scopes?: readonly string[];
  readonly permissions?: readonly string[];
  readonly roles?: readonly string[];
  readonly groups?: readonly string[];
}

/** What is known of the issuer when it mints. */
export interface Minter {
  readonly iss: string;
  readonly shape: IssuerShape;
  readonly audience: string | readonly string[];
  /** Epoch seconds. */
  readonly nowSeconds: number;
  readonly algorithm: string;
  readonly kid: string | undefined;
}

/** How long before its end an ordinary token was issued, in seconds. */
export const TOKEN_LIFETIME_SECONDS = 900;

/** The payload: shape, then time, then the test's own claims; those set to `undefined` are left out. */
export function toPayload(minter: Minter, claims: Readonly<Record<string, unknown>>, options: MintOptions): object {
  const lifetimeSeconds = options.expiresInSeconds ?? TOKEN_LIFETIME_SECONDS;
  const expiresAt = Math.floor(minter.nowSeconds + lifetimeSeconds);
  const issuedAt = lifetimeSeconds > 0 ? Math.floor(minter.nowSeconds) : expiresAt - TOKEN_LIFETIME_SECONDS;
  const shaped = minter.shape.toClaims(toFacts(minter, options), crypto.randomUUID(), minter.iss);
  return { iss: minter.iss, ...shaped, iat: issuedAt, exp: expiresAt, ...claims };
}

/** The header: the shape's `typ` and the key's `kid`, then the test's own parameters. */
export function toHeader(minter: Minter, options: MintOptions): { alg: string; [name: string]: unknown } {
  const typ = minter.shape.typ === null ? {} : { typ: minter.shape.typ };
  const kid = minter.kid === undefined ? {} : { kid: minter.kid };
  return { ...typ, ...kid, ...options.header, alg: minter.algorithm };
}

/** Signs a header and a payload; every `crit` name is admitted, so that a gate's refusal of it can be tested. */
export async function signToken(
  header: { alg: string; [name: string]: unknown },
  payload: object,
  key: SigningKey['privateKey'] | Uint8Array,
): Promise<string> {
  const { crit } = header;
  const critical = Array.isArray(crit) ? crit.map((name) => [String(name), true]) : [];
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader(header)
    .sign(key, { crit: Object.fromEntries(critical) });
}

function toFacts(minter: Minter, options: MintOptions): TokenFacts {
  const kind = options.kind ?? 'user';
  const audience = options.audience ?? minter.audience;
  const clientId = options.clientId ?? minter.shape.toClientId(audience);
  return {
    kind,
    clientId,
    subject: options.subject ?? (kind === 'client' ? clientId : 'user-1'),
    audience,
    scopes: options.scopes ?? [],
    permissions: options.permissions ?? [],
    roles: options.roles ?? [],
    groups: options.groups ?? [],
  };
}
