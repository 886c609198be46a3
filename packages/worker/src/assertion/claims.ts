/**
 * What a gate states to the origin about one request: who is calling, what was decided on, and for whom this is said.
 *
 * Trust: everything here comes from a verified token or from the decision, nothing from the client's headers.
 * Spec: RFC 7519 section 4.1; `htm` and `htu` as in RFC 9449 section 4.2.
 */
import { type Allowed, type CompiledWorker, type FactValue, type Principal, readFact } from '@sallyport/core';

/** How long an assertion holds. */
export const ASSERTION_LIFETIME_SECONDS = 60;

/** What an assertion is made of. */
export interface AssertionSubject {
  readonly worker: CompiledWorker;
  readonly decision: Allowed;
  readonly principal: Principal;
  /** The origin that it is sent to. */
  readonly audience: string;
  /** The URL that it is sent to, in the canonical spelling, without a query. */
  readonly url: string;
}

/** The claims of an assertion. There is no `sub`: who a subject is depends on the issuer that it stands beside. */
export interface AssertionClaims {
  readonly iss: string | null;
  readonly aud: string;
  readonly htm: string;
  readonly htu: string;
  /** The decision's id, as in the log. */
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
  readonly principal: Pick<Principal, 'issuer' | 'iss' | 'subject' | 'clientId' | 'tenant' | 'scopes'>;
  /** What `worker.identityHeaders` names, by header; those of which the token says nothing are left out. */
  readonly identity?: Readonly<Record<string, FactValue>>;
}

/** The claims about one allowed request. */
export function toAssertionClaims({ worker, decision, principal, audience, url }: AssertionSubject): AssertionClaims {
  const { issuer, iss, subject, clientId, tenant, scopes } = principal;
  const issuedAt = Math.floor(decision.decidedAt);
  const facts = worker.identityHeaders
    .map(({ header, from }) => [header, readFact(principal, from)] as const)
    .filter(([, fact]) => fact !== null);
  return {
    iss: worker.publicOrigin,
    aud: audience,
    htm: decision.method,
    htu: url,
    jti: decision.decisionId,
    iat: issuedAt,
    exp: issuedAt + ASSERTION_LIFETIME_SECONDS,
    principal: { issuer, iss, subject, clientId, tenant, scopes },
    ...(facts.length === 0 ? {} : { identity: Object.fromEntries(facts) }),
  };
}
