/**
 * The core's own phases over any compact JWS, also one whose payload is no JWT: the lexical gate, the issuer's pinned
 * algorithms, the key source and the signature, in the order of `authorize`.
 *
 * The claims are left out. Where the payload is no JSON object the real gate refuses the token; its verdict on the rest
 * is then read from the same token with another payload, and the signature is verified over the bytes as sent.
 */
import { compilePolicy, createKeySource, createWebPorts } from '@sallyport/core';
import type { CompiledIssuer, CompiledPolicy, KeyLocation } from '../../packages/core/src/document/compiled.ts';
import { resolveIssuer } from '../../packages/core/src/issuers/resolve.ts';
import type { KeyRules } from '../../packages/core/src/keys/jwk.ts';
import {
  ASYMMETRIC_ALGORITHMS,
  type SignatureAlgorithm,
  toAlgorithm,
} from '../../packages/core/src/token/algorithms.ts';
import { parseBase64Url } from '../../packages/core/src/token/base64url.ts';
import { parseToken } from '../../packages/core/src/token/decode.ts';
import type { JsonObject } from '../../packages/core/src/token/json.ts';
import type { UnverifiedToken } from '../../packages/core/src/token/token.ts';
import { verifyToken } from '../../packages/core/src/token/verify.ts';
import { compiledIssuer } from '../support/compiled-issuer.ts';
import { BEYOND_GATE } from './cases.ts';

/** The issuer that every JWS here is taken to be of. */
const ISS = 'https://issuer.test';

/** What a key set of that issuer is judged by. */
export const RULES: KeyRules = { iss: ISS, tenant: null, blockedKeys: new Set() };

const PRIVATE_MEMBERS: ReadonlySet<string> = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth']);
const encoder = new TextEncoder();
const STAND_IN = toSegment(encoder.encode(JSON.stringify({ iss: ISS })));

/** Octets as a token's segment. */
export function toSegment(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The public part of an asymmetric key. */
export function toPublic(jwk: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => !PRIVATE_MEMBERS.has(name)));
}

/** An issuer with that one key: a secret where it is symmetric, else an inline key set; the key's `alg` pinned. */
export function issuerWith(jwk: JsonObject, overrides: Partial<CompiledIssuer> = {}): CompiledIssuer {
  const algorithm = typeof jwk.alg === 'string' ? toAlgorithm(jwk.alg) : null;
  const algorithms = new Set<SignatureAlgorithm>(algorithm ? [algorithm.name] : ASYMMETRIC_ALGORITHMS);
  return compiledIssuer({ iss: ISS, keys: toLocation(jwk), algorithms, ...overrides });
}

function toLocation(jwk: JsonObject): KeyLocation {
  if (jwk.kty !== 'oct') return { kind: 'jwks', keys: [jwk] };
  const secret = typeof jwk.k === 'string' ? parseBase64Url(jwk.k) : null;
  if (secret === null) throw new Error('a secret that is not base64url');
  return { kind: 'hmac', secrets: [secret] };
}

/** `verified`, or `refused` with the phase, the reason and what it is about; then `BEYOND_GATE` where that applies. */
export async function tryJws(jws: string, issuer: CompiledIssuer): Promise<string> {
  const read = parseToken(jws);
  if ('reason' in read && read.about !== 'payload') return `refused gate ${read.reason} ${read.about ?? ''}`.trimEnd();
  const [header = '', payload = '', signature = ''] = jws.split('.');
  const standIn = parseToken(`${header}.${STAND_IN}.${signature}`);
  if ('reason' in standIn) throw new Error(`the gate refuses another payload: ${standIn.reason}`);

  const signingInput = new Uint8Array(encoder.encode(`${header}.${payload}`));
  if (!('reason' in read)) return tryToken(read, standIn, issuer);
  return (await tryToken({ ...standIn, signingInput }, standIn, issuer)) + BEYOND_GATE;
}

/** The phases after the gate; `standIn` is the token with the issuer's `iss`, which the token itself need not have. */
async function tryToken(token: UnverifiedToken, standIn: UnverifiedToken, issuer: CompiledIssuer): Promise<string> {
  const resolved = resolveIssuer(policyOf(issuer), standIn, { kind: 'authorization' });
  if ('reason' in resolved) return `refused issuer ${resolved.reason}`;
  const source = createKeySource(issuer, createWebPorts());
  const keys = await source.find({ kid: token.header.kid, algorithm: resolved.algorithm.name });
  if (keys.kind !== 'found') return `refused key ${keys.reason}`;
  const verified = await verifyToken(token, resolved.algorithm, keys.candidates);
  return 'reason' in verified ? `refused signature ${verified.reason}` : 'verified';
}

/** `thumbprint` and the one by which the key source knows a key. */
export async function toThumbprint(jwk: JsonObject, algorithm: SignatureAlgorithm): Promise<string> {
  const source = createKeySource(issuerWith(jwk), createWebPorts());
  const keys = await source.find({ kid: null, algorithm });
  if (keys.kind !== 'found') return `refused key ${keys.reason}`;
  return `thumbprint ${keys.candidates.map(({ thumbprint }) => thumbprint).join(' ')}`;
}

function policyOf(issuer: CompiledIssuer): CompiledPolicy {
  const { policy } = compilePolicy({ issuers: {}, routes: { 'GET /': 'public' } }, { env: {} });
  if (policy === null) throw new Error('the empty policy does not compile');
  return { ...policy, byIss: new Map([[issuer.iss, issuer]]) };
}
