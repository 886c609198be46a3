/**
 * A Lambda authorizer for REST APIs whose authorizer type is TOKEN.
 *
 * Does not: read anything of the event but the token and `methodArn`.
 */
import type { CompiledPolicy, Policy } from '@sallyport/core';
import { parseTokenEvent, type TokenEvent } from '../events/token.ts';
import type { AuthorizerAnswer } from '../respond/answer.ts';
import { IAM_FORM } from '../respond/iam.ts';
import { toTarget } from '../target.ts';
import { createGate } from './gate.ts';
import type { AuthorizerHandler, AuthorizerOptions } from './options.ts';
import { type Asked, createResponder } from './respond.ts';
import { checkKind } from './settings.ts';

/** What a construction may replace. */
export type TokenAuthorizerOptions = AuthorizerOptions;

/** The handler of a TOKEN authorizer. */
export type TokenAuthorizer = AuthorizerHandler<AuthorizerAnswer>;

/**
 * The authorizer for a policy. Construct it once, outside the handler.
 *
 * It answers with an IAM document (403 where that denies), throws `Unauthorized` without a verified token (401), and
 * throws the code of a fault (500, not cached): `keys_unavailable`, `discovery_unavailable`, `internal_error`,
 * `event_malformed` (no TOKEN event) or `api_not_expected`. While results are kept, `Unauthorized` is also thrown for a
 * denied request that the token's document would let in, which then is neither let in nor kept.
 *
 * @throws PolicyError where the policy has errors or is for another kind of authorizer.
 * @example
 * export const handler = tokenAuthorizer(policy);
 */
export function tokenAuthorizer(policy: Policy, options: TokenAuthorizerOptions = {}): TokenAuthorizer {
  const gate = createGate(policy, options);
  const compiled = gate.authorizer.policy;
  checkKind(compiled, ['rest-token']);
  const respond = createResponder(gate, compiled, IAM_FORM);
  return async (event, context) => {
    const parsed = parseTokenEvent(event);
    return respond(parsed && toAskedWithToken(compiled, parsed), context);
  };
}

/** The one header that API Gateway hands on is its identity source. */
export function toAskedWithToken({ apiGateway }: CompiledPolicy, { arn, authorization }: TokenEvent): Asked {
  const source = apiGateway.identitySources[0]?.replace('method.request.header.', '').toLowerCase();
  return {
    arn,
    apiId: null,
    routeKey: null,
    method: arn.method,
    target: toTarget(arn.path),
    headers: { get: (name) => (name.toLowerCase() === source ? authorization : null) },
    query: new URLSearchParams(),
  };
}
