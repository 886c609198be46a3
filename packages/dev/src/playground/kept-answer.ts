/**
 * What the playground's list of decisions shows of an answer that API Gateway gave from a kept result.
 */
import type { KeptAnswer } from '../gates/api-gateway.ts';
import type { ShownDecision } from './protocol.ts';

/** The row of such an answer: the path in place of the route, which nobody looked up, and no id to explain. */
export function toShownAnswer({ status, effect, method, path, from }: KeptAnswer, ts: string): ShownDecision {
  return {
    gate: 'apiGateway',
    keptFrom: `${from.method} ${from.path}`,
    record: {
      ...{ ts, decisionId: '', effect, status, reason: null, wouldDeny: null, about: null },
      ...{ method, route: path, issuer: null },
    },
  };
}
