/**
 * A Lambda authorizer for HTTP APIs: payload 2.0 with an IAM document or a simple response, or payload 1.0.
 *
 * Does not: see anything but the identity sources while results are kept.
 */
import { findSimpleLimits, type Policy, PolicyError } from '@sallyport/core';
import { parseHttpApiEvent } from '../events/http-api.ts';
import type { RequestEvent } from '../events/rest-request.ts';
import type { AuthorizerAnswer, SimpleAnswer } from '../respond/answer.ts';
import { IAM_FORM } from '../respond/iam.ts';
import { SIMPLE_FORM } from '../respond/simple.ts';
import { createGate, type Gate } from './gate.ts';
import type { AuthorizerHandler, AuthorizerOptions } from './options.ts';
import { createResponder, type Responder } from './respond.ts';
import { toAskedWithRequest } from './rest-request.ts';
import { checkKind } from './settings.ts';

/** The handler of an HTTP API's authorizer. */
export type HttpApiAuthorizer = AuthorizerHandler<AuthorizerAnswer | SimpleAnswer>;

/**
 * The authorizer for a policy whose `apiGateway.kind` is `http-iam` or `http-simple`, which says what it answers with.
 *
 * It throws as `tokenAuthorizer` does. A simple response takes payload 2.0.
 *
 * @throws PolicyError where the policy has errors, is for another kind of authorizer, or would have simple responses kept
 * for requests that they are wrong for.
 */
export function httpApiAuthorizer(policy: Policy, options: AuthorizerOptions = {}): HttpApiAuthorizer {
  const gate = createGate(policy, options);
  checkKind(gate.authorizer.policy, ['http-iam', 'http-simple']);
  const respond = createHttpResponder(gate);
  return async (event, context) => respond(parseHttpApiEvent(event), context);
}

/**
 * Answers an HTTP API's events in the form that the policy names.
 *
 * @throws PolicyError where simple responses would be kept for requests that they are wrong for.
 */
export function createHttpResponder(
  gate: Gate,
): (event: RequestEvent | null, context: unknown) => Promise<AuthorizerAnswer | SimpleAnswer> {
  const { policy } = gate.authorizer;
  const unsafe = findSimpleLimits(policy);
  if (unsafe.length > 0) throw new PolicyError(unsafe);
  const isSimple = policy.apiGateway.kind === 'http-simple';
  const respond: Responder<AuthorizerAnswer | SimpleAnswer> = isSimple
    ? createResponder(gate, policy, SIMPLE_FORM)
    : createResponder(gate, policy, IAM_FORM);
  return (event, context) => {
    const isOurs = event !== null && (!isSimple || (event.kind === 'http-2.0' && event.routeKey !== null));
    return respond(isOurs ? toAskedWithRequest(event) : null, context);
  };
}
