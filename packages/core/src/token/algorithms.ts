/**
 * The signature algorithms a policy can name, each resolved once to all that verification needs.
 *
 * Spec: RFC 7518 section 3, RFC 8037, RFC 9864 (`Ed25519` names what `EdDSA` meant here).
 */

/** The name under which an algorithm is configured and allowed; `Ed25519` in a header or key means `EdDSA`. */
export type SignatureAlgorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'
  | 'HS256'
  | 'HS384'
  | 'HS512';

/** How one algorithm verifies and which keys fit it. */
export interface AlgorithmEntry {
  readonly name: SignatureAlgorithm;
  readonly kty: 'RSA' | 'EC' | 'OKP' | 'oct';
  /** The curve a key must name, null for RSA and HMAC. */
  readonly crv: 'P-256' | 'P-384' | 'P-521' | 'Ed25519' | null;
  /** Hash length in bytes, the least length of an HMAC secret (RFC 7518 section 3.2). */
  readonly hashBytes: number;
  /** Exact signature length in bytes; null where it follows the key (RSA). */
  readonly signatureBytes: number | null;
  readonly verifyParameters: Algorithm | RsaPssParams | EcdsaParams;
}

const rsa = (name: SignatureAlgorithm, bits: 256 | 384 | 512): AlgorithmEntry => ({
  name,
  kty: 'RSA',
  crv: null,
  hashBytes: bits / 8,
  signatureBytes: null,
  verifyParameters: { name: 'RSASSA-PKCS1-v1_5' },
});
const pss = (name: SignatureAlgorithm, bits: 256 | 384 | 512): AlgorithmEntry => ({
  name,
  kty: 'RSA',
  crv: null,
  hashBytes: bits / 8,
  signatureBytes: null,
  verifyParameters: { name: 'RSA-PSS', saltLength: bits / 8 },
});
const ecdsa = (
  name: SignatureAlgorithm,
  crv: 'P-256' | 'P-384' | 'P-521',
  bits: 256 | 384 | 512,
  signatureBytes: number,
): AlgorithmEntry => ({
  name,
  kty: 'EC',
  crv,
  hashBytes: bits / 8,
  signatureBytes,
  verifyParameters: { name: 'ECDSA', hash: `SHA-${bits}` },
});
const hmac = (name: SignatureAlgorithm, bits: 256 | 384 | 512): AlgorithmEntry => ({
  name,
  kty: 'oct',
  crv: null,
  hashBytes: bits / 8,
  signatureBytes: bits / 8,
  verifyParameters: { name: 'HMAC' },
});
const ed25519: AlgorithmEntry = {
  name: 'EdDSA',
  kty: 'OKP',
  crv: 'Ed25519',
  hashBytes: 64,
  signatureBytes: 64,
  verifyParameters: { name: 'Ed25519' },
};

// A Map, never an object: `alg: "__proto__"` must find nothing.
const ENTRIES: ReadonlyMap<string, AlgorithmEntry> = new Map(
  [
    rsa('RS256', 256),
    rsa('RS384', 384),
    rsa('RS512', 512),
    pss('PS256', 256),
    pss('PS384', 384),
    pss('PS512', 512),
    ecdsa('ES256', 'P-256', 256, 64),
    ecdsa('ES384', 'P-384', 384, 96),
    ecdsa('ES512', 'P-521', 512, 132),
    ed25519,
    hmac('HS256', 256),
    hmac('HS384', 384),
    hmac('HS512', 512),
  ].map((entry) => [entry.name, entry]),
);

/** The algorithms an issuer accepts when its policy names none: every asymmetric one. */
export const ASYMMETRIC_ALGORITHMS: readonly SignatureAlgorithm[] = [...ENTRIES.values()]
  .filter((entry) => entry.kty !== 'oct')
  .map((entry) => entry.name);

/** Every algorithm name a policy may list, `Ed25519` included. */
export const ALGORITHM_NAMES: readonly string[] = [...ENTRIES.keys(), 'Ed25519'];

/** The entry of an `alg` value (header, JWK or policy), or null when it names no supported algorithm. */
export function toAlgorithm(alg: string): AlgorithmEntry | null {
  return ENTRIES.get(alg === 'Ed25519' ? 'EdDSA' : alg) ?? null;
}
