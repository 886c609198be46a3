/**
 * Mutations of signatures: other encodings, lengths, bits, and hands.
 */
import { createHmacSigner, EC, ED, RSA, SIGNERS, STRANGERS, toMalleable } from '../signers.ts';
import { type Mutation, put, type Work } from '../work.ts';

const ORDER = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551';
const ORDER_25519 = 'edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010';
const word = (hex: string): Buffer => Buffer.from(hex.padStart(64, '0'), 'hex');
const EDGES = ['00', '01', ORDER, ORDER.replace(/51$/, '50'), 'ff'.repeat(32)].map(word);

const toDer = (signature: Buffer): Buffer => {
  const integer = (bytes: Buffer): Buffer => {
    const bare = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
    const positive = (bare[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bare]) : bare;
    return Buffer.concat([Buffer.from([2, positive.length]), positive]);
  };
  const body = Buffer.concat([integer(signature.subarray(0, 32)), integer(signature.subarray(32, 64))]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
};

/** S plus the order of the group, which a lax Ed25519 takes for the same number. */
const addOrder = (signature: Buffer): Buffer => {
  const changed = Buffer.from(signature);
  let carry = 0;
  for (let at = 0; at < 32; at += 1) {
    const sum = (changed[32 + at] ?? 0) + Number.parseInt(ORDER_25519.slice(at * 2, at * 2 + 2), 16) + carry;
    changed[32 + at] = sum & 0xff;
    carry = sum >> 8;
  }
  return changed;
};

const ofBytes = (
  name: string,
  change: (signature: Buffer, work: Work, pick: <T>(list: readonly T[]) => T) => Buffer,
): Mutation => ({
  name,
  stage: 'signature',
  apply: (work, random) => {
    work.signature = change(work.signature, work, random.pick);
  },
});

/** Signed by another hand, under the header's name for it or not. */
const byHand = (name: string, change: (work: Work, pick: <T>(list: readonly T[]) => T) => void): Mutation => ({
  name,
  stage: 'content',
  apply: (work, random) => change(work, random.pick),
});

export const SIGNATURE_MUTATIONS: readonly Mutation[] = [
  {
    name: 'one bit',
    stage: 'signature',
    apply: (work, random) => {
      const at = random.below(work.signature.length);
      work.signature = Buffer.from(
        work.signature.map((byte, index) => (index === at ? byte ^ (1 << random.below(8)) : byte)),
      );
    },
  },
  ofBytes('no bytes', () => Buffer.alloc(0)),
  ofBytes('zeros', (signature) => Buffer.alloc(signature.length)),
  ofBytes('shorter', (signature, _work, pick) => signature.subarray(pick([1, 0]), signature.length - pick([0, 1, 32]))),
  ofBytes('longer', (signature, _work, pick) =>
    Buffer.concat(
      pick([
        [signature, Buffer.alloc(1)],
        [Buffer.alloc(1), signature],
        [signature, signature],
      ]),
    ),
  ),
  ofBytes('halves exchanged', (signature) => Buffer.concat([signature.subarray(32), signature.subarray(0, 32)])),
  ofBytes('DER', (signature, { signer }) =>
    signer.alg === 'ES256' ? toDer(signature) : (signature.toReversed() as Buffer),
  ),
  ofBytes('the other s', (signature, { signer }) => {
    if (signer.alg === 'ES256') return toMalleable(signature);
    return signer.alg === 'EdDSA' ? addOrder(signature) : Buffer.concat([Buffer.alloc(1), signature]);
  }),
  ofBytes('edges of the group', (signature, { signer }, pick) =>
    signer.alg === 'RS256'
      ? Buffer.alloc(256, pick([0, 1, 255]))
      : Buffer.concat([pick([...EDGES, signature.subarray(0, 32)]), pick(EDGES)]),
  ),
  byHand('another of our keys, under the first name', (work, pick) => {
    const signer = pick(SIGNERS);
    work.signer = { ...signer, kid: work.signer.kid, alg: work.signer.alg };
  }),
  byHand('a stranger with our kid', (work, pick) => {
    const stranger = pick(STRANGERS);
    work.signer = stranger;
    work.header = put(put(work.header, 'alg', JSON.stringify(stranger.alg)), 'kid', JSON.stringify(stranger.kid));
  }),
  byHand('HS256 with a public key for the secret', (work, pick) => {
    const { kid, jwk } = pick([EC, ED, RSA]);
    const secret = pick([
      JSON.stringify(jwk),
      jwk.n ?? jwk.x ?? '',
      `-----BEGIN PUBLIC KEY-----\n${jwk.n ?? jwk.x}\n-----END PUBLIC KEY-----\n`,
      kid,
      '',
    ]);
    work.signer = createHmacSigner(kid, secret);
    work.header = put(put(work.header, 'alg', '"HS256"'), 'kid', JSON.stringify(kid));
  }),
  byHand('none, with and without a signature', (work, pick) => {
    work.header = put(work.header, 'alg', pick(['"none"', '"None"', '"NONE"']));
    work.signer = { ...work.signer, sign: pick([work.signer.sign, () => Buffer.alloc(0)]) };
  }),
];
