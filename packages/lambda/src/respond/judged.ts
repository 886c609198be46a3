/**
 * What a form of answer is given, and what it gives back.
 */
import type { CompiledPolicy, Decision } from '@sallyport/core';
import type { StageArn } from '../arn.ts';
import type { DocumentFacts } from '../telemetry/log.ts';

/** A request that has been decided. */
export interface Judged {
  readonly policy: CompiledPolicy;
  readonly decision: Decision;
  readonly arn: StageArn;
  /** The API's route under which the request came; null where the event names none. */
  readonly routeKey: string | null;
}

/** An answer, and what it says of this request. */
export interface Written<Answer> {
  readonly answer: Answer;
  /** The decision as the answer puts it: where a document grants less, a denial. */
  readonly outcome: Decision;
  /** What the log says of the document; null for a simple response. */
  readonly document: DocumentFacts | null;
}

/** One form of answers. */
export interface Form<Answer> {
  /**
   * For a decision on a verified token, or on a stranger that a route lets in.
   *
   * Null where results are kept and the answer that policy and token make would let in this request, which is denied:
   * then nothing may be kept, neither that answer, which is wrong for it, nor another, which would be wrong for others.
   */
  readonly write: (judged: Judged) => Promise<Written<Answer> | null>;
  /** For a token that is not accepted and never will be. */
  readonly refuse: (judged: Judged) => Written<Answer>;
}

/** Whether API Gateway keeps answers: then they stand for requests that the gate never sees. */
export function isKept({ apiGateway }: CompiledPolicy): boolean {
  return apiGateway.resultTtlSeconds > 0;
}

/** A decision that the answer turns into a denial: the gate refuses what its answer refuses. */
export function toRefusal(decision: Decision, about: string): Decision {
  return {
    ...decision,
    effect: 'deny',
    status: 400,
    reason: 'path_ambiguous',
    challenge: null,
    about,
    retryAfterSeconds: null,
  };
}
