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
  /** `report`: the route let through what it would deny, for the reason in `wouldDeny`. */
  readonly mode: 'enforce' | 'report';
  readonly wouldDeny: string | null;
  /** The claim, header parameter or form at fault. */
  readonly about: string | null;
  readonly method: string;
  /** The route's key, never the path, which may hold personal data. */
  readonly route: string | null;
  readonly policy: string;
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly client: string | null;
  /** The token's `jti`, hashed with its issuer; null where subjects are not logged. */
  readonly tokenId: string | null;
}

const MAX_METHOD_LENGTH = 20;

/** The record of a decision, or null where the policy logs no such decision. */
export async function toLogRecord(decision: Decision, log: Required<LogEntry>): Promise<LogRecord | null> {
  if (!isLogged(decision, log)) return null;
  const { principal } = decision;
  const reported = decision.effect === 'allow' ? decision.reported : null;
  return {
    kind: 'sallyport.decision',
    v: 1,
    ts: new Date(decision.decidedAt * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
    decisionId: decision.decisionId,
    effect: decision.effect,
    status: decision.status,
    reason: decision.reason,
    mode: reported === null ? 'enforce' : 'report',
    wouldDeny: reported?.reason ?? null,
    about: decision.effect === 'deny' ? decision.about : (reported?.about ?? null),
    method: decision.method.slice(0, MAX_METHOD_LENGTH),
    route: decision.route,
    policy: decision.policy,
    issuer: principal?.issuer ?? null,
    subject: await toLoggedSubject(principal, log.subject),
    client: principal?.clientId ?? null,
    tokenId: log.subject === 'off' ? null : await toHashed(principal, principal?.tokenId ?? null),
  };
}

/**
 * Whether the policy logs a decision. A sample keeps every denial; which allows it keeps follows from their ids, so both
 * gates and every replay agree.
 */
export function isLogged(decision: Decision, { decisions }: Pick<Required<LogEntry>, 'decisions'>): boolean {
  if (decisions === 'off') return false;
  if (decisions === 'all' || decision.effect === 'deny' || decision.reported !== null) return true;
  return decisions !== 'deny' && toShare(decision.decisionId) < decisions.sample;
}

/** A number in [0, 1) that follows from a text alone and is spread evenly over random ids (FNV-1a, then mixed). */
function toShare(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}

async function toLoggedSubject(principal: Principal | null, mode: 'hash' | 'plain' | 'off'): Promise<string | null> {
  if (principal === null || mode === 'off') return null;
  return mode === 'plain' ? principal.subject : toHashed(principal, principal.subject);
}

/** Equal for equal values of one issuer, and different for another issuer's. */
async function toHashed(principal: Principal | null, value: string | null): Promise<string | null> {
  if (principal === null || value === null) return null;
  const identity = new TextEncoder().encode(JSON.stringify([principal.iss, value]));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', identity));
  return `hash:${[...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
