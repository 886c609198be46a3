/**
 * One JSON object a decision, the same fields at both gates.
 *
 * Does not: hold a token, a signature, a query string or, unless the policy allows it, a subject in the clear.
 */
import type { LogEntry } from '../document/policy.ts';
import type { Decision, Principal } from './decision.ts';

/** What a gate logs of a decision. */
export interface LogRecord {
  readonly kind: 'sallyport.decision';
  readonly v: 1;
  /** ISO 8601, to the second. */
  readonly ts: string;
  readonly decisionId: string;
  readonly effect: 'allow' | 'deny';
  readonly status: number;
  readonly reason: string | null;
  /** The claim, header parameter or form at fault. */
  readonly about: string | null;
  readonly method: string;
  /** The route's key, never the path, which may hold personal data. */
  readonly route: string | null;
  readonly policy: string;
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly client: string | null;
}

const MAX_METHOD_LENGTH = 20;

/** The record of a decision, or null where the policy logs no such decision. */
export async function toLogRecord(decision: Decision, log: Required<LogEntry>): Promise<LogRecord | null> {
  if (log.decisions === 'off' || (log.decisions === 'deny' && decision.effect === 'allow')) return null;
  const { principal } = decision;
  return {
    kind: 'sallyport.decision',
    v: 1,
    ts: new Date(decision.decidedAt * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
    decisionId: decision.decisionId,
    effect: decision.effect,
    status: decision.status,
    reason: decision.reason,
    about: decision.effect === 'deny' ? decision.about : null,
    method: decision.method.slice(0, MAX_METHOD_LENGTH),
    route: decision.route,
    policy: decision.policy,
    issuer: principal?.issuer ?? null,
    subject: await toLoggedSubject(principal, log.subject),
    client: principal?.clientId ?? null,
  };
}

async function toLoggedSubject(principal: Principal | null, mode: 'hash' | 'plain' | 'off'): Promise<string | null> {
  if (principal === null || principal.subject === null || mode === 'off') return null;
  if (mode === 'plain') return principal.subject;
  const identity = new TextEncoder().encode(JSON.stringify([principal.iss, principal.subject]));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', identity));
  return `hash:${[...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
