/**
 * Signs with the gate's current key and tells its public keys, the current and the next.
 *
 * Trust: private keys are imported once, not extractable, on the first request that needs one; nothing of them enters a
 * message or a log line. Only key objects outlive a request: on workerd a promise dies with the request that made it.
 * Spec: RFC 7515 section 3.1, RFC 7517 section 5, RFC 7518 section 3.4, RFC 7638 section 3.
 */
import type { AssertionKey, AssertionKeys, PrivateJwk } from '@sallyport/core';
import { logProblem, toErrorName } from '../log.ts';
import { toBase64Url } from './base64url.ts';

/** The type that every assertion states; no gate accepts a token of it. */
export const ASSERTION_TYPE = 'sallyport-assertion+jwt';

/** A public key as the gate publishes it. */
export interface PublishedKey extends Omit<PrivateJwk, 'd'> {
  /** The RFC 7638 SHA-256 thumbprint. */
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

/** A gate's voice towards its origin. Both calls throw where a key's parts do not belong together, which is logged once. */
export interface AssertionSigner {
  /** A compact JWS over the claims, of the type `sallyport-assertion+jwt`. */
  readonly sign: (claims: object) => Promise<string>;
  /** The current key, then the next. */
  readonly publicKeys: () => Promise<readonly PublishedKey[]>;
}

interface OpenKey {
  readonly published: PublishedKey;
  readonly privateKey: CryptoKey;
}

const EC = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const ES256 = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** A signer over keys of the right form. */
export function createAssertionSigner({ current, next }: AssertionKeys): AssertionSigner {
  const openCurrent = openOnce(current);
  const openNext = next && openOnce(next);
  return {
    sign: async (claims) => {
      const { published, privateKey } = await openCurrent();
      const header = { typ: ASSERTION_TYPE, alg: 'ES256', kid: published.kid };
      const input = [header, claims].map((part) => toBase64Url(toBytes(JSON.stringify(part)))).join('.');
      return `${input}.${toBase64Url(await crypto.subtle.sign(ES256, privateKey, toBytes(input)))}`;
    },
    publicKeys: async () => {
      const opened = [await openCurrent(), ...(openNext === null ? [] : [await openNext()])];
      return opened.map(({ published }) => published);
    },
  };
}

function openOnce(key: AssertionKey): () => Promise<OpenKey> {
  let opened: OpenKey | null = null;
  let isReported = false;
  return async () => {
    try {
      opened ??= await openKey(key.jwk);
      return opened;
    } catch (error) {
      if (!isReported) logProblem('assertion_key_unusable', { variable: key.variable, error: toErrorName(error) });
      isReported = true;
      throw new Error(`The key in ${key.variable} cannot sign.`);
    }
  };
}

async function openKey(jwk: PrivateJwk): Promise<OpenKey> {
  const { kty, crv, x, y, d } = jwk;
  // Throws too where the private part is another key's: BoringSSL and OpenSSL check the pair.
  const privateKey = await crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, EC, false, ['sign']);
  const digest = await crypto.subtle.digest('SHA-256', toBytes(JSON.stringify({ crv, kty, x, y })));
  return { privateKey, published: { kty, crv, x, y, kid: toBase64Url(digest), alg: 'ES256', use: 'sig' } };
}

function toBytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
