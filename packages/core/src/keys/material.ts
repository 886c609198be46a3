/**
 * The public members of a key, checked for size and written in one spelling.
 *
 * Refuses keys that runtimes would import and should not: an RSA exponent of 1 or an Ed25519 point of small order verifies
 * anything, a short modulus can be factored, a coordinate of another curve's length passes a lying `crv` on some.
 * Spec: RFC 7518 sections 3.3, 6.2.1, 6.3.1; RFC 8037 section 2.
 */
import { base64url } from 'jose';
import { parseBase64Url } from '../token/base64url.ts';
import type { JsonObject } from '../token/json.ts';

/** Public key material, ready to import; equal keys have equal `text`. */
export interface PublicMaterial {
  readonly kty: 'RSA' | 'EC' | 'OKP';
  /** Null for RSA. */
  readonly crv: 'P-256' | 'P-384' | 'P-521' | 'Ed25519' | null;
  /** A JWK of the required members and nothing else. */
  readonly jwk: Readonly<Record<string, string>>;
  /** The JWK as text, for telling copies of one key from different keys. */
  readonly text: string;
}

/** Why material is not used. */
export type MaterialRefusal =
  | 'kty_unsupported'
  | 'crv_unsupported'
  | 'member_malformed'
  | 'rsa_modulus'
  | 'rsa_exponent'
  | 'ed25519_point';

const MIN_RSA_BITS = 2048;
// Beyond this a verification costs milliseconds, and workerd's BoringSSL refuses the key.
const MAX_RSA_BITS = 8192;
// Odd and of two bits is 3, the least exponent; 1 has one.
const MIN_EXPONENT_BITS = 2;
const MAX_EXPONENT_BITS = 32;
const CURVES: ReadonlyMap<unknown, { readonly crv: 'P-256' | 'P-384' | 'P-521'; readonly bytes: number }> = new Map([
  ['P-256', { crv: 'P-256', bytes: 32 }],
  ['P-384', { crv: 'P-384', bytes: 48 }],
  ['P-521', { crv: 'P-521', bytes: 66 }],
]);
const ED25519_BYTES = 32;
// Every spelling of the points of order 1, 2, 4 and 8, its sign bit cleared. Under such a key one signature fits any
// message on Node 22, workerd and browsers; Node 24 refuses it (RFC 8032 section 5.1.7 leaves that open).
const SMALL_ORDER_POINTS: ReadonlySet<string> = new Set([
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  '7P_______________________________________38',
  '7f_______________________________________38',
  '7v_______________________________________38',
  'JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU',
  'xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o',
]);

/** The material of a JWK, or what is wrong with it. */
export function parseMaterial(member: JsonObject): PublicMaterial | MaterialRefusal {
  switch (member.kty) {
    case 'RSA':
      return parseRsa(member);
    case 'EC':
      return parseEc(member);
    case 'OKP':
      return parseOkp(member);
    default:
      return 'kty_unsupported';
  }
}

function parseRsa(member: JsonObject): PublicMaterial | MaterialRefusal {
  const modulus = parseInteger(member.n);
  const exponent = parseInteger(member.e);
  if (modulus === null || exponent === null) return 'member_malformed';
  const bits = toBitLength(modulus);
  if (isEven(modulus) || bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) return 'rsa_modulus';
  const exponentBits = toBitLength(exponent);
  if (isEven(exponent) || exponentBits < MIN_EXPONENT_BITS || exponentBits > MAX_EXPONENT_BITS) return 'rsa_exponent';
  return toMaterial('RSA', null, { kty: 'RSA', e: base64url.encode(exponent), n: base64url.encode(modulus) });
}

function parseEc(member: JsonObject): PublicMaterial | MaterialRefusal {
  const curve = CURVES.get(member.crv);
  if (curve === undefined) return 'crv_unsupported';
  const { x, y } = member;
  if (!isOctets(x, curve.bytes) || !isOctets(y, curve.bytes)) return 'member_malformed';
  return toMaterial('EC', curve.crv, { kty: 'EC', crv: curve.crv, x, y });
}

function parseOkp(member: JsonObject): PublicMaterial | MaterialRefusal {
  if (member.crv !== 'Ed25519') return 'crv_unsupported';
  const { x } = member;
  if (!isOctets(x, ED25519_BYTES)) return 'member_malformed';
  if (isSmallOrder(x)) return 'ed25519_point';
  return toMaterial('OKP', 'Ed25519', { kty: 'OKP', crv: 'Ed25519', x });
}

function toMaterial(
  kty: PublicMaterial['kty'],
  crv: PublicMaterial['crv'],
  jwk: Readonly<Record<string, string>>,
): PublicMaterial {
  return { kty, crv, jwk, text: JSON.stringify(jwk) };
}

/** Whether a value is the one base64url spelling of exactly that many octets. */
function isOctets(value: unknown, length: number): value is string {
  return typeof value === 'string' && parseBase64Url(value)?.length === length;
}

/** Whether a key is one of the points whose multiples are few; the last octet's high bit is the sign of x. */
function isSmallOrder(point: string): boolean {
  const octets = base64url.decode(point);
  const unsigned = octets.map((octet, index) => (index === ED25519_BYTES - 1 ? octet & 0x7f : octet));
  return SMALL_ORDER_POINTS.has(base64url.encode(unsigned));
}

/** The octets of an unsigned integer. One leading zero octet is dropped: some encoders leave the sign's room in. */
function parseInteger(value: unknown): Uint8Array | null {
  const octets = typeof value === 'string' ? parseBase64Url(value) : null;
  return octets?.[0] === 0 ? octets.subarray(1) : octets;
}

/** The bit length of an integer; 0 where a zero octet leads, so that a padded number is too short for anything. */
function toBitLength(octets: Uint8Array): number {
  const first = octets[0] ?? 0;
  return first === 0 ? 0 : (octets.length - 1) * 8 + (32 - Math.clz32(first));
}

function isEven(octets: Uint8Array): boolean {
  return ((octets.at(-1) ?? 0) & 1) === 0;
}
