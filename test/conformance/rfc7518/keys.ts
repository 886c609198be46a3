/**
 * RFC 7518 sections 3.3 and 6: keys that fit no algorithm, and keys that would fit anything.
 */
import { exportJWK, type JWK } from 'jose';
import { expect } from 'vitest';
import type { Requirement } from '../standard.ts';
import {
  expectOutcomes,
  fromSegment,
  openGate,
  type Pair,
  pairOf,
  type Row,
  signToken,
  toSegment,
} from '../support-gate.ts';

/** An RSA pair of any size and exponent, which jose's own generation would refuse. */
async function makeRsa(modulusLength: number, exponent: readonly number[]): Promise<Pair> {
  const publicExponent = new Uint8Array(exponent);
  const parameters = { name: 'RSASSA-PKCS1-v1_5', modulusLength, publicExponent, hash: 'SHA-256' };
  const { publicKey, privateKey } = await crypto.subtle.generateKey(parameters, true, ['sign', 'verify']);
  const publicJwk = { ...(await exportJWK(publicKey)), kid: `RSA-${modulusLength}`, alg: 'RS256', use: 'sig' };
  return { algorithm: 'RS256', publicJwk, privateJwk: await exportJWK(privateKey) };
}

/** What a pair's token gets where its public key has these members; then why the key was refused, if it was. */
async function judge(pair: Pair, changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const other = await pairOf('EdDSA');
  const gate = await openGate({ keys: [{ ...pair.publicJwk, ...changes }, other.publicJwk] });
  const outcome = await gate.outcome(await signToken({ pair }));
  // The bad key costs the good one nothing.
  expect(await gate.outcome(await signToken({ pair: other }))).toBe('allow');
  return [outcome, ...gate.events().filter((event) => event.startsWith('refused_key'))].join(', ');
}

const refused = (why: string): string => `key_not_found, refused_key ${why}`;

/** Base64url octets with others before them. */
const prefixed = (text: unknown, ...octets: readonly number[]): string =>
  toSegment(new Uint8Array([...octets, ...fromSegment(String(text))]));

/** What a verification with exponent 1 would take for a signature of these octets: the padded digest itself. */
async function forge(input: string, modulusBytes: number): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(input)));
  const info = Buffer.from('3031300d060960864801650304020105000420', 'hex');
  const padding = new Uint8Array(modulusBytes - 3 - info.length - digest.length).fill(0xff);
  return `${input}.${toSegment(new Uint8Array([0, 1, ...padding, 0, ...info, ...digest]))}`;
}

const header = (alg: string, jwk: JWK): Promise<string> => signToken({ header: { alg, kid: jwk.kid } });

export const KEYS: readonly Requirement[] = [
  {
    section: '3.3',
    level: 'MUST',
    demands: 'RSA keys have 2048 bits or more, for RS* and PS* alike',
    test: async () => {
      const small = await makeRsa(1024, [1, 0, 1]);
      const nearly = await makeRsa(2040, [1, 0, 1]);
      expect(await judge(await makeRsa(2048, [1, 0, 1]))).toBe('allow');
      expect(await judge(small)).toBe(refused('rsa_modulus'));
      expect(await judge(nearly)).toBe(refused('rsa_modulus'));
      expect(await judge(small, { alg: 'PS256' })).toBe(refused('rsa_modulus'));
      // Zeros do not make a short modulus long.
      expect(await judge(small, { n: prefixed(small.publicJwk.n, ...new Uint8Array(128)) })).toBe(
        refused('rsa_modulus'),
      );
    },
  },
  {
    section: '6.2.1.1',
    level: 'MUST',
    demands: 'the curve of a key is the one that alg names, and no other key of the set stands in',
    test: async () => {
      const [p256, p384] = [await pairOf('ES256'), await pairOf('ES384')];
      const { alg: _, ...undeclared } = p256.publicJwk;
      await expectOutcomes(await openGate({ keys: [undeclared, p384.publicJwk] }), [
        ['ES256 on P-256', signToken(), 'allow'],
        ['ES384 on P-384', signToken({ pair: p384 }), 'allow'],
        ['ES384 on P-256', header('ES384', p256.publicJwk), 'key_not_found'],
        ['ES512 on P-256', header('ES512', p256.publicJwk), 'key_not_found'],
        ['RS256 on P-256', header('RS256', p256.publicJwk), 'key_not_found'],
        ['ES256 on P-384', header('ES256', p384.publicJwk), 'key_not_found'],
      ]);
      for (const crv of ['secp256k1', 'p-256', 'P-255', undefined, 7]) {
        expect(await judge(p256, { crv })).toBe(refused('crv_unsupported'));
      }
      expect(await judge(p256, { crv: 'P-384' })).toBe(refused('member_malformed'));
      expect(await judge(p256, { alg: 'ES384' })).toBe(refused('alg_unsupported'));
    },
  },
  {
    section: '6.2.1.2',
    level: 'MUST',
    demands: "x and y have the full length of the curve's coordinates, in base64url, and are a point on it",
    test: async () => {
      const pair = await pairOf('ES256');
      const { x, y } = pair.publicJwk;
      const cut = toSegment(fromSegment(String(x)).subarray(1));
      const flipped = toSegment(fromSegment(String(y)).map((octet, at) => (at === 31 ? octet ^ 1 : octet)));
      const zero = toSegment(new Uint8Array(32));
      expect(await judge(pair)).toBe('allow');
      for (const malformed of [cut, prefixed(x, 0), `${x}=`, '', 7, undefined, null]) {
        expect(await judge(pair, { x: malformed })).toBe(refused('member_malformed'));
        expect(await judge(pair, { y: malformed })).toBe(refused('member_malformed'));
      }
      expect(await judge(pair, { y: flipped })).toBe(refused('import_failed'));
      expect(await judge(pair, { x: y, y: x })).toBe(refused('import_failed'));
      expect(await judge(pair, { x: zero, y: zero })).toBe(refused('import_failed'));
    },
  },
  {
    section: '6.3.1.1',
    level: 'choice',
    demands:
      'n is read with the extra leading zero octet that some implementations write; with two, or in another form, it is not',
    test: async () => {
      const pair = await pairOf('RS256');
      const { n } = pair.publicJwk;
      expect(await judge(pair)).toBe('allow');
      expect(await judge(pair, { n: prefixed(n, 0) })).toBe('allow');
      expect(await judge(pair, { n: prefixed(n, 0, 0) })).toBe(refused('rsa_modulus'));
      const even = fromSegment(String(n)).map((octet, at) => (at === 255 ? octet & 0xfe : octet));
      expect(await judge(pair, { n: toSegment(even) })).toBe(refused('rsa_modulus'));
      for (const malformed of [`${n}==`, 7, undefined]) {
        expect(await judge(pair, { n: malformed })).toBe(refused('member_malformed'));
      }
    },
  },
  {
    section: '6.3.1.2',
    level: 'choice',
    demands: "e is odd and at least 3: with an exponent of 1 whoever knows the token's text could sign it",
    test: async () => {
      const pair = await pairOf('RS256');
      expect(await judge(await makeRsa(2048, [3]))).toBe('allow');
      const [head = '', claims = ''] = (await signToken({ pair })).split('.');
      const forged = await forge(`${head}.${claims}`, 256);
      for (const e of [[1], [0, 1], [2], [1, 0, 0], [0], [1, 0, 0, 0, 1]]) {
        const weak = { ...pair.publicJwk, e: toSegment(new Uint8Array(e)) };
        const other = await pairOf('EdDSA');
        const gate = await openGate({ keys: [weak, other.publicJwk] });
        const rows: readonly Row[] = [
          ['the other key', signToken({ pair: other }), 'allow'],
          ['the padded digest as signature', forged, 'key_not_found'],
          ['a true signature', signToken({ pair }), 'key_not_found'],
        ];
        await expectOutcomes(gate, rows);
        expect(gate.events()).toContain('refused_key rsa_exponent');
      }
      for (const e of [65537, 'AQAB=', undefined]) expect(await judge(pair, { e })).toBe(refused('member_malformed'));
      expect(await judge(pair, { e: '' })).toBe(refused('rsa_exponent'));
    },
  },
];
