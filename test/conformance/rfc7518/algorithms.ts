/**
 * RFC 7518 section 3: what each algorithm's signature is, to the octet.
 */
import { PolicyError } from '@sallyport/core';
import { importJWK } from 'jose';
import { expect } from 'vitest';
import type { Requirement } from '../standard.ts';
import {
  expectOutcomes,
  fromSegment,
  type GateOptions,
  openGate,
  pairOf,
  type Row,
  sign,
  signToken,
  toSegment,
} from '../support-gate.ts';

const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
const ECDSA = [
  ['ES256', 64],
  ['ES384', 96],
  ['ES512', 132],
] as const;

/** Codes of the errors that keep a gate from being constructed. */
async function codesOf(options: GateOptions): Promise<readonly string[]> {
  const error: unknown = await openGate(options).catch((thrown: unknown) => thrown);
  if (!(error instanceof PolicyError)) throw new Error('the policy was not refused');
  return error.findings.map(({ code }) => code);
}

const hmac = (algorithm: string, env: Readonly<Record<string, string>>): GateOptions => ({
  issuer: {
    algorithms: [algorithm],
    hmac: { secrets: Object.keys(env).map((name) => `\${${name}}`), encoding: 'base64url' },
  },
  env,
});

const mac = (algorithm: string, k: string): Promise<string> => {
  const jwk = { kty: 'oct', k };
  return signToken({ pair: { algorithm, publicJwk: jwk, privateJwk: jwk } });
};

/** A token with another signature. */
function resign(token: string, signature: Uint8Array): string {
  return `${token.slice(0, token.lastIndexOf('.'))}.${toSegment(signature)}`;
}

const signatureOf = (token: string): Uint8Array<ArrayBuffer> => fromSegment(token.slice(token.lastIndexOf('.') + 1));
const inputOf = (token: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(new TextEncoder().encode(token.slice(0, token.lastIndexOf('.'))));

/** Eight octets that end a signature, one of them changed. */
const spoil = (token: string): string =>
  resign(
    token,
    signatureOf(token).map((octet, at) => (at === 20 ? octet ^ 4 : octet)),
  );

export const ALGORITHMS: readonly Requirement[] = [
  {
    section: '3.1',
    level: 'SHOULD',
    demands: 'RS256, ES256 and the other signature algorithms verify, each with its own kind of key',
    test: async () => {
      const made = await Promise.all([...RSA, ...ECDSA.map(([name]) => name)].map((name) => pairOf(name)));
      const rows = made.map(async (pair): Promise<readonly Row[]> => {
        const token = await signToken({ pair });
        return [
          [pair.algorithm, token, 'allow'],
          [`${pair.algorithm}, one bit`, spoil(token), 'signature_invalid'],
        ];
      });
      const gate = await openGate({ keys: made.map(({ publicJwk }) => publicJwk) });
      await expectOutcomes(gate, (await Promise.all(rows)).flat());
    },
  },
  {
    section: '3.2',
    level: 'MUST',
    demands:
      'HMAC is opted in by a secret, which is at least as long as the hash: a gate with a shorter one does not start',
    test: async () => {
      for (const [algorithm, bytes] of [
        ['HS256', 32],
        ['HS384', 48],
        ['HS512', 64],
      ] as const) {
        const secret = toSegment(crypto.getRandomValues(new Uint8Array(bytes)));
        const short = toSegment(crypto.getRandomValues(new Uint8Array(bytes - 1)));
        const other = toSegment(crypto.getRandomValues(new Uint8Array(bytes)));
        const token = await mac(algorithm, secret);
        await expectOutcomes(await openGate(hmac(algorithm, { SECRET: secret })), [
          [algorithm, token, 'allow'],
          ['one bit', spoil(token), 'signature_invalid'],
          ['half of the value', resign(token, signatureOf(token).subarray(0, bytes / 2)), 'signature_invalid'],
          ['another secret', mac(algorithm, other), 'signature_invalid'],
          ['an empty value', resign(token, new Uint8Array()), 'signature_invalid'],
        ]);
        expect(await codesOf(hmac(algorithm, { SECRET: short }))).toEqual(['short-secret']);
        expect(await codesOf({ issuer: { algorithms: [algorithm] } })).toEqual(['hmac-not-opted-in']);
      }
      const two = { NEXT: toSegment(new Uint8Array(32).fill(1)), LAST: toSegment(new Uint8Array(32).fill(2)) };
      await expectOutcomes(await openGate(hmac('HS256', two)), [
        ['the first of two', mac('HS256', two.NEXT), 'allow'],
        ['the second of two', mac('HS256', two.LAST), 'allow'],
      ]);
    },
  },
  {
    section: '3.3',
    level: 'MUST',
    demands: 'an RSA signature is in the padding and of the hash that alg names, and as long as the modulus',
    test: async () => {
      const pair = await pairOf('RS256');
      const { alg: _, ...undeclared } = pair.publicJwk;
      const token = await signToken({ pair });
      const signature = signatureOf(token);
      const modulus = BigInt(`0x${Buffer.from(String(undeclared.n), 'base64url').toString('hex')}`);
      const value = BigInt(`0x${Buffer.from(signature).toString('hex')}`);
      const larger = Buffer.from((value + modulus).toString(16).padStart(514, '0'), 'hex');
      const crossed = RSA.slice(1).map(async (algorithm): Promise<Row> => {
        const other = await sign(algorithm, pair.privateJwk, inputOf(token));
        return [`header RS256, signature ${algorithm}`, resign(token, other), 'signature_invalid'];
      });
      await expectOutcomes(await openGate({ keys: [undeclared] }), [
        ['RS256', token, 'allow'],
        ...(await Promise.all(crossed)),
        ['a leading zero', resign(token, new Uint8Array([0, ...signature])), 'signature_invalid'],
        ['one octet short', resign(token, signature.subarray(1)), 'signature_invalid'],
        ['zeros', resign(token, new Uint8Array(256)), 'signature_invalid'],
        ['none', resign(token, new Uint8Array()), 'signature_invalid'],
        ['the modulus added', resign(token, larger), 'signature_invalid'],
      ]);
    },
  },
  {
    section: '3.4',
    level: 'MUST',
    demands: 'an ECDSA signature is r and s in full length: 64, 96 or 132 octets, neither DER nor cut nor padded',
    test: async () => {
      for (const [algorithm, bytes] of ECDSA) {
        const pair = await pairOf(algorithm);
        const token = await signToken({ pair });
        const octets = signatureOf(token);
        expect(octets).toHaveLength(bytes);
        const half = bytes / 2;
        const r = octets.subarray(0, half);
        const s = octets.subarray(half);
        await expectOutcomes(await openGate({ keys: [pair.publicJwk] }), [
          [algorithm, token, 'allow'],
          ['cut', resign(token, octets.subarray(0, bytes - 1)), 'signature_invalid'],
          ['padded', resign(token, new Uint8Array([...octets, 0])), 'signature_invalid'],
          ['both padded', resign(token, new Uint8Array([0, ...r, 0, ...s])), 'signature_invalid'],
          ['r and s changed over', resign(token, new Uint8Array([...s, ...r])), 'signature_invalid'],
          ['r of zero', resign(token, new Uint8Array([...new Uint8Array(half), ...s])), 'signature_invalid'],
          ['s of zero', resign(token, new Uint8Array([...r, ...new Uint8Array(half)])), 'signature_invalid'],
          ['both of zero', resign(token, new Uint8Array(bytes)), 'signature_invalid'],
        ]);
      }
    },
  },
  {
    section: '3.4',
    level: 'MUST',
    demands: 'leading zero octets of r and s are kept',
    test: async () => {
      // One signature in 256 begins with a zero.
      let token = await signToken();
      for (let turn = 0; signatureOf(token)[0] !== 0 && turn < 20_000; turn += 1) token = await signToken();
      expect(signatureOf(token)[0]).toBe(0);
      await expectOutcomes(await openGate(), [
        ['kept', token, 'allow'],
        ['dropped', resign(token, signatureOf(token).subarray(1)), 'signature_invalid'],
      ]);
    },
  },
  {
    section: '3.5',
    level: 'MUST',
    demands: 'the salt of RSASSA-PSS is as long as the hash',
    test: async () => {
      const pair = await pairOf('PS256');
      const token = await signToken({ pair });
      const key = await importJWK(pair.privateJwk, 'PS256');
      if (key instanceof Uint8Array) throw new Error('a secret');
      const salted = async (saltLength: number): Promise<string> =>
        resign(token, new Uint8Array(await crypto.subtle.sign({ name: 'RSA-PSS', saltLength }, key, inputOf(token))));
      await expectOutcomes(await openGate({ keys: [pair.publicJwk] }), [
        ['32', salted(32), 'allow'],
        ...[0, 20, 31, 33, 64].map((length): Row => [`${length}`, salted(length), 'signature_invalid']),
      ]);
    },
  },
  {
    section: '3.6',
    level: 'MUST',
    demands: 'unsecured tokens are never accepted: not in any spelling of none, and no policy can ask for them',
    test: async () => {
      const token = await signToken();
      const [, claims = '', signature = ''] = token.split('.');
      const spellings = ['none', 'None', 'NONE', 'nOnE', 'none '];
      const rows = spellings.flatMap((alg): readonly Row[] => {
        const head = toSegment(JSON.stringify({ alg, kid: 'ES256-1', typ: 'at+jwt' }));
        return [
          [alg, `${head}.${claims}.`, 'algorithm_not_allowed'],
          [`${alg}, signed`, `${head}.${claims}.${signature}`, 'algorithm_not_allowed'],
        ];
      });
      const gate = await openGate();
      await expectOutcomes(gate, [...rows, ['ES256', token, 'allow']]);
      for (const name of ['none', 'None', 'NONE']) {
        expect(await codesOf({ issuer: { algorithms: [name, 'ES256'] } })).toEqual(['algorithm-none']);
      }
    },
  },
];
