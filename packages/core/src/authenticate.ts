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
import { type Credential, extractCredential } from './credential/extract.ts';
import type { AuthorizeRequest, Denial, Principal, TokenSource } from './decision/decision.ts';
import type { CompiledIssuer, CompiledPolicy } from './document/compiled.ts';
import { isAcceptedFrom, resolveIssuer } from './issuers/resolve.ts';
import type { KeyAnswer, KeyQuery, KeySource, VerificationKey } from './keys/source.ts';
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

/** The phases from extract to binding; no promise where nothing is waited for. */
export type Authenticate = (presentation: Presentation) => Authentication | Promise<Authentication>;

/** A token's verification, to be used again: frozen facts, and what the key source is asked with. */
interface Verification {
  readonly issuer: CompiledIssuer;
  readonly algorithm: AlgorithmEntry;
  readonly kid: string | null;
  readonly verified: VerifiedToken;
  readonly principal: Principal;
}

/** What a verification comes to when it is used again; null where the token must be verified anew. */
type Again = Verification | Denial | null;

/** The keys to verify with, or why there is none. */
type Keys = readonly VerificationKey[] | Denial;

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

  /** A promise only where the source has to wait: each one that is awaited costs a token that is known as much as a check. */
  const findKeys = (
    { issuer, algorithm, kid }: Pick<Verification, 'issuer' | 'algorithm' | 'kid'>,
    { waitUntil }: AuthorizeRequest,
  ): Keys | Promise<Keys> => {
    const source = keySources.get(issuer.iss);
    if (!source) return { reason: 'internal_error', about: 'key source' };
    const query: KeyQuery = { kid, algorithm: algorithm.name };
    const answer = source.find(waitUntil ? { ...query, waitUntil } : query);
    return 'kind' in answer ? toKeys(answer) : answer.then(toKeys);
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
  const checkAgain = (verification: Verification, keys: Keys): Again => {
    const { issuer, verified } = verification;
    if ('reason' in keys) return keys;
    if (!keys.some(({ thumbprint }) => thumbprint === verified.keyThumbprint)) return null;
    return checkTimes(verified.claims, issuer, ports.clock() / 1000) ?? checkBinding(verified) ?? verification;
  };

  const verifyAgain = (
    verification: Verification,
    from: TokenSource,
    request: AuthorizeRequest,
  ): Again | Promise<Again> => {
    if (!isAcceptedFrom(verification.issuer, from)) return { reason: 'credential_misplaced' };
    const keys = findKeys(verification, request);
    // Told by its `then`, as everywhere: a promise may be another realm's.
    return 'then' in keys ? keys.then((found) => checkAgain(verification, found)) : checkAgain(verification, keys);
  };

  /** What follows where a token is new, or its verification no longer holds. */
  const resolve = async (
    { token: text, from }: Credential,
    known: Verification | undefined,
    again: Again | Promise<Again>,
    request: AuthorizeRequest,
  ): Promise<Authentication> => {
    const outcome = await again;
    if (known && outcome !== known) cache.drop(text);
    return toAuthentication(outcome ?? (await verify(text, from, request)), from);
  };

  return ({ request, target, sources }) => {
    let asked = '';
    let found: Verification | undefined;
    const isKnown = (text: string): boolean => {
      asked = text;
      found = cache.get(text);
      return found !== undefined;
    };
    const credential = extractCredential(policy, request, target, sources, isKnown);
    if ('reason' in credential) return credential;
    // Whatever extraction asked about on its way: only the credential's own verification counts.
    const known = credential.token === asked ? found : undefined;
    if (known === undefined) return resolve(credential, known, null, request);
    const again = verifyAgain(known, credential.from, request);
    return again === known ? toAuthentication(again, credential.from) : resolve(credential, known, again, request);
  };
}

function toAuthentication(outcome: Verification | Denial, credentialFrom: TokenSource): Authentication {
  if ('reason' in outcome) return { ...outcome, credentialFrom };
  return { principal: outcome.principal, issuer: outcome.issuer, credentialFrom };
}

function toKeys(answer: KeyAnswer): Keys {
  if (answer.kind === 'found') return answer.candidates;
  return answer.kind === 'denied'
    ? { reason: answer.reason }
    : { reason: answer.reason, retryAfterSeconds: answer.retryAfterSeconds };
}
