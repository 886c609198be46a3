/**
 * Answers one event: decide, put it into the form that the API takes, tell the log, return or throw.
 *
 * A fault throws its code; a token that is not accepted throws `Unauthorized`, and so does a denied request that the kept
 * answer of its token would let in. Neither is ever kept.
 */
import { type CompiledPolicy, type Decision, toApiGatewayAnswer } from '@sallyport/core';
import type { StageArn } from '../arn.ts';
import { toFault, toUnauthorized } from '../respond/answer.ts';
import type { Form, Judged, Written } from '../respond/judged.ts';
import { isLasting } from '../respond/lasting.ts';
import type { Invocation } from '../telemetry/invocation.ts';
import type { Ending } from '../telemetry/telemetry.ts';
import { decide, type GateRequest, toStrangers } from './decide.ts';
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
  const view = createView(policy.apiGateway);
  const strangers = toStrangers(policy.apiGateway);
  const refuse = async (invocation: Invocation, reason: 'event_malformed' | 'api_not_expected'): Promise<never> => {
    await gate.telemetry.end(invocation, { metric: 'Fault', reason, decision: null, document: null });
    throw toFault(reason);
  };
  return async (asked, context) => {
    const invocation = gate.telemetry.start(context);
    if (asked === null) return refuse(invocation, 'event_malformed');
    if (!isExpected(gate, asked)) return refuse(invocation, 'api_not_expected');
    const decision = await decide(gate.authorizer, { ...asked, ...view(asked) }, strangers);
    const written = await writeAnswer(gate, form, { policy, decision, arn: asked.arn, routeKey: asked.routeKey });
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
  if (verdict === 'allow' || (verdict === 'deny' && decision.principal !== null)) return form.write(judged);
  const isDenied = gate.invalidToken === 'deny' && verdict === 'unauthorized' && decision.reason !== null;
  if (!isDenied || !isLasting(decision.reason, policy.apiGateway.resultTtlSeconds)) return null;
  return form.refuse(judged);
}

function toEnding<Answer>(decision: Decision, written: Written<Answer> | null): Ending {
  const outcome = written?.outcome ?? decision;
  const metric = written === null && !isFault(decision) ? 'Unauthorized' : toMetric(outcome);
  return { metric, reason: outcome.reason, decision: outcome, document: written?.document ?? null };
}

function toMetric({ reason }: Decision): Ending['metric'] {
  if (reason === null) return 'Allow';
  return ({ unauthorized: 'Unauthorized', deny: 'Deny', fault: 'Fault' } as const)[toApiGatewayAnswer(reason)];
}

function isFault({ reason }: Decision): boolean {
  return reason !== null && toApiGatewayAnswer(reason) === 'fault';
}

/** Whoever may call the function can name any API: the ARN and the event's own word are held to the list. */
function isExpected({ apiIds }: Gate, { arn, apiId }: Asked): boolean {
  if (apiIds === null) return true;
  return apiIds.includes(arn.apiId) && (apiId === null || apiIds.includes(apiId));
}
