/**
 * RFC 7515 sections 5.2, 5.3 and 10.6: which signatures are the issuer's.
 */
import { expect } from 'vitest';
import type { Requirement } from '../standard.ts';
import {
  CLAIMS,
  expectOutcomes,
  fromSegment,
  ISS,
  openGate,
  pairOf,
  type Row,
  signSegments,
  signToken,
  toSegment,
} from '../support-gate.ts';

/** A token's text with another last segment. */
function resign(token: string, signature: Uint8Array): string {
  return `${token.slice(0, token.lastIndexOf('.'))}.${toSegment(signature)}`;
}

function signatureOf(token: string): Uint8Array<ArrayBuffer> {
  return fromSegment(token.slice(token.lastIndexOf('.') + 1));
}

/** ES256's r and s in ASN.1 DER. */
function toDer(signature: Uint8Array): Uint8Array {
  const integer = (octets: Uint8Array): readonly number[] => {
    const digits = [...octets].slice(octets.findIndex((octet) => octet !== 0));
    const positive = (digits[0] ?? 0) >= 0x80 ? [0, ...digits] : digits;
    return [2, positive.length, ...positive];
  };
  const body = [...integer(signature.subarray(0, 32)), ...integer(signature.subarray(32))];
  return new Uint8Array([0x30, body.length, ...body]);
}

const ES256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The other signature of the same octets by the same key: (r, n - s). */
function toMalleated(signature: Uint8Array): Uint8Array {
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`);
  const other = (ES256_ORDER - s).toString(16).padStart(64, '0');
  return new Uint8Array([...signature.subarray(0, 32), ...Buffer.from(other, 'hex')]);
}

export const SIGNATURE: readonly Requirement[] = [
  {
    section: '5.2',
    level: 'MUST',
    demands:
      "the signature is the key's over the octets as sent: one that is altered, stripped or of another key is refused",
    test: async () => {
      const { privateJwk } = await pairOf('ES256');
      const token = await signToken();
      const [head = '', claims = '', signature = ''] = token.split('.');
      const octets = signatureOf(token);
      const stranger = await pairOf('ES256', 'stranger');
      const admin = toSegment(JSON.stringify({ ...CLAIMS, sub: 'admin' }));
      const flipped = octets.map((octet, index) => (index === 0 ? octet ^ 1 : octet));
      // The same claims in another spelling: equal once parsed, but not what was signed.
      const spaced = toSegment(JSON.stringify(CLAIMS, null, 1));
      await expectOutcomes(await openGate(), [
        ['as signed', token, 'allow'],
        ['another spelling, signed so', signSegments(head, spaced, privateJwk, 'ES256'), 'allow'],
        ['one bit', resign(token, flipped), 'signature_invalid'],
        ['another payload', `${head}.${admin}.${signature}`, 'signature_invalid'],
        ['another spelling of the payload', `${head}.${spaced}.${signature}`, 'signature_invalid'],
        ['none', `${head}.${claims}.`, 'signature_invalid'],
        ['zeros', resign(token, new Uint8Array(64)), 'signature_invalid'],
        ["a stranger's", signToken({ pair: stranger, header: { kid: 'ES256-1' } }), 'signature_invalid'],
        ['r and s in DER', resign(token, toDer(octets)), 'signature_invalid'],
        ['one octet short', resign(token, octets.subarray(0, 63)), 'signature_invalid'],
        ['one octet long', resign(token, new Uint8Array([...octets, 0])), 'signature_invalid'],
      ]);
    },
  },
  {
    section: '5.2',
    level: 'choice',
    demands:
      'a second signature of the same octets (ECDSA: r, n - s) is as good; identity never hangs on signature bytes',
    test: async () => {
      const gate = await openGate();
      const token = await signToken();
      const other = resign(token, toMalleated(signatureOf(token)));
      expect(other).not.toBe(token);
      await expectOutcomes(gate, [
        ['(r, s)', token, 'allow'],
        ['(r, n - s)', other, 'allow'],
      ]);
      const [one, two] = [await gate.decide(token), await gate.decide(other)];
      expect(two.principal).toEqual(one.principal);
    },
  },
  {
    section: '5.2',
    level: 'SHOULD',
    demands: 'a good signature by an algorithm that the application does not accept is refused',
    test: async () => {
      const rsa = await pairOf('RS256');
      const undeclared = { ...rsa.publicJwk, alg: undefined };
      const keys = [JSON.parse(JSON.stringify(undeclared)), (await pairOf('ES256')).publicJwk];
      const strong = await signToken({ pair: rsa, algorithm: 'RS512' });
      const gate = await openGate({ keys, issuer: { algorithms: ['RS256', 'ES256'] } });
      await expectOutcomes(gate, [
        ['RS256', signToken({ pair: rsa }), 'allow'],
        ['RS512 by the same key', strong, 'algorithm_not_allowed'],
        ['PS256 by the same key', signToken({ pair: rsa, algorithm: 'PS256' }), 'algorithm_not_allowed'],
      ]);
      await expectOutcomes(await openGate({ keys, issuer: { algorithms: ['RS512'] } }), [
        ['RS512 where accepted', strong, 'allow'],
      ]);
    },
  },
  {
    section: '5.3',
    level: 'MUST',
    demands: 'strings compare code point by code point, without normalisation',
    test: async () => {
      const composed = 'https://api.test/caf\u00e9';
      const decomposed = 'https://api.test/cafe\u0301';
      const gate = await openGate({ issuer: { audience: composed } });
      const claiming = (payload: object): Promise<string> => signToken({ payload: { aud: composed, ...payload } });
      const escaped = JSON.stringify({ ...CLAIMS, aud: '*' }).replace('*', 'https:\\/\\/api.test\\/caf\\u00e9');
      await expectOutcomes(gate, [
        ['composed', claiming({}), 'allow'],
        ['composed, spelled with escapes', signToken({ payload: escaped }), 'allow'],
        ['decomposed', claiming({ aud: decomposed }), 'audience_mismatch aud'],
        ['iss in upper case', claiming({ iss: 'https://ISSUER.test' }), 'issuer_unknown'],
        ['iss with a port', claiming({ iss: `${ISS}:443` }), 'issuer_unknown'],
        ['iss with a slash', claiming({ iss: `${ISS}/` }), 'issuer_unknown'],
      ]);
      const subjects = await Promise.all(
        ['caf\u00e9', 'cafe\u0301'].map(async (sub) => (await gate.decide(await claiming({ sub }))).principal?.subject),
      );
      expect(subjects).toEqual(['caf\u00e9', 'cafe\u0301']);
    },
  },
  {
    section: '10.6',
    level: 'MUST',
    demands: 'the hash within an RSA signature is the one that alg names: another one, rightly signed, is refused',
    test: async () => {
      const rsa = await pairOf('RS256');
      const { alg: _, ...undeclared } = rsa.publicJwk;
      const under = (alg: string, algorithm: string): Promise<string> =>
        signToken({ pair: rsa, algorithm, header: { alg } });
      const hashes = ['RS256', 'RS384', 'RS512'];
      await expectOutcomes(
        await openGate({ keys: [undeclared] }),
        hashes.flatMap((alg) =>
          hashes.map(
            (algorithm): Row => [
              `header ${alg}, hash of ${algorithm}`,
              under(alg, algorithm),
              alg === algorithm ? 'allow' : 'signature_invalid',
            ],
          ),
        ),
      );
    },
  },
];
