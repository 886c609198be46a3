/**
 * RFC 8037 for a verifier of Ed25519, with RFC 9864's name for it.
 */
import { expect } from 'vitest';
import type { Standard } from './standard.ts';
import { expectOutcomes, fromSegment, openGate, pairOf, type Row, signToken, toSegment } from './support-gate.ts';

const ED25519_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The same signature with S + L in place of S, little-endian: equal modulo the order, and not canonical. */
function toNonCanonical(signature: Uint8Array): Uint8Array {
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`);
  const larger = Buffer.from((s + ED25519_ORDER).toString(16).padStart(64, '0'), 'hex').reverse();
  return new Uint8Array([...signature.subarray(0, 32), ...larger]);
}

export const standard: Standard = {
  name: 'RFC 8037, CFRG curves in JOSE',
  requirements: [
    {
      section: '2',
      level: 'MUST',
      demands: 'an OKP key has crv Ed25519 and a full x; one of another curve, without either, or with d is dropped',
      test: async () => {
        const pair = await pairOf('EdDSA');
        const { x } = pair.publicJwk;
        const rows = [
          [{}, 'allow'],
          [{ crv: undefined }, 'crv_unsupported'],
          [{ crv: 'X25519' }, 'crv_unsupported'],
          [{ crv: 'Ed448' }, 'crv_unsupported'],
          [{ crv: 'P-256' }, 'crv_unsupported'],
          [{ crv: 'ed25519' }, 'crv_unsupported'],
          [{ x: undefined }, 'member_malformed'],
          [{ x: `${x}=` }, 'member_malformed'],
          [{ x: toSegment(fromSegment(String(x)).subarray(1)) }, 'member_malformed'],
          [{ d: pair.privateJwk.d }, 'private_key'],
        ] as const;
        const other = await pairOf('ES256');
        for (const [changes, expected] of rows) {
          const gate = await openGate({ keys: [{ ...pair.publicJwk, ...changes }, other.publicJwk] });
          await expectOutcomes(gate, [
            [JSON.stringify(changes), signToken({ pair }), expected === 'allow' ? 'allow' : 'key_not_found'],
            ['the other key', signToken(), 'allow'],
          ]);
          const told = gate.events().filter((event) => event.startsWith('refused_key'));
          expect(told).toEqual(expected === 'allow' ? [] : [`refused_key ${expected}`]);
        }
      },
    },
    {
      section: '3.1',
      level: 'MUST',
      demands: 'Ed25519 signs under alg EdDSA; EdDSA never takes a key of another type, nor another algorithm this key',
      test: async () => {
        const [ed, ec] = [await pairOf('EdDSA'), await pairOf('ES256')];
        const kids = { ed: ed.publicJwk.kid, ec: ec.publicJwk.kid };
        await expectOutcomes(await openGate({ keys: [ed.publicJwk, ec.publicJwk] }), [
          ['EdDSA', signToken({ pair: ed }), 'allow'],
          ['EdDSA with the EC key', signToken({ pair: ed, header: { kid: kids.ec } }), 'key_not_found'],
          ['ES256 with the OKP key', signToken({ header: { kid: kids.ed } }), 'key_not_found'],
          ['without kid', signToken({ pair: ed, header: { kid: undefined } }), 'allow'],
        ]);
      },
    },
    {
      section: '3.1',
      level: 'choice',
      demands: "RFC 9864's Ed25519 is the same algorithm as EdDSA, in header, key set and policy alike; Ed448 is none",
      test: async () => {
        const pair = await pairOf('EdDSA');
        const under = (alg: string): Promise<string> => signToken({ pair, header: { alg } });
        for (const alg of ['EdDSA', 'Ed25519', undefined]) {
          for (const algorithms of [['EdDSA'], ['Ed25519']]) {
            const keys = [{ ...pair.publicJwk, alg }];
            await expectOutcomes(await openGate({ keys, issuer: { algorithms } }), [
              ['EdDSA', under('EdDSA'), 'allow'],
              ['Ed25519', under('Ed25519'), 'allow'],
              ['Ed448', under('Ed448'), 'algorithm_not_allowed'],
              ['eddsa', under('eddsa'), 'algorithm_not_allowed'],
            ]);
          }
        }
      },
    },
    {
      section: '3.1',
      level: 'MUST',
      demands:
        'a signature is 64 octets that verify as RFC 8032 says: cut, padded, altered or non-canonical ones do not',
      test: async () => {
        const pair = await pairOf('EdDSA');
        const token = await signToken({ pair });
        const input = token.slice(0, token.lastIndexOf('.'));
        const octets = fromSegment(token.slice(input.length + 1));
        const bad: readonly (readonly [string, Uint8Array])[] = [
          ['cut', octets.subarray(0, 63)],
          ['padded', new Uint8Array([...octets, 0])],
          ['one bit', octets.map((octet, at) => (at === 0 ? octet ^ 1 : octet))],
          ['zeros', new Uint8Array(64)],
          ['S + L', toNonCanonical(octets)],
        ];
        await expectOutcomes(await openGate({ keys: [pair.publicJwk] }), [
          ['as signed', token, 'allow'],
          ...bad.map(([what, signature]): Row => [what, `${input}.${toSegment(signature)}`, 'signature_invalid']),
        ]);
      },
    },
  ],
  inapplicable: [
    {
      section: '3.1.1',
      demands: 'how a signature is produced',
      why: 'a gate signs nothing',
    },
    {
      section: '3.2',
      demands: 'ECDH-ES with X25519 and X448',
      why: 'encrypted tokens are refused whole; a key of these curves is dropped by the row of section 2',
    },
    {
      section: 'A.4',
      demands: 'the example of a signature and its validation',
      why: 'its payload is a sentence, no set of claims, and so no token; the vectors verify it below the gate',
    },
  ],
};
