/**
 * Tokens signed with a shared secret, for policies whose issuer has `hmac`.
 *
 * Spec: RFC 7518 section 3.2.
 */
import { type MintOptions, signToken, toHeader, toPayload } from './mint.ts';
import { realClock } from './platform.ts';
import { toShape } from './shape.ts';

/** What signs, and for whom. */
export interface HmacOptions extends Omit<MintOptions, 'key' | 'algorithm'> {
  /** Text is taken as UTF-8. RFC 7518 asks for at least the hash's length: 32, 48 or 64 bytes. */
  readonly secret: string | Uint8Array;
  /** Default `HS256`. */
  readonly algorithm?: 'HS256' | 'HS384' | 'HS512';
  /** Default `https://issuer.test`. */
  readonly issuer?: string;
  /** Epoch milliseconds; default the real clock. */
  readonly clock?: () => number;
}

/**
 * Mints an RFC 9068 token without a `kid`, signed with a secret.
 *
 * @param claims - Set over the usual ones; `undefined` removes a claim.
 * @example
 * const token = await mintHmac({ secret: 'a secret of at least thirty-two bytes' }, { sub: 'machine-1' });
 */
export function mintHmac(options: HmacOptions, claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const shape = toShape(undefined);
  const minter = {
    iss: options.issuer ?? shape.issuer,
    shape,
    audience: shape.audience,
    nowSeconds: (options.clock ?? realClock)() / 1000,
    algorithm: options.algorithm ?? 'HS256',
    kid: undefined,
  };
  const { secret } = options;
  const { algorithm: _own, ...facts } = options;
  const key = typeof secret === 'string' ? new TextEncoder().encode(secret) : secret;
  return signToken(toHeader(minter, facts), toPayload(minter, claims, facts), key);
}
