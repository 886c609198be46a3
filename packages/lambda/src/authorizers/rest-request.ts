/**
 * A Lambda authorizer for REST APIs whose authorizer type is REQUEST.
 *
 * Does not: see anything but the identity sources while results are kept.
 */
import type { Policy } from '@sallyport/core';
import { parseRestRequestEvent, type RequestEvent } from '../events/rest-request.ts';
import type { AuthorizerAnswer } from '../respond/answer.ts';
import { IAM_FORM } from '../respond/iam.ts';
import { toTarget } from '../target.ts';
import { createGate } from './gate.ts';
import type { AuthorizerHandler, AuthorizerOptions } from './options.ts';
import { type Asked, createResponder } from './respond.ts';
import { checkKind } from './settings.ts';

/** The handler of a REQUEST authorizer. */
export type RequestAuthorizer = AuthorizerHandler<AuthorizerAnswer>;

/**
 * The authorizer for a policy whose `apiGateway.kind` is `rest-request`. Construct it once, outside the handler.
 *
 * It answers and throws as `tokenAuthorizer` does. While `resultTtlSeconds` is above 0 it reads tokens from the
 * identity sources alone, never from a cookie; with 0 from wherever the policy says.
 *
 * @throws PolicyError where the policy has errors or is for another kind of authorizer.
 */
export function requestAuthorizer(policy: Policy, options: AuthorizerOptions = {}): RequestAuthorizer {
  const gate = createGate(policy, options);
  const compiled = gate.authorizer.policy;
  checkKind(compiled, ['rest-request']);
  const respond = createResponder(gate, compiled, IAM_FORM);
  return async (event, context) => {
    const parsed = parseRestRequestEvent(event);
    return respond(parsed && toAskedWithRequest(parsed), context);
  };
}

/** The request of an event: method and path from its ARN. */
export function toAskedWithRequest({ arn, apiId, headers, query, routeKey }: RequestEvent): Asked {
  return { arn, apiId, routeKey, method: arn.method, target: toTarget(arn.path), headers, query };
}
