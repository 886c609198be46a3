/**
 * Answers an HTTP API with a simple response: yes or no, for this request.
 *
 * While results are kept the answer stands for every request under the same route of the API, so yes needs every route
 * of the policy that lies under it to be granted.
 */
import { grantsRouteKey } from '../route-key.ts';
import type { SimpleAnswer } from './answer.ts';
import { toContext, toRequestContext } from './context.ts';
import { type Form, type Judged, toRefusal, type Written } from './judged.ts';

/** Answers of the simple form. */
export const SIMPLE_FORM: Form<SimpleAnswer> = {
  write: async (judged) => {
    const { policy, decision, routeKey } = judged;
    const { principal } = decision;
    const isKept = policy.apiGateway.resultTtlSeconds > 0;
    const isGranted = !isKept || (principal !== null && grantsRouteKey(policy, principal, routeKey ?? ''));
    const isRefused = decision.effect === 'allow' && !isGranted;
    return toWritten(judged, isRefused ? toRefusal(decision, 'a route of the API that spans more') : decision);
  },
  refuse: (judged) => toWritten(judged, judged.decision),
};

function toWritten({ policy, decision }: Judged, outcome: Judged['decision']): Written<SimpleAnswer> {
  const { context, resultTtlSeconds } = policy.apiGateway;
  return {
    answer: {
      isAuthorized: outcome.effect === 'allow',
      context: {
        ...toContext(decision, decision.principal, context),
        ...(resultTtlSeconds > 0 ? {} : toRequestContext(outcome)),
      },
    },
    outcome,
    document: null,
  };
}
