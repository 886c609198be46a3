/**
 * The keys that cases are signed with: made from fixed labels, so that a case has the same bytes in every run.
 *
 * ECDSA signs with one nonce for everything, which gives the key away at once and makes a signature cost microseconds.
 * Does not: protect anything.
 */
import { createECDH, createHash, createHmac, createPrivateKey, sign as signWith } from 'node:crypto';
import { createRsaKey } from './rsa-key.ts';

/** A public key as a key set lists it, and what signs for it. */
export interface Signer {
  readonly alg: string;
  readonly kid: string;
  /** Members of the public JWK without `kid`. */
  readonly jwk: Readonly<Record<string, string>>;
  readonly sign: (input: Uint8Array) => Buffer;
}

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const digest = (text: string | Uint8Array): Buffer => createHash('sha256').update(text).digest();
const toBigInt = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const toScalar = (label: string): bigint => (toBigInt(digest(label)) % (P256_ORDER - 1n)) + 1n;
const toBytes = (value: bigint, length: number): Buffer =>
  Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex');

function toPoint(scalar: bigint): { readonly x: Buffer; readonly y: Buffer } {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(toBytes(scalar, 32));
  const point = ecdh.getPublicKey();
  return { x: point.subarray(1, 33), y: point.subarray(33) };
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

const NONCE = toScalar('the nonce of every signature');
const NONCE_INVERSE = power(NONCE, P256_ORDER - 2n, P256_ORDER);
const R = toBigInt(toPoint(NONCE).x) % P256_ORDER;

function createEcSigner(kid: string, label: string = kid): Signer {
  const scalar = toScalar(label);
  const { x, y } = toPoint(scalar);
  const jwk = { kty: 'EC', crv: 'P-256', x: x.toString('base64url'), y: y.toString('base64url') };
  const sign = (input: Uint8Array): Buffer => {
    const s = (NONCE_INVERSE * (toBigInt(digest(input)) + R * scalar)) % P256_ORDER;
    return Buffer.concat([toBytes(R, 32), toBytes(s, 32)]);
  };
  return { alg: 'ES256', kid, jwk, sign };
}

function createEdSigner(kid: string, label: string = kid): Signer {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), digest(label)]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x = '' } = key.export({ format: 'jwk' });
  return { alg: 'EdDSA', kid, jwk: { kty: 'OKP', crv: 'Ed25519', x }, sign: (input) => signWith(null, input, key) };
}

function createRsaSigner(kid: string, exponent: bigint): Signer {
  const { privateJwk, jwk } = createRsaKey(exponent);
  const key = createPrivateKey({ key: privateJwk, format: 'jwk' });
  return { alg: 'RS256', kid, jwk, sign: (input) => signWith('sha256', input, key) };
}

/** An exponent of 1 leaves the padded hash as it is: anyone signs. */
function createRsaForger(kid: string): Signer {
  const { jwk } = createRsaKey(65537n);
  const prefix = Buffer.from('3031300d060960864801650304020105000420', 'hex');
  const sign = (input: Uint8Array): Buffer => {
    const info = Buffer.concat([prefix, digest(input)]);
    const filling = Buffer.alloc(256 - 3 - info.length, 0xff);
    return Buffer.concat([Buffer.from([0, 1]), filling, Buffer.from([0]), info]);
  };
  return { alg: 'RS256', kid, jwk: { ...jwk, e: 'AQ' }, sign };
}

/** What a forger takes for a secret: text of the public key. */
export function createHmacSigner(kid: string, secret: string): Signer {
  const sign = (input: Uint8Array): Buffer => createHmac('sha256', secret).update(input).digest();
  return { alg: 'HS256', kid, jwk: { kty: 'oct', k: Buffer.from(secret).toString('base64url') }, sign };
}

export const EC: Signer = createEcSigner('e1');
export const ED: Signer = createEdSigner('o1');
export const RSA: Signer = createRsaSigner('r1', 65537n);
/** Keys that every set of ours lists, and their holders sign for. */
export const SIGNERS: readonly Signer[] = [EC, createEcSigner('e2'), ED, RSA];
/** Keys of strangers who claim the id of one of ours. */
export const STRANGERS: readonly Signer[] = [
  createEcSigner('e1', 'a stranger'),
  createEdSigner('o1', 'a stranger'),
  createHmacSigner('e1', JSON.stringify(EC.jwk)),
  createHmacSigner('r1', ''),
];
/** Keys whose exponent no key should have; of `r1`'s modulus. */
export const ODD_RSA: readonly Signer[] = [createRsaForger('r1'), createRsaSigner('r1', (1n << 40n) + 15n)];
/** Further keys, for sets with many. */
export const SPARE: readonly Signer[] = ['e3', 'e4', 'e5', 'e6', 'e7'].map((kid) => createEcSigner(kid));

/** The other signature that verifies wherever an ECDSA signature does. */
export function toMalleable(signature: Uint8Array): Buffer {
  const halves = Buffer.concat([signature, Buffer.alloc(64)]);
  const s = toBigInt(halves.subarray(32, 64));
  return Buffer.concat([halves.subarray(0, 32), toBytes((P256_ORDER - (s % P256_ORDER)) % P256_ORDER, 32)]);
}
