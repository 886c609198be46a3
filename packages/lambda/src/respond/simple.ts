/**
 * Answers an HTTP API with a simple response: yes or no, for this request.
 *
 * While results are kept the answer stands for every request under the same route of the API, so it is a function of
 * policy, token and that route alone: yes where every route of the policy that lies under it is granted.
 */
import { grantsRouteKey } from '../route-key.ts';
import type { SimpleAnswer } from './answer.ts';
import { toContext, toRequestContext } from './context.ts';
import { type Form, isKept, type Judged, toRefusal, type Written } from './judged.ts';

/** Answers of the simple form. */
export const SIMPLE_FORM: Form<SimpleAnswer> = {
  write: async (judged) => (isKept(judged.policy) ? writeForAll(judged) : toWritten(judged, judged.decision)),
  refuse: (judged) => toWritten(judged, judged.decision),
};

/** The answer of policy, token and the API's route. */
function writeForAll(judged: Judged): Written<SimpleAnswer> | null {
  const { policy, decision, routeKey } = judged;
  const { principal } = decision;
  const isGranted = principal !== null && grantsRouteKey(policy, principal, routeKey ?? '');
  if (decision.effect === 'deny') return isGranted ? null : toWritten(judged, decision);
  return toWritten(judged, isGranted ? decision : toRefusal(decision, 'a route of the API that spans more'));
}

function toWritten({ policy, decision }: Judged, outcome: Judged['decision']): Written<SimpleAnswer> {
  return {
    answer: {
      isAuthorized: outcome.effect === 'allow',
      context: {
        ...toContext(decision, decision.principal, policy.apiGateway.context),
        ...(isKept(policy) ? {} : toRequestContext(outcome)),
      },
    },
    outcome,
    document: null,
  };
}
