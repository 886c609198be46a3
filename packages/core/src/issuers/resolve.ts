/**
 * The issuer phase: which issuer of the policy a token names, and whether that issuer's settings admit the token.
 *
 * Denies: `claim_missing` and `claim_malformed` (of `iss`), `issuer_unknown`, `algorithm_not_allowed`,
 * `type_not_allowed`, `critical_header`, `credential_misplaced`.
 * Trust: the token is unverified; these gates need no trust and cost no I/O, so an unknown `iss` never causes a fetch.
 * Spec: RFC 8725 sections 3.1, 3.8, 3.11; RFC 9068 section 4.
 */
import type { Denial, TokenSource } from '../decision/decision.ts';
import type { CompiledIssuer, CompiledPolicy } from '../document/compiled.ts';
import { type AlgorithmEntry, toAlgorithm } from '../token/algorithms.ts';
import type { TokenHeader, UnverifiedToken } from '../token/token.ts';

/** The issuer and algorithm that the rest of the verification goes by. */
export interface ResolvedIssuer {
  readonly issuer: CompiledIssuer;
  readonly algorithm: AlgorithmEntry;
}

/** Finds the issuer by exact `iss` and applies its gates, in the order of the reasons table. */
export function resolveIssuer(
  policy: CompiledPolicy,
  token: UnverifiedToken,
  from: TokenSource,
): ResolvedIssuer | Denial {
  const iss = Object.hasOwn(token.payload, 'iss') ? token.payload.iss : undefined;
  if (iss === undefined) return { reason: 'claim_missing', about: 'iss' };
  if (typeof iss !== 'string') return { reason: 'claim_malformed', about: 'iss' };
  const issuer = policy.byIss.get(iss);
  if (!issuer) return { reason: 'issuer_unknown' };

  const algorithm = toAlgorithm(token.header.alg);
  if (!algorithm || !issuer.algorithms.has(algorithm.name)) return { reason: 'algorithm_not_allowed' };
  if (!isAcceptedType(issuer, token.header)) return { reason: 'type_not_allowed', about: 'typ' };
  if (token.header.crit === 'present') return { reason: 'critical_header' };
  if (!isAcceptedFrom(issuer, from)) return { reason: 'credential_misplaced' };
  return { issuer, algorithm };
}

/** Media types compare without case and with `application/` implied (RFC 7515 section 4.1.9). */
function isAcceptedType(issuer: CompiledIssuer, { typ }: TokenHeader): boolean {
  if (typ.kind === 'absent') return issuer.typelessTokens === 'accepted';
  if (typ.kind === 'invalid') return false;
  // ASCII only: a full case fold would take U+212A (Kelvin sign) for a k.
  const lower = typ.value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return issuer.tokenTypes.has(lower.startsWith('application/') ? lower.slice('application/'.length) : lower);
}

/** Whether an issuer's tokens may be sent where this one was found. */
export function isAcceptedFrom(issuer: CompiledIssuer, from: TokenSource): boolean {
  return issuer.tokenFrom.some((source) => isSameSource(source, from));
}

function isSameSource(one: TokenSource, other: TokenSource): boolean {
  if (one.kind === 'authorization' || other.kind === 'authorization') return one.kind === other.kind;
  return one.kind === other.kind && one.name === other.name;
}
