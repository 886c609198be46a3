import { exportJWK, importJWK, type JWK } from 'jose';
import { describe, expect, test } from 'vitest';
import {
  ALGORITHM_NAMES,
  type AlgorithmEntry,
  ASYMMETRIC_ALGORITHMS,
  toAlgorithm,
} from '../../../packages/core/src/token/algorithms.ts';
import { verifyToken } from '../../../packages/core/src/token/verify.ts';

// RFC 7518 sections 3.2 to 3.5 and RFC 8037 section 3.1, with how WebCrypto makes such a signature.
const SIGNATURES: ReadonlyArray<{
  readonly name: string;
  readonly kty: string;
  readonly crv: string | null;
  readonly hashBytes: number;
  readonly signatureBytes: number | null;
  readonly key: RsaHashedImportParams | EcKeyImportParams | Algorithm;
  readonly sign: AlgorithmIdentifier | RsaPssParams | EcdsaParams;
}> = [
  ...[256, 384, 512].flatMap((bits) => {
    const rsa = { kty: 'RSA', crv: null, hashBytes: bits / 8, signatureBytes: null };
    const hash = `SHA-${bits}`;
    const pkcs = { name: 'RSASSA-PKCS1-v1_5', hash };
    return [
      { name: `RS${bits}`, ...rsa, key: pkcs, sign: pkcs },
      { name: `PS${bits}`, ...rsa, key: { name: 'RSA-PSS', hash }, sign: { name: 'RSA-PSS', saltLength: bits / 8 } },
    ];
  }),
  ...(
    [
      ['P-256', 256, 64],
      ['P-384', 384, 96],
      ['P-521', 512, 132],
    ] as const
  ).map(([crv, bits, signatureBytes]) => ({
    name: `ES${bits}`,
    kty: 'EC',
    crv,
    hashBytes: bits / 8,
    signatureBytes,
    key: { name: 'ECDSA', namedCurve: crv },
    sign: { name: 'ECDSA', hash: `SHA-${bits}` },
  })),
  {
    name: 'EdDSA',
    kty: 'OKP',
    crv: 'Ed25519',
    hashBytes: 64,
    signatureBytes: 64,
    key: { name: 'Ed25519' },
    sign: { name: 'Ed25519' },
  },
];
const HMACS = [256, 384, 512].map((bits) => ({ name: `HS${bits}`, bytes: bits / 8, hash: `SHA-${bits}` }));

const entryOf = (name: string): AlgorithmEntry => {
  const entry = toAlgorithm(name);
  if (entry === null) throw new Error(`no algorithm ${name}`);
  return entry;
};

// One pair for every RSA algorithm: it is read again as a JWK, which is bound to none of them.
const rsaPair = await crypto.subtle.generateKey(
  { name: 'RSA-PSS', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
  true,
  ['sign', 'verify'],
);

async function generate(params: RsaHashedImportParams | EcKeyImportParams | Algorithm): Promise<CryptoKeyPair> {
  if (params.name.startsWith('RSA')) return rsaPair;
  const pair = await crypto.subtle.generateKey(params, true, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new Error('a secret');
  return pair;
}

/** The key as a JWK that names no algorithm and no use. */
async function toPlainJwk(key: CryptoKey): Promise<JWK> {
  const { alg: _alg, key_ops: _operations, ext: _ext, ...jwk } = await exportJWK(key);
  return jwk;
}

const signingInput = new TextEncoder().encode('header.payload');
const tokenOf = (signature: ArrayBuffer) => ({
  trust: 'unverified' as const,
  header: { alg: 'any', kid: null, typ: { kind: 'absent' as const }, crit: 'absent' as const },
  payload: {},
  signingInput,
  signature: new Uint8Array(signature),
});

describe('every signature algorithm', () => {
  test.each(SIGNATURES)('$name verifies what a signer of its RFC signs, and nothing else', async (expected) => {
    const { name, key, sign } = expected;
    const pair = await generate(key);
    const signer = await crypto.subtle.importKey('jwk', await toPlainJwk(pair.privateKey), key, false, ['sign']);
    const verifier = await importJWK(await toPlainJwk(pair.publicKey), name);
    if (verifier instanceof Uint8Array) throw new Error('a secret');
    const signature = await crypto.subtle.sign(sign, signer, signingInput);
    const candidates = [{ kid: null, thumbprint: 'good', key: verifier }];
    const entry = entryOf(name);
    expect(await verifyToken(tokenOf(signature), entry, candidates)).toMatchObject({ keyThumbprint: 'good' });
    const changed = { ...tokenOf(signature), signingInput: new TextEncoder().encode('header.payloae') };
    expect(await verifyToken(changed, entry, candidates)).toEqual({ reason: 'signature_invalid' });
    for (const other of SIGNATURES.filter((one) => one.name !== name)) {
      const verdict = await verifyToken(tokenOf(signature), entryOf(other.name), candidates);
      // The hash of an RSASSA-PKCS1-v1_5 verification is the key's own, so its three names are told apart by the key.
      const isSame = name.startsWith('RS') && other.name.startsWith('RS');
      expect([other.name, 'reason' in verdict]).toEqual([other.name, !isSame]);
    }
  });

  test.each(SIGNATURES)('$name fits the keys that its RFC names, by type, curve and length', (expected) => {
    const { name, kty, crv, hashBytes, signatureBytes } = expected;
    expect(toAlgorithm(name)).toMatchObject({ name, kty, crv, hashBytes, signatureBytes });
  });

  test.each(HMACS)('$name takes a secret of its hash at least, and verifies its MAC', async ({ name, bytes, hash }) => {
    const entry = entryOf(name);
    expect(entry).toMatchObject({ name, kty: 'oct', crv: null, hashBytes: bytes, signatureBytes: bytes });
    const secret = new Uint8Array(bytes).fill(7);
    const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash }, false, ['sign', 'verify']);
    const signature = await crypto.subtle.sign('HMAC', key, signingInput);
    const candidates = [{ kid: null, thumbprint: 'secret', key }];
    expect(await verifyToken(tokenOf(signature), entry, candidates)).toMatchObject({ keyThumbprint: 'secret' });
    expect(await verifyToken(tokenOf(signature.slice(0, 16)), entry, candidates)).toEqual({
      reason: 'signature_invalid',
    });
  });
});

describe('the names of algorithms', () => {
  test('an issuer that names none accepts every asymmetric one and no HMAC', () => {
    expect([...ASYMMETRIC_ALGORITHMS].sort()).toEqual(SIGNATURES.map(({ name }) => name).sort());
  });

  test('a policy may list each, and Ed25519 for EdDSA (RFC 9864)', () => {
    const names = [...SIGNATURES, ...HMACS].map(({ name }) => name);
    expect([...ALGORITHM_NAMES].sort()).toEqual([...names, 'Ed25519'].sort());
    expect(toAlgorithm('Ed25519')).toBe(toAlgorithm('EdDSA'));
  });

  test.each(['none', 'None', '', 'rs256', 'RS1', 'ES256K', 'Ed448', 'dir', '__proto__', 'constructor', 'toString'])(
    '%j names none',
    (alg) => {
      expect(toAlgorithm(alg)).toBeNull();
    },
  );
});
