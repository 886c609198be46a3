/**
 * Who a request speaks for: extract -> decode -> issuer -> key -> signature -> claims -> binding.
 *
 * A token that was verified before is not parsed and verified again: its issuer's key source is asked whether the same
 * key still stands, which counts as use and starts refreshes, then times and binding are checked again.
 * Does not: judge routes or requirements; `authorize.ts` does, for every request.
 */
import { checkBinding } from './binding/cnf.ts';
import { checkClaims, checkTimes } from './claims/check.ts';
import { toPrincipal } from './claims/principal.ts';
import { extractCredential } from './credential/extract.ts';
import type { AuthorizeRequest, Denial, Principal, TokenSource } from './decision/decision.ts';
import type { CompiledIssuer, CompiledPolicy } from './document/compiled.ts';
import { isAcceptedFrom, resolveIssuer } from './issuers/resolve.ts';
import type { KeySource, VerificationKey } from './keys/source.ts';
import type { Ports } from './ports.ts';
import type { RequestTarget } from './routes/path.ts';
import type { AlgorithmEntry } from './token/algorithms.ts';
import { parseToken } from './token/decode.ts';
import type { VerifiedToken } from './token/token.ts';
import { createVerifiedCache } from './token/verified-cache.ts';
import { verifyToken } from './token/verify.ts';

/** Everything the phases from extract to binding decide on. */
export interface Presentation {
  readonly request: AuthorizeRequest;
  readonly target: RequestTarget;
  /** Where a credential may be read on this route. */
  readonly sources: readonly TokenSource[];
}

/** A verified principal, or why there is none. */
export type Authentication =
  | { readonly principal: Principal; readonly issuer: CompiledIssuer; readonly credentialFrom: TokenSource | null }
  | (Denial & { readonly credentialFrom?: TokenSource });

/** The phases from extract to binding. */
export type Authenticate = (presentation: Presentation) => Promise<Authentication>;

/** A token's verification, to be used again: frozen facts, and what the key source is asked with. */
interface Verification {
  readonly issuer: CompiledIssuer;
  readonly algorithm: AlgorithmEntry;
  readonly kid: string | null;
  readonly verified: VerifiedToken;
  readonly principal: Principal;
}

/**
 * The phases over the issuers' key sources, with a cache of verified tokens.
 *
 * The cache belongs to one policy, so equal token text never meets another policy's settings; the text names its issuer.
 */
export function createAuthenticate(
  policy: CompiledPolicy,
  ports: Ports,
  keySources: ReadonlyMap<string, KeySource>,
): Authenticate {
  const cache = createVerifiedCache<Verification>();

  const findKeys = async (
    { issuer, algorithm, kid }: Pick<Verification, 'issuer' | 'algorithm' | 'kid'>,
    { waitUntil }: AuthorizeRequest,
  ): Promise<readonly VerificationKey[] | Denial> => {
    const source = keySources.get(issuer.iss);
    if (!source) return { reason: 'internal_error', about: 'key source' };
    const answer = await source.find({ kid, algorithm: algorithm.name, ...(waitUntil ? { waitUntil } : {}) });
    if (answer.kind === 'found') return answer.candidates;
    return answer.kind === 'denied'
      ? { reason: answer.reason }
      : { reason: answer.reason, retryAfterSeconds: answer.retryAfterSeconds };
  };

  /** The phases from decode on, for a token that is not in the cache. */
  const verify = async (text: string, from: TokenSource, request: AuthorizeRequest): Promise<Verification | Denial> => {
    const token = parseToken(text);
    if ('reason' in token) return token;
    const resolved = resolveIssuer(policy, token, from);
    if ('reason' in resolved) return resolved;
    const { issuer, algorithm } = resolved;
    const { kid } = token.header;
    const keys = await findKeys({ issuer, algorithm, kid }, request);
    if ('reason' in keys) return keys;
    const verified = await verifyToken(token, algorithm, keys);
    if ('reason' in verified) return verified;
    const unfit = checkClaims(verified.claims, issuer, ports.clock() / 1000) ?? checkBinding(verified);
    if (unfit) return unfit;
    const principal = toPrincipal(verified.claims, issuer);
    const verification = { issuer, algorithm, kid, verified, principal };
    cache.put(text, verification);
    return verification;
  };

  /** What can have changed since a token was verified; null where its key is gone and it must be verified anew. */
  const verifyAgain = async (
    verification: Verification,
    from: TokenSource,
    request: AuthorizeRequest,
  ): Promise<Verification | Denial | null> => {
    const { issuer, verified } = verification;
    if (!isAcceptedFrom(issuer, from)) return { reason: 'credential_misplaced' };
    const keys = await findKeys(verification, request);
    if ('reason' in keys) return keys;
    if (!keys.some(({ thumbprint }) => thumbprint === verified.keyThumbprint)) return null;
    return checkTimes(verified.claims, issuer, ports.clock() / 1000) ?? checkBinding(verified) ?? verification;
  };

  return async ({ request, target, sources }) => {
    const credential = extractCredential(policy, request, target, sources);
    if ('reason' in credential) return credential;
    const { token: text, from: credentialFrom } = credential;
    const known = cache.get(text);
    let outcome = known && (await verifyAgain(known, credentialFrom, request));
    if (known && outcome !== known) cache.drop(text);
    outcome ??= await verify(text, credentialFrom, request);
    if ('reason' in outcome) return { ...outcome, credentialFrom };
    return { principal: outcome.principal, issuer: outcome.issuer, credentialFrom };
  };
}
