/**
 * The claims phase: whether a verified token is for us, from the party we expect, and valid now.
 *
 * Denies: `claim_missing`, `claim_malformed`, `type_not_allowed`, `audience_mismatch`, `party_mismatch`,
 * `tenant_unknown`, `token_expired`, `token_not_yet_valid`, `token_too_old`, `lifetime_too_long`.
 * Trust: the signature is verified; every claim is still of unknown type.
 * Spec: RFC 7519 section 4.1, RFC 9068 section 4, RFC 8725 section 3.9.
 */
import type { Denial } from '../decision/decision.ts';
import type { CompiledIssuer } from '../document/compiled.ts';
import type { JsonObject } from '../token/json.ts';
import { type ClaimPath, readClaim } from './path.ts';

/** Checks the claims of one of `issuer`'s tokens at `nowSeconds`; null when all hold. */
export function checkClaims(claims: JsonObject, issuer: CompiledIssuer, nowSeconds: number): Denial | null {
  return (
    checkRequired(claims, issuer) ??
    checkTypes(claims, issuer) ??
    checkAudience(claims, issuer) ??
    checkParty(claims, issuer) ??
    checkTimes(claims, issuer, nowSeconds)
  );
}

const EXP: ClaimPath = { text: 'exp', steps: ['exp'] };
const JTI: ClaimPath = { text: 'jti', steps: ['jti'] };

function checkRequired(claims: JsonObject, issuer: CompiledIssuer): Denial | null {
  for (const path of [EXP, ...issuer.requiredClaims]) {
    if (readClaim(claims, path) === undefined) return { reason: 'claim_missing', about: path.text };
  }
  return null;
}

function checkTypes(claims: JsonObject, issuer: CompiledIssuer): Denial | null {
  for (const name of ['exp', 'nbf', 'iat']) {
    const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
    // `1e400` parses to Infinity: a token that never expires (RFC 7519 section 2, NumericDate).
    if (value !== undefined && !Number.isFinite(value)) return { reason: 'claim_malformed', about: name };
  }
  const { subject, client } = issuer.mappings;
  const read = subject.find((path) => readClaim(claims, path) !== undefined);
  for (const path of [...subject, ...client, JTI]) {
    const value = readClaim(claims, path);
    // Cloudflare Access leaves the "sub" of a service empty, and names it in the claim that is read before.
    if (value === undefined || (value === '' && subject.includes(path) && path !== read)) continue;
    if (typeof value !== 'string' || value === '') return { reason: 'claim_malformed', about: path.text };
  }
  for (const { claim, values } of issuer.typeClaims) {
    const value = readClaim(claims, claim);
    if (value === undefined && values.has('absent')) continue;
    // A claim that says "absent" is present.
    if (typeof value !== 'string' || value === 'absent' || !values.has(value))
      return { reason: 'type_not_allowed', about: claim.text };
  }
  return null;
}

function checkAudience(claims: JsonObject, issuer: CompiledIssuer): Denial | null {
  const { audiences } = issuer;
  for (const path of issuer.audienceClaims) {
    const value = readClaim(claims, path);
    if (value === undefined) continue;
    const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
    // Types first: [["a"], "ours"] is malformed, not ours.
    if (!listed.every((item) => typeof item === 'string')) return { reason: 'claim_malformed', about: path.text };
    if (audiences === null || listed.some((item) => audiences.has(item))) return null;
    return { reason: 'audience_mismatch', about: path.text };
  }
  return audiences === null ? null : { reason: 'claim_missing', about: issuer.audienceClaims[0]?.text ?? 'aud' };
}

function checkParty(claims: JsonObject, issuer: CompiledIssuer): Denial | null {
  if (issuer.clients) {
    const client = readFirst(claims, issuer.mappings.client);
    if (typeof client !== 'string' || !issuer.clients.has(client)) return { reason: 'party_mismatch' };
  }
  if (issuer.tenant !== null && readFirst(claims, issuer.mappings.tenant) !== issuer.tenant) {
    return { reason: 'tenant_unknown' };
  }
  return null;
}

/** Checks what changes as time passes: `exp`, `nbf`, age and lifetime, of claims whose types hold. */
export function checkTimes(claims: JsonObject, issuer: CompiledIssuer, nowSeconds: number): Denial | null {
  const { clockToleranceSeconds: tolerance, maxLifetimeSeconds } = issuer;
  const read = (name: string): number | undefined => {
    const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
    return typeof value === 'number' ? value : undefined;
  };
  const exp = read('exp');
  const nbf = read('nbf');
  const iat = read('iat');
  if (exp === undefined || exp + tolerance <= nowSeconds) return { reason: 'token_expired', about: 'exp' };
  if (nbf !== undefined && nbf - tolerance > nowSeconds) return { reason: 'token_not_yet_valid', about: 'nbf' };
  if (iat !== undefined && iat - tolerance > nowSeconds) return { reason: 'token_not_yet_valid', about: 'iat' };
  if (iat !== undefined && nowSeconds - iat > maxLifetimeSeconds + tolerance) return { reason: 'token_too_old' };
  if (exp - (iat ?? nowSeconds) > maxLifetimeSeconds) return { reason: 'lifetime_too_long' };
  return null;
}

/** The first present claim of several. */
export function readFirst(claims: JsonObject, paths: readonly ClaimPath[]): unknown {
  for (const path of paths) {
    const value = readClaim(claims, path);
    if (value !== undefined) return value;
  }
  return undefined;
}
