/**
 * What a client gets where its request was allowed and no answer came from the origin.
 *
 * Does not: tell the client which origin, or what its connection broke with; the log line has the error's name.
 * Spec: RFC 9457 section 3, RFC 9110 sections 15.6.3 and 15.6.5.
 */
import type { Allowed } from '@sallyport/core';
import { logProblem } from './log.ts';

/** No answer at all, or none in time. */
export type OriginFailure = 'unreachable' | 'timed_out';

const FAILURES = {
  unreachable: { status: 502, title: 'Bad Gateway', detail: 'The origin cannot be reached.' },
  timed_out: { status: 504, title: 'Gateway Timeout', detail: 'The origin did not answer in time.' },
} as const;

/** Logs `sallyport.origin_unreachable` or `sallyport.origin_timed_out`, and answers with problem details. */
export function toFailureResponse(
  { decisionId, method }: Allowed,
  failure: OriginFailure,
  error: string | null,
): Response {
  logProblem(`origin_${failure}`, error === null ? { decisionId } : { decisionId, error });
  const { status, title, detail } = FAILURES[failure];
  const problem = { type: 'about:blank', title, status, detail, decisionId };
  return new Response(method === 'HEAD' ? null : JSON.stringify(problem), {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' },
  });
}
