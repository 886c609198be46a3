/**
 * What a client gets when a request may not pass.
 *
 * Does not: let anything but the decision choose the status.
 * Spec: RFC 9457 section 3, RFC 9110 sections 10.2.3 and 11.6.1.
 */
import { type Decision, type Denied, REASONS, type Reason, toProblem } from '@sallyport/core';

const RETRY_AFTER_SECONDS = 5;

/** The answer to a denial. `custom` lends its body and content type, never its status or other headers. */
export function toDenialResponse(decision: Denied, custom: Response | null = null): Response {
  const headers = new Headers({ 'Cache-Control': 'no-store' });
  const contentType = custom === null ? 'application/problem+json' : custom.headers.get('Content-Type');
  if (contentType !== null) headers.set('Content-Type', contentType);
  if (decision.challenge !== null) headers.set('WWW-Authenticate', decision.challenge);
  if (decision.status === 503) {
    headers.set('Retry-After', String(Math.ceil(decision.retryAfterSeconds ?? RETRY_AFTER_SECONDS)));
  }
  const body = custom === null ? JSON.stringify(toProblem(decision)) : custom.body;
  return new Response(decision.method === 'HEAD' ? null : body, { status: decision.status, headers });
}

/** The same request refused for another reason, with nothing kept that a refused path could have led to. */
export function toRefusal(decision: Decision, reason: Reason, about: string): Denied {
  const { decisionId, policy, decidedAt, method } = decision;
  return {
    ...NOTHING_KNOWN,
    ...{ decisionId, policy, decidedAt, method, reason, about },
    status: REASONS[reason].status,
  };
}

/** The denial of a gate that could not be constructed, or that failed where no request should make it fail. */
export function toDefect(method: string, about: string): Denied {
  return {
    ...NOTHING_KNOWN,
    decisionId: crypto.randomUUID(),
    policy: '',
    decidedAt: Date.now() / 1000,
    ...{ method, reason: 'internal_error', about },
    status: REASONS.internal_error.status,
  };
}

const NOTHING_KNOWN = {
  effect: 'deny',
  path: null,
  route: null,
  access: null,
  params: {},
  principal: null,
  credentialFrom: null,
  challenge: null,
  retryAfterSeconds: null,
} as const;
