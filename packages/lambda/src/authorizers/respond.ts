/**
 * Answers one event: decide, put it into the form that the API takes, tell the log, return or throw.
 *
 * A fault throws its code and a token that is not accepted throws `Unauthorized`; neither is ever kept.
 */
import { type CompiledPolicy, type Decision, toApiGatewayAnswer } from '@sallyport/core';
import type { StageArn } from '../arn.ts';
import { toFault, toUnauthorized } from '../respond/answer.ts';
import type { Form, Judged, Written } from '../respond/judged.ts';
import { isLasting } from '../respond/lasting.ts';
import type { Ending } from '../telemetry/telemetry.ts';
import { decide, type GateRequest } from './decide.ts';
import type { Gate } from './gate.ts';
import { createView } from './view.ts';

/** One request, with the place it came to. */
export interface Asked extends GateRequest {
  readonly arn: StageArn;
  /** What the event calls its API beside the ARN; null where it does not. */
  readonly apiId: string | null;
  readonly routeKey: string | null;
}

/** Answers requests; null stands for an event that is none of this authorizer's. */
export type Responder<Answer> = (asked: Asked | null, context: unknown) => Promise<Answer>;

/** A responder in one form of answers. `policy` is the gate's, as the kind of event needs it read. */
export function createResponder<Answer>(gate: Gate, policy: CompiledPolicy, form: Form<Answer>): Responder<Answer> {
  const { apiGateway } = policy;
  const view = createView(apiGateway);
  const isKept = apiGateway.kind === 'rest-token' || apiGateway.resultTtlSeconds > 0;
  return async (asked, context) => {
    const invocation = gate.telemetry.start(context);
    const refused = asked === null ? 'event_malformed' : isExpected(gate, asked) ? null : 'api_not_expected';
    if (asked === null || refused !== null) {
      const reason = refused ?? 'event_malformed';
      await gate.telemetry.end(invocation, { metric: 'Fault', reason, decision: null, document: null });
      throw toFault(reason);
    }
    const seen = { ...asked, ...view(asked) };
    const decision = await decide(gate.authorizer, seen, isKept ? 'refused' : 'asRouted');
    const written = await writeAnswer(gate, form, {
      policy,
      decision,
      arn: asked.arn,
      routeKey: asked.routeKey,
      documents: gate.documents,
    });
    await gate.telemetry.end(invocation, toEnding(decision, written));
    if (written === null) throw isFault(decision) ? toFault(decision.reason ?? 'internal_error') : toUnauthorized();
    return written.answer;
  };
}

/** The answer to a request that was decided, or null for one that is thrown. */
export async function writeAnswer<Answer>(
  gate: Pick<Gate, 'invalidToken'>,
  form: Form<Answer>,
  judged: Judged,
): Promise<Written<Answer> | null> {
  const { decision, policy } = judged;
  const verdict = decision.reason === null ? 'allow' : toApiGatewayAnswer(decision.reason);
  if (verdict === 'allow') return form.write(judged);
  if (verdict === 'deny' && decision.principal !== null) return form.write(judged);
  const isDenied = gate.invalidToken === 'deny' && verdict === 'unauthorized' && decision.reason !== null;
  if (!isDenied || !isLasting(decision.reason, policy.apiGateway.resultTtlSeconds)) return null;
  return form.refuse(judged);
}

function toEnding<Answer>(decision: Decision, written: Written<Answer> | null): Ending {
  const outcome = written?.outcome ?? decision;
  const { reason } = outcome;
  const document = written?.document ?? null;
  if (isFault(outcome)) return { metric: 'Fault', reason, decision: outcome, document };
  if (outcome.effect === 'allow') return { metric: 'Allow', reason, decision: outcome, document };
  const isRefused = reason !== null && toApiGatewayAnswer(reason) === 'unauthorized';
  return { metric: isRefused ? 'Unauthorized' : 'Deny', reason, decision: outcome, document };
}

function isFault({ reason }: Decision): boolean {
  return reason !== null && toApiGatewayAnswer(reason) === 'fault';
}

/** Whoever may call the function can name any API: the ARN and the event's own word are held to the list. */
function isExpected({ apiIds }: Gate, { arn, apiId }: Asked): boolean {
  if (apiIds === null) return true;
  return apiIds.includes(arn.apiId) && (apiId === null || apiIds.includes(apiId));
}
