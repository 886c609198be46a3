/**
 * Which members of a key set are keys that signatures may be verified with, and why the others are not.
 *
 * Trust: a member comes from the network. What leaves here is a new object with public members only, in one spelling.
 * Does not: import; off-curve points and what else only the runtime can tell are found by `import.ts`.
 * Spec: RFC 7517 section 4, RFC 7518 section 6, RFC 8037 section 2.
 */
import { type AlgorithmEntry, type SignatureAlgorithm, toAlgorithm } from '../token/algorithms.ts';
import { isJsonObject, type JsonObject } from '../token/json.ts';
import { MAX_KID_LENGTH } from './bounds.ts';
import { type PublicMaterial, parseMaterial } from './material.ts';
import type { VerificationKey } from './source.ts';

/** Why a member is not used. `blocked` is the policy's doing, `import_failed` the runtime's verdict. */
export type KeyRefusal =
  | 'not_an_object'
  | 'private_key'
  | 'symmetric_key'
  | 'kid_invalid'
  | 'blocked'
  | 'issuer_mismatch'
  | 'use_not_sig'
  | 'key_ops_not_verify'
  | 'kty_unsupported'
  | 'crv_unsupported'
  | 'member_malformed'
  | 'rsa_modulus'
  | 'rsa_exponent'
  | 'ed25519_point'
  | 'alg_unsupported'
  | 'import_failed';

/** A usable member of a key set. */
export interface PublicKey {
  readonly kid: string | null;
  /** The one algorithm the key is declared for; null where it declares none. */
  readonly algorithm: SignatureAlgorithm | null;
  readonly material: PublicMaterial;
  /** What imports have brought so far, by algorithm; null for one that failed. Values, never promises: see `import.ts`. */
  readonly imported: Map<SignatureAlgorithm, VerificationKey | null>;
}

/** What a key set is judged by. */
export interface KeyRules {
  /** The exact `iss`. */
  readonly iss: string;
  /** The tenant of a templated issuer: then a member's own `issuer` must be this issuer's. */
  readonly tenant: string | null;
  /** Key ids and thumbprints never accepted. */
  readonly blockedKeys: ReadonlySet<string>;
}

/** One member, judged. */
export type ParsedJwk =
  | { readonly kind: 'key'; readonly key: PublicKey }
  | { readonly kind: 'refused'; readonly why: KeyRefusal };

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** Judges one member of a key set; the first thing wrong with it counts. */
export function parseJwk(member: unknown, rules: KeyRules): ParsedJwk {
  const refuse = (why: KeyRefusal): ParsedJwk => ({ kind: 'refused', why });
  if (!isJsonObject(member)) return refuse('not_an_object');
  const kid = parseKid(member);
  if (kid === undefined) return refuse('kid_invalid');

  if (member.kty === 'oct') return refuse('symmetric_key');
  // A published private key is everybody's key. Presence counts, whatever the value.
  if (PRIVATE_MEMBERS.some((name) => Object.hasOwn(member, name))) return refuse('private_key');
  if (kid !== null && rules.blockedKeys.has(kid)) return refuse('blocked');
  if (!isOfIssuer(member, rules)) return refuse('issuer_mismatch');
  if (Object.hasOwn(member, 'use') && member.use !== 'sig') return refuse('use_not_sig');
  if (Object.hasOwn(member, 'key_ops') && !areVerifyingOps(member)) return refuse('key_ops_not_verify');

  const material = parseMaterial(member);
  if (typeof material === 'string') return refuse(material);
  const algorithm = parseAlgorithm(member, material);
  if (algorithm === undefined) return refuse('alg_unsupported');
  return { kind: 'key', key: { kid, algorithm, material, imported: new Map() } };
}

/** Whether a key can serve an algorithm: type, curve, and the algorithm it is declared for. */
export function isFitting(key: PublicKey, entry: AlgorithmEntry): boolean {
  const { kty, crv } = key.material;
  return kty === entry.kty && crv === entry.crv && (key.algorithm === null || key.algorithm === entry.name);
}

/** The `kid`, null for none, undefined for one that is no text or beyond 1,024 characters. */
function parseKid(member: JsonObject): string | null | undefined {
  if (!Object.hasOwn(member, 'kid')) return null;
  const kid = member.kid;
  return typeof kid === 'string' && kid.length <= MAX_KID_LENGTH ? kid : undefined;
}

/**
 * Whether a member may speak for the issuer. Multi-tenant providers name the issuer in each key, some with the tenant
 * left as a placeholder for all tenants; another tenant's issuer means another tenant's key.
 */
function isOfIssuer(member: JsonObject, { iss, tenant }: KeyRules): boolean {
  if (tenant === null || !Object.hasOwn(member, 'issuer')) return true;
  const { issuer } = member;
  return typeof issuer === 'string' && issuer.replaceAll('{tenantid}', () => tenant) === iss;
}

/** Whether `key_ops` allows verifying, repeats nothing, and does not contradict `use` (RFC 7517 section 4.3). */
function areVerifyingOps(member: JsonObject): boolean {
  const operations = member.key_ops;
  if (!Array.isArray(operations) || !operations.includes('verify')) return false;
  if (!operations.every((operation) => typeof operation === 'string')) return false;
  if (new Set(operations).size !== operations.length) return false;
  const isForSignatures = operations.every((operation) => operation === 'verify' || operation === 'sign');
  return isForSignatures || !Object.hasOwn(member, 'use');
}

/** The declared algorithm, null for none, undefined for one that is not supported or contradicts the key's type. */
function parseAlgorithm(member: JsonObject, material: PublicMaterial): SignatureAlgorithm | null | undefined {
  if (!Object.hasOwn(member, 'alg')) return null;
  const alg = member.alg;
  const entry = typeof alg === 'string' ? toAlgorithm(alg) : null;
  return entry?.kty === material.kty && entry.crv === material.crv ? entry.name : undefined;
}
