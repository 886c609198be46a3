/**
 * The body of a denial: problem details that a client may show and quote, and that tell an attacker nothing.
 *
 * Spec: RFC 9457 section 3.
 */
import type { Denied } from './decision.ts';
import { REASONS } from './reasons.ts';

/** An `application/problem+json` body. */
export interface Problem {
  /** `about:blank`: the status is the whole type; the reason stays in the logs. */
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** What to quote to the operator, who finds the reason by it. */
  readonly decisionId: string;
}

const TITLES: ReadonlyMap<number, string> = new Map([
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [500, 'Internal Server Error'],
  [503, 'Service Unavailable'],
]);

/** The problem details of a denial. */
export function toProblem(decision: Denied): Problem {
  return {
    type: 'about:blank',
    title: TITLES.get(decision.status) ?? 'Error',
    status: decision.status,
    detail: REASONS[decision.reason].sentence,
    decisionId: decision.decisionId,
  };
}
