/**
 * One RSA key of 2048 bits from two fixed primes, for any exponent.
 */
import { checkPrimeSync, createHash } from 'node:crypto';

type Jwk = Readonly<Record<string, string>>;

const P = findPrime('first');
const Q = findPrime('second');

/** The key for an exponent: its public members, and all of them. */
export function createRsaKey(exponent: bigint): { readonly jwk: Jwk; readonly privateJwk: Jwk } {
  const d = invert(exponent, (P - 1n) * (Q - 1n));
  const jwk = { kty: 'RSA', n: toText(P * Q), e: toText(exponent) };
  const exponents = { dp: toText(d % (P - 1n)), dq: toText(d % (Q - 1n)), qi: toText(invert(Q, P)) };
  return { jwk, privateJwk: { ...jwk, d: toText(d), p: toText(P), q: toText(Q), ...exponents } };
}

function toText(value: bigint): string {
  const digits = value.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex').toString('base64url');
}

/** The first prime at or after a number of 1024 bits that the label decides. */
function findPrime(label: string): bigint {
  const blocks = [0, 1, 2, 3].map((block) => createHash('sha256').update(`${label} ${block}`).digest('hex'));
  // The two highest bits are set, so that the product has 2048.
  let candidate = BigInt(`0x${blocks.join('')}`) | (3n << 1022n) | 1n;
  while (!checkPrimeSync(candidate)) candidate += 2n;
  return candidate;
}

function invert(value: bigint, modulus: bigint): bigint {
  let [r, nextR, t, nextT] = [modulus, value % modulus, 0n, 1n];
  while (nextR !== 0n) {
    const quotient = r / nextR;
    [r, nextR, t, nextT] = [nextR, r - quotient * nextR, nextT, t - quotient * nextT];
  }
  if (r !== 1n) throw new Error('the exponent has no inverse');
  return ((t % modulus) + modulus) % modulus;
}
