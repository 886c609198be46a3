/**
 * A decision as one line of `decide`: its members and their order are an interface.
 */
import type { Decision } from '@sallyport/core';

/** What the Lambda gate would return for the same request. */
export interface IamAnswer {
  /** The IAM document, or null where that gate throws. */
  readonly iam: object | null;
  /** Whether the document allows exactly what the policy allows, null without a document. */
  readonly exact: boolean | null;
}

/**
 * The line without its line break.
 *
 * @param verified - Whether the token was verified or only supposed.
 */
export function toAnswerLine(decision: Decision, iam: IamAnswer | null, verified: 'verified' | 'supposed'): string {
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
    ...iam,
    ...(verified === 'supposed' ? { verified: false } : {}),
  });
}

/** The line that stands in place of one that cannot be read. */
export function toErrorLine(lineNumber: number, problem: string): string {
  return JSON.stringify({ error: `line ${lineNumber}: ${problem}` });
}
