/**
 * Every algorithm that the core supports: verified, refused when tampered with, and refused where it is not allowed.
 */
import { createAuthorizer } from '@sallyport/core';
import { createTestIssuer, mintHmac, type TestAlgorithm } from '@sallyport/core/testing';
import { type Case, portable } from '../case.ts';
import { FIXED_SECRET, fixedToken } from '../fixed-tokens.ts';
import {
  AUD,
  createFixedAuthorizer,
  createSecretAuthorizer,
  ISS,
  NOW,
  present,
  presentEach,
  toPolicy,
  toPorts,
} from '../policies.ts';
import { withPart, withSignature } from '../tokens.ts';

const ASYMMETRIC: readonly TestAlgorithm[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
];
const SYMMETRIC = ['HS256', 'HS384', 'HS512'] as const;

const INVALID = 'deny 401 signature_invalid';

/** What can be done to a token without its key; each is refused for its signature. */
function tamper(token: string): Readonly<Record<string, string>> {
  return {
    'another subject': withPart(token, 1, (text) => text.replace('user-1', 'user-2')),
    'another header': withPart(token, 0, (text) => text.replace('{', '{"x":1,')),
    'first bit flipped': withSignature(token, (bytes) => bytes.with(0, (bytes[0] ?? 0) ^ 0x80)),
    'last bit flipped': withSignature(token, (bytes) => bytes.with(-1, (bytes.at(-1) ?? 0) ^ 1)),
    'one octet short': withSignature(token, (bytes) => bytes.slice(0, -1)),
    'one octet long': withSignature(token, (bytes) => Uint8Array.from([...bytes, 0])),
    'all zero': withSignature(token, (bytes) => bytes.fill(0)),
    'no signature': withSignature(token, () => new Uint8Array()),
  };
}

const TAMPERED = Object.fromEntries(Object.keys(tamper(fixedToken('HS256'))).map((name) => [name, INVALID]));

const MINTED = { 'its own': 'allow', 'elsewhere allowed': 'deny 401 algorithm_not_allowed' };

/** A token of a test issuer, where its algorithm is allowed and where another one is. One key pair: RSA's are slow to make. */
async function mintAndPresent(algorithm: TestAlgorithm): Promise<Readonly<Record<string, string>>> {
  const clock = (): number => NOW * 1000;
  const issuer = createTestIssuer({ issuer: ISS, audience: AUD, algorithm, clock });
  const token = await issuer.mint();
  const keys = { issuer: ISS, audience: AUD, jwks: await issuer.jwks() };
  const toAuthorizer = (name: string): ReturnType<typeof createAuthorizer> =>
    createAuthorizer(
      { issuers: { machines: { ...keys, algorithms: [name] } }, routes: { 'GET /': 'authenticated' } },
      toPorts(),
    );
  return {
    'its own': await present(toAuthorizer(algorithm), token),
    'elsewhere allowed': await present(toAuthorizer(algorithm === 'ES256' ? 'ES384' : 'ES256'), token),
  };
}

/** The current key of a test issuer, the one before, and a stranger's that claims the current one's `kid`. */
async function presentKeys(): Promise<Readonly<Record<string, string>>> {
  const issuer = createTestIssuer({ issuer: ISS, audience: AUD, clock: () => NOW * 1000 });
  const previous = await issuer.mint();
  issuer.rotate();
  const current = await issuer.mint();
  const foreign = await issuer.mint({}, { key: 'foreign' });
  const authorizer = createAuthorizer(toPolicy({ jwks: await issuer.jwks() }), toPorts());
  return presentEach(authorizer, { current, previous, foreign });
}

export const ALGORITHM_CASES: readonly Case[] = [
  ...ASYMMETRIC.flatMap((name) => [
    portable(`${name}: a fixed token is verified`, 'allow', () =>
      present(createFixedAuthorizer([name]), fixedToken(name)),
    ),
    portable(`${name}: a fixed token is refused however it was changed`, TAMPERED, () =>
      presentEach(createFixedAuthorizer([name]), tamper(fixedToken(name))),
    ),
    portable(`${name}: a token minted here`, MINTED, () => mintAndPresent(name)),
  ]),
  ...SYMMETRIC.flatMap((name) => [
    portable(`${name}: a fixed token is verified`, 'allow', () => present(createSecretAuthorizer(), fixedToken(name))),
    portable(`${name}: a fixed token is refused however it was changed`, TAMPERED, () =>
      presentEach(createSecretAuthorizer(), tamper(fixedToken(name))),
    ),
    portable(`${name}: minted here with the secret and with another`, ['allow', INVALID], async () => {
      const minted = (secret: string): Promise<string> =>
        mintHmac({ secret, algorithm: name, issuer: ISS, clock: () => NOW * 1000 }, { aud: AUD });
      const authorizer = createSecretAuthorizer();
      return [
        await present(authorizer, await minted(FIXED_SECRET)),
        await present(authorizer, await minted(FIXED_SECRET.toUpperCase())),
      ];
    }),
  ]),
  portable(
    'the keys of an issuer before and after a rotation, and a stranger that takes its name',
    { current: 'allow', previous: 'allow', foreign: INVALID },
    presentKeys,
  ),
  portable('Ed25519 in a header means EdDSA', 'allow', () =>
    present(createFixedAuthorizer(['EdDSA']), fixedToken('Ed25519')),
  ),
  portable(
    'one RSA key serves the six RSA algorithms, and none that the issuer does not allow',
    {
      RS256: 'allow',
      PS512: 'allow',
      RS384: 'deny 401 algorithm_not_allowed',
      ES256: 'deny 401 algorithm_not_allowed',
    },
    () => {
      const tokens = ['RS256', 'PS512', 'RS384', 'ES256'].map((name) => [name, fixedToken(name)]);
      return presentEach(createFixedAuthorizer(['RS256', 'PS512']), Object.fromEntries(tokens));
    },
  ),
];
