/**
 * Whether a bearer token is valid for one protected resource, whatever the routes of the policy say.
 *
 * Trust: the resource is the one that the policy names, character for character, and `aud` must contain it: a token for
 * another resource of the same issuer would otherwise be replayed here (RFC 8707 section 2).
 * Does not: judge a route's requirement. What an issuer requires of every token of its own, it does.
 */
import { type CompiledAccess, type Decision, type Principal, REASONS, type Reason, solveAccess } from '@sallyport/core';
import type { WaitUntil } from '../execution-context.ts';
import type { Front } from '../front.ts';
import { SallyportFault } from './fault.ts';
import { type RpcPrincipal, toRpcPrincipal } from './principal.ts';

/** A valid token, as resource servers of `@cloudflare/workers-oauth-provider` take it. */
export interface TokenValidation {
  readonly props: RpcPrincipal;
  /** The resource. */
  readonly audience: string;
  /** `exp`, epoch seconds, without the policy's clock tolerance. */
  readonly expiresAt: number;
  /** Scopes in the alphabet of RFC 6749 section 3.3; `props.scopes` has them all. */
  scope: string[];
  /** The subject, unique within `props.iss` only; absent where the token has none. */
  readonly userId?: string;
  readonly clientId?: string;
}

interface Refusal {
  readonly reason: Reason;
  readonly about: string | null;
  readonly retryAfterSeconds?: number | null;
}

/** As a log names what was asked, in place of an HTTP method. */
const METHOD = 'validateToken';

// The access of a route that asks for nothing but a token.
const ANY_TOKEN: CompiledAccess = { kind: 'authenticated', requirement: null, sources: [], fingerprint: '' };

/**
 * Validates a token: null for every denial, logged with its reason.
 *
 * A token is read as a bearer token in `Authorization`; of an issuer whose `tokenFrom` leaves that out, none is valid.
 * @throws SallyportFault with the reason where keys are unreachable or the gate has a defect.
 */
export async function validateToken(
  front: Front,
  resource: string,
  token: string,
  waitUntil: WaitUntil,
): Promise<TokenValidation | null> {
  const startedAtMs = front.ports.clock();
  const judged = await judge(front, resource, token, waitUntil);
  const { principal, refusal } = judged;
  front.tell(toDecision(judged, refusal), { waitUntil, startedAtMs });
  if (refusal === null) return principal === null ? null : toValidation(principal, resource);
  if (REASONS[refusal.reason].status < 500) return null;
  throw new SallyportFault(refusal.reason, refusal.retryAfterSeconds ?? null);
}

type Facts = Pick<Decision, 'decisionId' | 'policy' | 'decidedAt' | 'principal'>;
interface Judged extends Facts {
  readonly refusal: Refusal | null;
}

async function judge(front: Front, resource: string, token: string, waitUntil: WaitUntil): Promise<Judged> {
  const { authorizer, ports } = front;
  const { policy } = authorizer;
  if (policy.resource === null || resource !== policy.resource.identifier) {
    const facts = { decisionId: ports.newId(), policy: await authorizer.policyHash(), decidedAt: ports.clock() / 1000 };
    return { ...facts, principal: null, refusal: { reason: 'audience_mismatch', about: 'resource' } };
  }
  const authorization = `Bearer ${token}`;
  const decision = await authorizer.authorize({
    ...{ method: 'GET', url: '/', waitUntil },
    headers: { get: (name) => (name === 'authorization' ? authorization : null) },
    // Verifies whatever stands at that path, and no route lets a failing token pass.
    credentials: 'always',
  });
  const { decisionId, policy: hash, decidedAt, principal } = decision;
  const facts = { decisionId, policy: hash, decidedAt, principal };
  if (principal === null || decision.status >= 500) {
    const { reason, about, retryAfterSeconds } = decision.effect === 'deny' ? decision : UNEXPECTED;
    return { ...facts, refusal: { reason, about, retryAfterSeconds } };
  }
  if (!isOpen(solveAccess(policy, ANY_TOKEN, principal))) {
    return { ...facts, refusal: { reason: 'claim_unmet', about: 'require' } };
  }
  return { ...facts, refusal: checkHolder(principal, resource) };
}

const UNEXPECTED = { reason: 'internal_error', about: 'principal', retryAfterSeconds: null } as const;

/** What a resource server adds to the policy's own checks; null where the token may be used by whoever has it, here. */
export function checkHolder({ claims }: Pick<Principal, 'claims'>, resource: string): Refusal | null {
  // Whoever asks has seen no proof of possession, so a bound token would be a bearer token here.
  if (Object.hasOwn(claims, 'cnf')) return { reason: 'binding_required', about: 'cnf' };
  const aud = Object.hasOwn(claims, 'aud') ? claims.aud : [];
  const listed: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!listed.every((item) => typeof item === 'string')) return { reason: 'claim_malformed', about: 'aud' };
  return listed.includes(resource) ? null : { reason: 'audience_mismatch', about: 'aud' };
}

function isOpen(ways: readonly object[]): boolean {
  return ways.some((way) => Object.keys(way).length === 0);
}

/** The decision that the log gets: of no route, since none was asked for. */
function toDecision({ decisionId, policy, decidedAt, principal }: Facts, refusal: Refusal | null): Decision {
  const facts = { decisionId, policy, decidedAt, principal, method: METHOD };
  const nowhere = { path: null, route: null, access: null, params: {}, credentialFrom: null };
  if (refusal === null) return { ...facts, ...nowhere, effect: 'allow', status: 200, reason: null, reported: null };
  const { reason, about, retryAfterSeconds = null } = refusal;
  const { status } = REASONS[reason];
  return { ...facts, ...nowhere, effect: 'deny', status, reason, about, retryAfterSeconds, challenge: null };
}

function toValidation(principal: Principal, resource: string): TokenValidation {
  const { subject, clientId, scopes, expiresAt } = principal;
  return {
    props: toRpcPrincipal(principal),
    audience: resource,
    expiresAt,
    // One odd scope would have the resource server refuse the whole token.
    scope: scopes.filter((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)),
    ...(subject === null ? {} : { userId: subject }),
    ...(clientId === null ? {} : { clientId }),
  };
}
