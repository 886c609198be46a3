/**
 * A decision as one line of `decide`: its members and their order are an interface.
 */
import type { Decision } from '@sallyport/core';

/** What the Lambda gate would return for the same request. */
export type GateAnswer =
  | {
      /** The IAM document, or null where that gate throws. */
      readonly iam: object | null;
      /** Whether the document allows exactly what the policy allows, null without a document. */
      readonly exact: boolean | null;
    }
  | {
      /** The simple response of an HTTP API, or null where that gate throws. */
      readonly isAuthorized: boolean | null;
    };

/**
 * The line without its line break.
 *
 * @param verified - Whether the token was verified or only supposed.
 */
export function toAnswerLine(decision: Decision, answer: GateAnswer | null, verified: 'verified' | 'supposed'): string {
  const { effect, status, reason, route, principal } = decision;
  return JSON.stringify({
    effect,
    status,
    reason,
    route,
    principal:
      principal === null
        ? null
        : {
            issuer: principal.issuer,
            subject: principal.subject,
            clientId: principal.clientId,
            scopes: principal.scopes,
            roles: principal.roles,
          },
    challenge: decision.effect === 'deny' ? decision.challenge : null,
    // A route that reports lets through: the line says what it would have denied, and only there.
    ...(decision.effect === 'allow' && decision.reported !== null
      ? { reported: decision.reported, wouldDeny: decision.reported.reason }
      : {}),
    ...answer,
    ...(verified === 'supposed' ? { verified: false } : {}),
  });
}

/** The line that stands in place of one that cannot be read. */
export function toErrorLine(lineNumber: number, problem: string): string {
  return JSON.stringify({ error: `line ${lineNumber}: ${problem}` });
}
