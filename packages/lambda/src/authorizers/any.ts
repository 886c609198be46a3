/**
 * One Lambda authorizer for whichever events the policy's `apiGateway.kind` brings, and for `$connect` beside them.
 *
 * Trust: how results are kept is known of the declared kind alone, so an event of any other is refused, not guessed at.
 */
import type { Policy } from '@sallyport/core';
import { type GatewayEvent, parseGatewayEvent } from '../events/parse.ts';
import type { AuthorizerAnswer, SimpleAnswer } from '../respond/answer.ts';
import { IAM_FORM } from '../respond/iam.ts';
import { createGate, type Gate } from './gate.ts';
import { createHttpResponder } from './http-api.ts';
import type { AuthorizerHandler, AuthorizerOptions } from './options.ts';
import { createResponder } from './respond.ts';
import { toAskedWithRequest } from './rest-request.ts';
import { toAskedWithToken } from './token.ts';
import { createConnectResponder } from './websocket.ts';

/** What a construction may name and replace. */
export interface LambdaAuthorizerOptions extends AuthorizerOptions {
  /** The key of the route that `$connect` stands for; needed where the kind is `websocket`. */
  readonly route?: string;
}

/** The handler of any kind of authorizer. */
export type LambdaAuthorizer = AuthorizerHandler<AuthorizerAnswer | SimpleAnswer>;

type Answers = (event: GatewayEvent | null, context: unknown) => Promise<AuthorizerAnswer | SimpleAnswer>;

/**
 * The authorizer of the kind that the policy declares. Construct it once, outside the handler.
 *
 * It tells events apart by shape and version. One of another kind, or of none, throws `event_malformed`; a `$connect`
 * is answered beside any kind where `route` is given.
 *
 * @throws PolicyError where the policy has errors, cannot be enforced, or has no such `route`.
 */
export function lambdaAuthorizer(policy: Policy, options: LambdaAuthorizerOptions = {}): LambdaAuthorizer {
  const gate = createGate(policy, options);
  const { kind } = gate.authorizer.policy.apiGateway;
  const needsRoute = kind === 'websocket' || options.route !== undefined;
  const answerConnect = needsRoute ? createConnectResponder(gate, options.route ?? '') : null;
  const answer = createAnswers(gate);
  return async (event, context) => {
    const parsed = parseGatewayEvent(event);
    if (parsed?.kind === 'websocket' && answerConnect !== null) return answerConnect(parsed, context);
    return answer(parsed, context);
  };
}

function createAnswers(gate: Gate): Answers {
  const { policy } = gate.authorizer;
  const { kind } = policy.apiGateway;
  if (kind.startsWith('http')) {
    const respond = createHttpResponder(gate);
    return (event, context) =>
      respond(event?.kind === 'http-1.0' || event?.kind === 'http-2.0' ? event : null, context);
  }
  const respond = createResponder(gate, policy, IAM_FORM);
  return (event, context) => {
    if (event?.kind === 'rest-token' && kind === 'rest-token') return respond(toAskedWithToken(policy, event), context);
    const isOurs = event?.kind === 'rest-request' && kind === 'rest-request';
    return respond(isOurs ? toAskedWithRequest(event) : null, context);
  };
}
